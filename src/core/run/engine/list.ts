import type { Pagination } from '../../shape/contract';
import { badQuery, type Issue } from '../../shape/errors';
import type { Ctx } from '../context';
import type { Answer } from '../module';
import { type Compiled, compile } from './compile';
import { type Count, countRows, countSql } from './count';
import { type Cursor, openCursor, sealCursor } from './cursor';
import { type ListQuery, readListQuery } from './list-query';
import { conditionsOf, type PageRequest, pageSql } from './list-sql';
import { recordColumns, type Selection } from './output';
import { Parameters } from './parameters';
import { narrow, narrowByText } from './search';
import { seenOf, type Way, wayOf } from './seen-sql';
import { prepared } from './statement-names';
import { chooseUnions } from './unions';

interface Row {
  readonly json: string;
  readonly found: number;
  /** Sort keys of the first and the last row of the page, in reading order of the statement. */
  readonly first: readonly string[] | null;
  readonly last: readonly string[] | null;
  readonly counted?: number;
}

/**
 * One page of an object's records as JSON text, made by one statement.
 * Throws 400 for anything wrong in the parameters, 403 for relations the caller may not read.
 */
export async function listRecords(
  ctx: Ctx,
  objectName: string,
  params: URLSearchParams,
): Promise<Answer> {
  const compiled = await compile(ctx, objectName);
  const query = readListQuery(ctx, compiled, params);
  const cursor = readCursor(ctx, query);
  const way = await wayOf(ctx, compiled, query);
  const { conditions, parameters } = await conditionsFor(ctx, compiled, query, way);
  const filtered = await narrowByText(ctx, compiled, query, conditions, parameters);
  const searched = await narrow(ctx, compiled, query, cursor, filtered, parameters);
  const count = countOf(query);
  const plain = query.filter === null && query.words.length === 0;
  const seen = way === 'owners' ? seenOf(ctx, compiled, parameters) : null;
  const page = { compiled, query, cursor, conditions: searched, parameters, plain, seen };
  const text = statementText(page, query.selection, count);
  const once = way === 'owners' || isOfIds(query);
  const { rows } = await ctx.app.db.read<Row>(
    ctx.scope,
    once || way === 'order'
      ? prepared(text, parameters.values, once)
      : { text, values: parameters.values },
    { signal: ctx.signal },
  );
  const row = rows[0];
  if (!row) throw new Error('a list statement gives one row');
  const total =
    count === null
      ? null
      : await countRows(ctx, compiled, searched, parameters, count, row.counted ?? 0);
  return { json: row.json, pagination: paginationOf(ctx, query, cursor, row, total) };
}

/** What all records of a list found this way meet, and its parameters; 400 for anything wrong in the filter. */
export async function conditionsFor(
  ctx: Ctx,
  compiled: Compiled,
  query: ListQuery,
  way: Way = null,
): Promise<{ conditions: string; parameters: Parameters }> {
  const issues: Issue[] = [];
  const parameters = new Parameters(ctx.principal.company.id);
  const conditions = conditionsOf(ctx, compiled, query, parameters, issues, way);
  if (issues.length > 0) throw badQuery(issues);
  const unions = await chooseUnions(ctx, compiled, query);
  if (unions.size === 0) return { conditions, parameters };
  const again = new Parameters(ctx.principal.company.id);
  return {
    conditions: conditionsOf(ctx, compiled, query, again, issues, way, unions),
    parameters: again,
  };
}

function readCursor(ctx: Ctx, query: ListQuery): Cursor | null {
  if (query.cursor === null) return null;
  const cursor = openCursor(ctx.app.env.secret, query.binding, query.cursor);
  if (!cursor)
    throw badQuery([
      {
        path: 'cursor',
        code: 'invalid_cursor',
        message: 'This cursor belongs to another list. Start again without it.',
      },
    ]);
  return cursor;
}

/** Whether records are asked for by their ids alone: they are found by those, whatever else is true of them. */
const isOfIds = ({ filter, words }: ListQuery): boolean =>
  filter !== null &&
  'op' in filter &&
  filter.field === 'id' &&
  filter.op === 'in' &&
  words.length === 0;

/** Exact when asked for; else exact up to a bound in page mode or for an estimate. */
const countOf = ({ count, page }: ListQuery): Count | null =>
  count === 'exact' ? 'exact' : count === 'estimate' || page !== null ? 'bounded' : null;

function statementText(request: PageRequest, selection: Selection, count: Count | null): string {
  const { compiled, query, cursor, conditions } = request;
  const page = pageSql(request);
  const from = page.whole
    ? `(${page.sql}) t`
    : `(${page.sql}) p join ${compiled.name} t on t.company_id = $1 and t.id = p.id`;
  const at = page.whole ? 't' : 'p';
  const keys = Array.from({ length: page.keys }, (_, i) => `${at}._k${i}::text`).join(', ');
  const counted =
    count === null ? '' : `, (${countSql(compiled, conditions, count)})::int as counted`;
  return `select coalesce(json_agg(r order by n${cursor?.back ? ' desc' : ''}) filter (where n <= ${query.limit}), '[]'::json)::text as json,
      count(*)::int as found, max(c) filter (where n = 1) as first, max(c) filter (where n = ${query.limit}) as last${counted}
    from (select ${at}._n as n, array[${keys}] as c, r
      from ${from} cross join lateral (select ${columnsFor(compiled, selection)}) r) x`;
}

const columns = new WeakMap<Selection, string>();

/** Long and always the same for a selection. */
function columnsFor(compiled: Compiled, selection: Selection): string {
  let text = columns.get(selection);
  if (text === undefined) {
    text = recordColumns(compiled, selection, 't');
    columns.set(selection, text);
  }
  return text;
}

function paginationOf(
  ctx: Ctx,
  query: ListQuery,
  cursor: Cursor | null,
  row: Row,
  total: { rows: number; exact: boolean } | null,
): Pagination {
  const seal = (keys: readonly string[] | null, back: boolean): string | null =>
    keys === null ? null : sealCursor(ctx.app.env.secret, query.binding, { back, keys });
  const more = row.found > query.limit;
  const back = cursor?.back ?? false;
  const inPages = query.page !== null;
  return {
    page: query.page,
    limit: query.limit,
    total: total?.rows ?? null,
    totalPages: total === null ? null : Math.ceil(total.rows / query.limit),
    total_is_estimate: total !== null && !total.exact,
    next_cursor: back ? seal(row.first, false) : more ? seal(row.last, false) : null,
    prev_cursor: back
      ? more
        ? seal(row.last, true)
        : null
      : cursor || (inPages && query.page !== 1)
        ? seal(row.first, true)
        : null,
  };
}
