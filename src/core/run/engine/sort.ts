import type { Issue } from '../../shape/errors';
import { isSortable } from '../../shape/filter';
import type { Ctx } from '../context';
import type { Compiled } from './compile';
import { joinOf, tableOf, valuesOf } from './filter-sql';
import { type ColumnType, castType } from './kinds';
import { emptyValue } from './operand';
import type { Parameters } from './parameters';
import { columnOf, type Path, PathError, resolvePath } from './path';

/** Most sort keys of a list. */
const mostKeys = 5;

export interface SortItem {
  readonly path: Path;
  readonly descending: boolean;
}

/** Something rows are ordered and continued by; never NULL. */
export interface SortKey {
  readonly sql: string;
  readonly type: ColumnType;
  readonly descending: boolean;
}

const deletedAt: Path = {
  text: 'deleted_at',
  hops: [],
  leaf: {
    field: { kind: 'datetime', label: { en: 'Deleted', tr: 'Silinme' } },
    column: 'deleted_at',
    type: 'timestamptz',
    nullable: false,
  },
};
const recordId: Path = {
  text: 'id',
  hops: [],
  leaf: {
    field: { kind: 'ref', label: { en: 'Id', tr: 'Kimlik' } },
    column: 'id',
    type: 'uuid',
    nullable: false,
  },
};

/** Reads `-created_at,account.name`. Mistakes are added to `issues`. The bin can also be sorted by `deleted_at`. */
export function readSort(
  ctx: Ctx,
  compiled: Compiled,
  text: string,
  bin: boolean,
  issues: Issue[],
): readonly SortItem[] {
  const items: SortItem[] = [];
  const fail = (code: string, message: string) => issues.push({ path: 'sort', code, message });
  for (const part of text.split(',')) {
    const descending = part.startsWith('-');
    const name = descending ? part.slice(1) : part;
    try {
      const path =
        name === 'id'
          ? recordId
          : bin && name === 'deleted_at'
            ? deletedAt
            : resolvePath(ctx, compiled, name);
      if (path !== recordId && (path.leaf.part || !isSortable(path.leaf.field.kind)))
        fail('not_sortable', `A list cannot be sorted by ${name}.`);
      if (items.some((item) => item.path.text === path.text))
        fail('repeated', `${name} is named twice.`);
      items.push({ path, descending });
    } catch (error) {
      if (!(error instanceof PathError)) throw error;
      fail(error.code, error.message);
    }
  }
  if (items.length > mostKeys) fail('too_many', `A list is sorted by at most ${mostKeys} fields.`);
  return withTies(ctx, compiled, items);
}

/** The order with the fields that settle ties, as the index of their field has them, unless the caller named them. */
function withTies(ctx: Ctx, compiled: Compiled, items: readonly SortItem[]): SortItem[] {
  return items.flatMap((item): SortItem[] => {
    const { hops, leaf } = item.path;
    const then = hops.length === 0 ? leaf.field.then_by : undefined;
    if (then === undefined || items.some(({ path }) => path.text === then)) return [item];
    // What somebody does not see settles nothing for them.
    if (!compiled.fields.has(then) || compiled.rights.get(then) === 'masked') return [item];
    return [item, { path: resolvePath(ctx, compiled, then), descending: item.descending }];
  });
}

/** Whether values of the path lie in another table, so that a record may have none. */
export const isElsewhere = ({ path }: SortItem): boolean =>
  path.hops.length > 0 || path.leaf.custom_id !== undefined;

/** How one sort item reaches its values. */
export interface SortSource {
  /** Joins after `from <table> t`; inner for records with a value, left otherwise. */
  readonly joins: (kind: 'join' | 'left join') => string;
  /** The members, when values are theirs, and the condition that joins them. */
  readonly only: { readonly from: string; readonly on: string } | null;
  /** True where the record has no value. */
  readonly missing: string;
  readonly key: SortKey;
}

