import type { Field } from '@/core/shape/field';

/** What an emptied field holds, as the API takes it. */
export function emptyValue(field: Field): unknown {
  if (field.kind === 'boolean') return false;
  return ['tags', 'multi_choice', 'emails', 'phones', 'addresses', 'links'].includes(field.kind)
    ? []
    : null;
}

/** Whether a value counts as nothing. */
export const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (Array.isArray(value) && value.length === 0);
