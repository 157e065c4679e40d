import type { Issue } from '../../shape/errors';
import type { Ctx } from '../context';
import type { Compiled } from './compile';
import type { Cursor } from './cursor';
import type { FilterNode } from './filter-parse';
import { whereSql } from './filter-sql';
import type { ListQuery } from './list-query';
import { titleSource } from './masks';
import type { Parameters } from './parameters';
import { type Seen, seenSql, type Way } from './seen-sql';
import { afterSql, isElsewhere, orderOf, orderSql, type SortKey, sortSource } from './sort';

/** Conditions every row of a list meets, whatever the page. Mistakes in the filter are added to `issues`. */
export function conditionsOf(
  ctx: Ctx,
  compiled: Compiled,
  query: Pick<ListQuery, 'filter' | 'bin'>,
  parameters: Parameters,
  issues: Issue[],
  way: Way,
  unions?: ReadonlySet<FilterNode>,
): string {
  const conditions = [
    't.company_id = $1',
    query.bin ? 't.deleted_at is not null' : 't.deleted_at is null',
    // Along the order of the list the policy says it; owner by owner the page does.
    ...(way === null ? seenSql(ctx, compiled, parameters) : []),
  ];
  if (query.filter)
    conditions.push(whereSql(ctx, compiled, query.filter, parameters, issues, 't', unions));
  return conditions.join(' and ');
}

/** What one page is made of, before its SQL is chosen. */
export interface PageRequest {
  readonly compiled: Compiled;
  readonly query: Pick<ListQuery, 'sort' | 'limit' | 'page'>;
  readonly cursor: Cursor | null;
  readonly conditions: string;
  readonly parameters: Parameters;
  /** No filter and no search: every record of the company is in the list. */
  readonly plain: boolean;
  /** The records, where they are found owner by owner. */
  readonly seen: Seen | null;
}

/** SQL of at most `limit` + 1 rows in order: `_n` (from 1), the sort keys `_k0`, `_k1`, ..., and `id` or, when `whole`, all columns. */
export interface PageSql {
  readonly sql: string;
  readonly whole: boolean;
  readonly keys: number;
}

/** Chooses how a page is found: along an index where the order has one, else ids first and the records after them. */
export function pageSql(request: PageRequest): PageSql {
  const { query, compiled, cursor, parameters } = request;
  const [first] = query.sort;
  if (first && isElsewhere(first)) return inTwoParts(request);
  const { joins, keys } = orderOf(query.sort, parameters);
  const offset = offsetOf(query);
  const whole = offset <= 1000 && !request.seen && followsIndex(compiled, first?.path.text ?? '');
  const asked = {
    joins,
    keys,
    columns: [whole ? 't.*' : 't.id', ...named(keys.map((key) => key.sql))],
    conditions: cursor ? [afterSql(keys, cursor.keys, cursor.back, parameters)] : [],
    rows: `limit ${query.limit + 1}${offset > 0 ? ` offset ${offset}` : ''}`,
  };
  const sql = request.seen ? byOwner(request, request.seen, asked) : part(request, asked);
  return {
    sql: `select row_number() over () as _n, x.* from (${sql}) x`,
    whole,
    keys: keys.length,
  };
}

const offsetOf = ({ page, limit }: PageRequest['query']): number =>
  page === null ? 0 : (page - 1) * limit;

const followsIndex = (compiled: Compiled, name: string): boolean =>
  (name === 'title' && !titleSource(compiled)) ||
  name === 'deleted_at' ||
  compiled.fields.get(name)?.indexed === true;

const named = (columns: readonly string[]): string[] => columns.map((sql, i) => `${sql} as _k${i}`);

interface Part {
  readonly joins: string;
  readonly keys: readonly SortKey[];
  readonly columns: readonly string[];
  readonly conditions: readonly string[];
  readonly rows: string;
}

function part(
  { compiled, cursor, conditions }: PageRequest,
  { joins, keys, columns, conditions: more, rows }: Part,
): string {
  return `select ${columns.join(', ')} from ${compiled.name} t ${joins} where ${[conditions, ...more].join(' and ')}
    order by ${orderSql(keys, cursor?.back ?? false)} ${rows}`;
}

