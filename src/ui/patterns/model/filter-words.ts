import type { FieldKind } from '@/core/shape/field';
import { type Operator, operatorsOf } from '@/core/shape/filter';

const picked: Partial<Record<FieldKind, readonly Operator[]>> = {
  boolean: ['eq'],
  ref: ['eq', 'ne', 'empty', 'not_empty'],
  multi_choice: ['in', 'nin', 'empty', 'not_empty'],
  tags: ['in', 'nin', 'empty', 'not_empty'],
  choice: ['in', 'nin', 'empty', 'not_empty'],
  user: ['in', 'nin', 'empty', 'not_empty'],
};

/** The operators the builder offers for a kind: those of the API without the ones that say the same. */
export const offeredOperators = (kind: FieldKind): readonly Operator[] =>
  picked[kind] ?? operatorsOf[kind] ?? [];

/** The key of an operator's words under `filters`: ranges of days read differently from ranges of numbers. */
export function operatorWords(op: Operator, kind: FieldKind) {
  const isTime = kind === 'date' || kind === 'datetime';
  return isTime && (op === 'lt' || op === 'lte' || op === 'gt' || op === 'gte')
    ? (`date_${op}` as const)
    : op;
}

/** Days relative to today, as the API takes them. */
export const relativeValues = [
  'today',
  'yesterday',
  'tomorrow',
  'this_week',
  'last_week',
  'next_week',
  'this_month',
  'last_month',
  'next_month',
  'this_quarter',
  'last_quarter',
  'this_year',
  'last_year',
  '-7d',
  '-30d',
  '-90d',
  '+7d',
  '+30d',
] as const;
export type RelativeValue = (typeof relativeValues)[number];

export const isRelative = (value: unknown): value is RelativeValue =>
  relativeValues.includes(value as RelativeValue);
