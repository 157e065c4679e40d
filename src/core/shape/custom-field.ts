import type { Choice, Field, FieldKind } from './field';

/** Kinds a company can add to an object. */
export const customKinds = [
  'text',
  'long_text',
  'email',
  'phone',
  'url',
  'integer',
  'decimal',
  'percent',
  'boolean',
  'date',
  'datetime',
  'choice',
  'multi_choice',
  'user',
] as const satisfies readonly FieldKind[];
export type CustomKind = (typeof customKinds)[number];

/** A company's own field, as `/api/fields` returns it. Values live under `custom.<key>` of a record. */
export interface CustomField {
  readonly id: string;
  readonly object: string;
  /** snake_case, unique per object; never reused for another kind. */
  readonly key: string;
  readonly label: string;
  readonly kind: CustomKind;
  readonly required: boolean;
  /** Mirrored in the typed side table, so it can be filtered and sorted by at any size. */
  readonly filterable: boolean;
  /** Writes copy values to the side table already, while older records are still being copied. */
  readonly mirrored?: boolean;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly position: number;
}

/** `custom.score` -> `score`; null for a built-in field. */
export const customKey = (path: string): string | null =>
  path.startsWith('custom.') ? path.slice('custom.'.length) : null;

/** The same thing in the vocabulary of built-in fields. */
export function asField(custom: CustomField): Field {
  const both = (label: string) => ({ en: label, tr: label });
  const choices: Choice[] = custom.choices.map(({ value, label }) => ({
    value,
    label: both(label),
  }));
  return {
    kind: custom.kind,
    label: both(custom.label),
    required: custom.required,
    ...(choices.length > 0 ? { choices } : {}),
    ...(custom.kind === 'decimal' ? { scale: 4 } : {}),
  };
}
