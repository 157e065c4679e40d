import { inOwnCurrency } from '../../shape/field';
import type { CompanyInfo } from '../context';
import type { Row } from './columns';
import { customOf, type Draft, valueIn } from './draft';
import { fold, keyLength } from './fold';
import { type Column, columnsOf, type DbValue, encode } from './kinds';
import type { WriteShape } from './write-shape';

/** The columns of an object by name: its fields', then `title`, `title_key` and `custom`. */
export function columnMap(shape: WriteShape): ReadonlyMap<string, Column> {
  let known = maps.get(shape);
  if (!known) maps.set(shape, (known = compileColumns(shape)));
  return known;
}

const maps = new WeakMap<WriteShape, ReadonlyMap<string, Column>>();

function compileColumns(shape: WriteShape): ReadonlyMap<string, Column> {
  const columns: Column[] = [
    { name: 'title', type: 'text', empty: "''" },
    { name: 'title_key', type: 'key', empty: "''" },
    { name: 'custom', type: 'jsonb', empty: "'{}'" },
  ];
  for (const [name, field] of Object.entries(shape.object.fields))
    columns.push(...columnsOf(name, field));
  return new Map(columns.map((column) => [column.name, column]));
}

/** The record's title: the title fields joined by a space, else the first filled fallback, else empty. */
export function titleOf(shape: WriteShape, draft: Draft): string {
  const { title, title_fallback = [] } = shape.object;
  const text = title
    .map((name) => valueIn(draft, name))
    .filter(Boolean)
    .join(' ');
  if (text !== '') return text;
  const fallback = title_fallback.map((name) => valueIn(draft, name)).find(Boolean);
  return fallback === undefined ? '' : String(fallback);
}

/** The search text of a record. */
export interface SearchDocument {
  readonly title_key: string;
  readonly body: string;
  readonly owner_id: string | null;
}

/** Longest part of the search text that one field gives, characters. */
const searchable = 500;

/** Folded values of the searchable fields, each once, one a line. `row` saves folding again what it has folded. */
export function searchDocumentOf(
  shape: WriteShape,
  draft: Draft,
  row: Row,
  titleKey: string,
): SearchDocument {
  const lines = new Set<string>();
  for (const name of shape.searchable) {
    const value = valueIn(draft, name);
    if (value === null || value === undefined) continue;
    const key = row[`${name}_key`];
    if (typeof key === 'string' && key.length < keyLength) lines.add(key);
    else if (!Array.isArray(value)) lines.add(fold(String(value), searchable));
    else
      for (const entry of value)
        lines.add(fold(typeof entry === 'string' ? entry : String(entry.value), searchable));
  }
  return {
    title_key: titleKey,
    body: [...lines].join('\n'),
    owner_id: (valueIn(draft, 'owner_id') as string | null) ?? null,
  };
}

/** Whether a change touches what the search text is made of. */
export const touchesSearch = (shape: WriteShape, draft: Draft): boolean =>
  'owner_id' in draft.set ||
  touchesTitle(shape, draft) ||
  shape.searchable.some((name) => name in draft.set);

export function touchesTitle(shape: WriteShape, draft: Draft): boolean {
  const { title, title_fallback = [] } = shape.object;
  return [...title, ...title_fallback].some((name) => name in draft.set);
}

/** The columns a draft writes, with the derived ones; empty values of a new record are left to the column's default. */
export function encodeDraft(
  shape: WriteShape,
  draft: Draft,
  company: CompanyInfo,
): Record<string, DbValue> {
  const row: Record<string, DbValue> = {};
  const fresh = draft.before === null;
  for (const name of Object.keys(draft.set)) {
    const value = draft.set[name];
    const field = shape.object.fields[name];
    if (!field) throw new Error(`${shape.object.name} has no field ${name}`);
    if (
      fresh &&
      (value === null ||
        value === undefined ||
        value === false ||
        (Array.isArray(value) && value.length === 0))
    )
      continue;
    const currency = inOwnCurrency(field) && valueIn(draft, 'currency');
    Object.assign(
      row,
      encode(name, field, value, currency ? { currency: String(currency) } : company),
    );
  }
  if (fresh || touchesTitle(shape, draft)) {
    row.title = titleOf(shape, draft);
    row.title_key = fold(row.title);
  }
  if (Object.keys(draft.custom).length > 0) row.custom = JSON.stringify(customOf(draft));
  return row;
}