/** The source of an item whose values are elsewhere. Aliases begin with `s<index>`. */
export function sortSource(
  { path, descending }: SortItem,
  index: number,
  parameters: Parameters,
): SortSource {
  const steps: { table: string; alias: string; on: string }[] = [];
  let at = 't';
  for (const relation of path.hops) {
    const alias = `s${index}_${steps.length}`;
    steps.push({ table: tableOf(relation), alias, on: joinOf(relation, at, alias) });
    at = alias;
  }
  if (path.leaf.custom_id) {
    const alias = `s${index}_v`;
    steps.push({
      table: 'field_values',
      alias,
      on: valuesOf(parameters.add(path.leaf.custom_id, 'uuid'), at, alias),
    });
    at = alias;
  }
  const [only] = steps;
  return {
    joins: (kind) =>
      steps.map(({ table, alias, on }) => `${kind} ${table} ${alias} on ${on}`).join(' '),
    only:
      only && steps.length === 1 && path.hops[0]?.target === null
        ? { from: `${only.table} ${only.alias}`, on: only.on }
        : null,
    missing: `${at}.company_id is null`,
    key: { sql: columnOf(path.leaf, at), type: path.leaf.type, descending },
  };
}

/** The order of a list whose leading key is a column of the record or comes from `leading`. */
export interface Order {
  readonly joins: string;
  readonly keys: readonly SortKey[];
}

/**
 * Keys for all items and the id that settles ties, in the direction of the last item. Items elsewhere
 * give two keys: first whether the value is missing (those records always come last), then the value.
 * @param leading replaces the first item: its join and key (null: the item is the same for all rows)
 */
export function orderOf(
  items: readonly SortItem[],
  parameters: Parameters,
  leading?: { readonly joins: string; readonly key: SortKey | null },
): Order {
  const joins: string[] = leading ? [leading.joins] : [];
  const keys: SortKey[] = leading?.key ? [leading.key] : [];
  for (const [index, item] of items.entries()) {
    if (index === 0 && leading) continue;
    const { leaf } = item.path;
    if (!isElsewhere(item)) {
      keys.push({ sql: columnOf(leaf, 't'), type: leaf.type, descending: item.descending });
      continue;
    }
    const source = sortSource(item, index, parameters);
    joins.push(source.joins('left join'));
    keys.push(
      { sql: `(${source.missing})`, type: 'bool', descending: false },
      { ...source.key, sql: `coalesce(${source.key.sql}, ${emptySql(item)})` },
    );
  }
  if (!keys.some(({ sql }) => sql === 't.id')) {
    keys.push({ sql: 't.id', type: 'uuid', descending: items.at(-1)?.descending ?? true });
  }
  return { joins: joins.join(' '), keys };
}

function emptySql({ path: { leaf } }: SortItem): string {
  if (leaf.type === 'bool') return 'false';
  return `'${emptyValue(leaf)}'::${castType(leaf.type)}`;
}

/** `order by` text; `back` turns every direction around. */
export const orderSql = (keys: readonly SortKey[], back: boolean): string =>
  keys.map(({ sql, descending }) => (descending === back ? sql : `${sql} desc`)).join(', ');

/**
 * The condition for rows after (or, `back`, before) the one with these key values.
 * @param apart the first key is in another table than the rest: it also gets a bound of its own, which an index can use
 */
export function afterSql(
  keys: readonly SortKey[],
  values: readonly string[],
  back: boolean,
  parameters: Parameters,
  apart = false,
): string {
  const placed = keys.map((key, i) => ({
    sql: key.sql,
    value: parameters.add(values[i], castType(key.type)),
    by: key.descending === back ? '>' : '<',
  }));
  const [first] = placed;
  if (!first) return 'true';
  if (placed.every(({ by }) => by === first.by)) {
    const list = (part: 'sql' | 'value') => placed.map((key) => key[part]).join(', ');
    const bound = apart ? `${first.sql} ${first.by}= ${first.value} and ` : '';
    return `${bound}(${list('sql')}) ${first.by} (${list('value')})`;
  }
  const nested = (i: number): string => {
    const { sql, value, by } = placed[i] as (typeof placed)[number];
    return i === placed.length - 1
      ? `${sql} ${by} ${value}`
      : `(${sql} ${by} ${value} or (${sql} = ${value} and ${nested(i + 1)}))`;
  };
  // The first condition alone lets an index skip to the place.
  return `${first.sql} ${first.by}= ${first.value} and ${nested(0)}`;
}
