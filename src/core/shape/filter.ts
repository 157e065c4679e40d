import type { FieldKind } from './field';

/**
 * Filters as the API takes them: `filter[status]=lead`, `filter[account.industry][in]=a,b`, or `filter=<JSON>`
 * of the tree below. Paths may follow references to depth 3; `custom.<key>` names a custom field.
 */
export type Filter = FilterAll | FilterAny | FilterCondition;
export interface FilterAll {
  readonly and: readonly Filter[];
}
export interface FilterAny {
  readonly or: readonly Filter[];
}
export interface FilterCondition {
  readonly field: string;
  readonly op: Operator;
  /** Absent for `empty` and `not_empty`; an array for `in`, `nin` and `between` ([from, to], both included). */
  readonly value?: FilterValue;
}
export type FilterScalar = string | number | boolean | null;
export type FilterValue = FilterScalar | readonly FilterScalar[];

export const operators = [
  'eq',
  'ne',
  'in',
  'nin',
  'lt',
  'lte',
  'gt',
  'gte',
  'between',
  'contains',
  'starts',
  'empty',
  'not_empty',
] as const;
export type Operator = (typeof operators)[number];

/** Bounds that keep a filter cheap to check: nodes in the tree, nesting, values of one `in`, reference hops. */
export const filterLimits = { nodes: 100, depth: 8, values: 200, hops: 3, text: 500 } as const;

const equality = ['eq', 'ne', 'in', 'nin', 'empty', 'not_empty'] as const;
const range = [...equality, 'lt', 'lte', 'gt', 'gte', 'between'] as const;
const words = [...equality, 'contains', 'starts'] as const;

/** What each kind can be asked. Kinds that are absent cannot be filtered. */
export const operatorsOf: Partial<Record<FieldKind, readonly Operator[]>> = {
  text: words,
  long_text: ['contains', 'empty', 'not_empty'],
  email: words,
  phone: words,
  url: words,
  integer: range,
  decimal: range,
  percent: range,
  money: range,
  boolean: ['eq', 'ne'],
  date: range,
  partial_date: ['eq', 'ne', 'empty', 'not_empty', 'contains', 'starts'],
  datetime: range,
  choice: equality,
  multi_choice: ['eq', 'ne', 'in', 'nin', 'empty', 'not_empty'],
  tags: ['eq', 'ne', 'in', 'nin', 'empty', 'not_empty'],
  ref: equality,
  user: equality,
  emails: ['contains', 'empty', 'not_empty'],
  phones: ['contains', 'empty', 'not_empty'],
};

const unsortable: ReadonlySet<FieldKind> = new Set([
  'long_text',
  'multi_choice',
  'tags',
  'address',
  'emails',
  'phones',
  'addresses',
  'links',
  'ref',
  'user',
]);

/** Whether a list can be ordered by this kind. A reference is ordered through a path, `account.name`. */
export const isSortable = (kind: FieldKind): boolean => !unsortable.has(kind);