/**
 * Each owner gives its first records, and so does what is shared; the page is the first of all these. How many records somebody sees
 * makes no difference, so one plan does for everybody.
 */
function byOwner(request: PageRequest, { owners, shared }: Seen, asked: Part): string {
  const last = `limit ${offsetOf(request.query) + request.query.limit + 1}`;
  const of = (...conditions: string[]) =>
    part(request, { ...asked, rows: last, conditions: [...asked.conditions, ...conditions] });
  const order = asked.keys.map((key, i) => ({ ...key, sql: `_k${i}` }));
  return `select * from (
      select o.* from unnest(${owners}) as w (id) cross join lateral (${of('t.owner_id = w.id')}) o
      union all (${of(`t.id = any(${shared})`, `(t.owner_id = any(${owners})) is not true`)})) s
    order by ${orderSql(order, request.cursor?.back ?? false)} ${asked.rows}`;
}

/** The keys as the columns of an inner select; the first one stays, because it is what the outer table is walked by. */
const throughKeys = (keys: readonly SortKey[]): SortKey[] =>
  keys.map((key, i) => (i === 0 ? key : { ...key, sql: `i._o${i}` }));

/**
 * A list led by a value in another table: a referenced record's or a custom field's. Records with a
 * value are found along the index of that table; those without always come after them, from a part
 * that runs only when it is reached. So a page never sorts the whole list. The cursor holds whether the
 * value is missing, the value, then the other keys.
 */
function inTwoParts(request: PageRequest): PageSql {
  const { query, parameters, cursor } = request;
  const [first] = query.sort;
  if (!first) throw new Error('a list has an order');
  const source = sortSource(first, 0, parameters);
  const back = cursor?.back ?? false;
  const last = offsetOf(query) + query.limit + 1;
  const started = cursor?.keys[0] === 'true';
  let width = 0;

  const piece = (isMissing: boolean, gate: string): string => {
    const through = isMissing || !request.plain ? null : source.only;
    const join = isMissing ? source.joins('left join') : through ? '' : source.joins('join');
    const { joins, keys } = orderOf(query.sort, parameters, {
      joins: join,
      key: isMissing ? null : source.key,
    });
    const conditions = isMissing ? [source.missing] : [];
    if (cursor && started === isMissing)
      conditions.push(
        afterSql(keys, cursor.keys.slice(isMissing ? 2 : 1), back, parameters, !isMissing),
      );
    if (gate !== '') conditions.push(gate);
    const value = isMissing ? ['null::text'] : [];
    const columns = [
      't.id',
      ...named([`${isMissing}`, ...value, ...keys.map((key) => `${key.sql}::text`)]),
    ];
    width = columns.length - 1;
    if (!through) return part(request, { joins, keys, columns, conditions, rows: `limit ${last}` });
    // Few members own many records each: with nothing to filter by, they are walked in order and each gives its first records.
    const typed = keys.slice(1).map((key, i) => `${key.sql} as _o${i + 1}`);
    const inner = part(request, {
      joins,
      keys,
      columns: [...columns, ...typed],
      conditions: [...conditions, through.on],
      rows: `limit ${last}`,
    });
    const shown = ['i.id', ...columns.slice(1).map((_, i) => `i._k${i}`)].join(', ');
    return `select ${shown} from ${through.from} cross join lateral (${inner}) i order by ${orderSql(throughKeys(keys), back)} limit ${last}`;
  };
  const order = [false, true];
  if (back) order.reverse();
  const parts = cursor ? order.slice(order.indexOf(started)) : order;
  const numbered = (table: string, i: number) =>
    `select ${i} as _part, row_number() over () as _i, ${table}.* from ${table}`;
  const tables = parts.map((isMissing, i) => {
    const gate = i === 0 ? '' : `(select count(*) from part_0) < ${last}`;
    return `part_${i} as materialized (${piece(isMissing, gate)})`;
  });
  const sql = `with ${tables.join(', ')} select row_number() over (order by _part, _i) - ${offsetOf(query)} as _n, x.*
    from (${parts.map((_, i) => numbered(`part_${i}`, i)).join(' union all ')}) x order by _part, _i
    offset ${offsetOf(query)} limit ${query.limit + 1}`;
  return { sql, whole: false, keys: width };
}
