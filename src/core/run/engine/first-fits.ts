import type { Tx } from '@/platform/db/types';
import type { Issue } from '../../shape/errors';
import type { Ctx } from '../context';
import { rowSource } from './columns';
import { columnMap, encodeDraft } from './derived';
import type { Draft } from './draft';
import type { FilterNode } from './filter-parse';
import { whereSql } from './filter-sql';
import { type Column, castType } from './kinds';
import { mirrorChangeOf } from './mirror-values';
import { Parameters } from './parameters';
import type { WriteShape } from './write-shape';

const idColumn: Column = { name: 'id', type: 'uuid', empty: null };

/**
 * The position of the first filter that each new record will meet once it is stored, null for none: for rules that decide
 * about a record before it is there. Asks the same SQL as a list does, of the rows as they will be; a filter whose field is gone fits nothing.
 */
export async function firstFits(
  ctx: Ctx,
  tx: Tx,
  shape: WriteShape,
  drafts: readonly Draft[],
  filters: readonly FilterNode[],
): Promise<(number | null)[]> {
  if (drafts.length === 0 || filters.length === 0) return drafts.map(() => null);
  const { company } = ctx.principal;
  const parameters = new Parameters(ctx.scope.company_id);
  const cases = testsOf(ctx, shape, filters, parameters).map(
    (test, place) => `when ${test} then ${place}`,
  );
  const columns = [idColumn, ...columnMap(shape).values()];
  const rows = drafts.map((draft) => ({ ...encodeDraft(shape, draft, company), id: draft.id }));
  const source = rowSource(parameters, columns, rows);
  const values = columns.map(({ name, type, empty }, at) => {
    const value = source.select[at] ?? 'null';
    const filled = empty === null ? value : `coalesce(${value}, ${empty})`;
    // As the table compares it: byte by byte.
    return `${type === 'key' ? `(${filled}) collate "C"` : filled} as ${name}`;
  });
  const me = parameters.add(ctx.scope.user_id, 'uuid');
  const { rows: found } = await tx.run<{ id: string; place: number | null }>({
    text:
      `with t as materialized (select $1::uuid as company_id, now() as created_at, now() as updated_at, ${me} as created_by, ` +
      `${me} as updated_by, 1 as version, null::timestamptz as deleted_at, ${values.join(', ')}${source.from ? ` from ${source.from}` : ''}), ` +
      `field_values as (${customValues(mirrorChangeOf(shape, drafts, company).rows, parameters)}) ` +
      `select t.id, case ${cases.join(' ')} end as place from t`,
    values: parameters.values,
  });
  const places = new Map(found.map(({ id, place }) => [id, place]));
  return drafts.map(({ id }) => places.get(id) ?? null);
}

/** Filters of rules as SQL conditions on `t`, by every field there is. One whose field is gone fits nothing. */
export const testsOf = (
  ctx: Ctx,
  shape: WriteShape,
  filters: readonly FilterNode[],
  parameters: Parameters,
): string[] =>
  filters.map((filter) => {
    const issues: Issue[] = [];
    const before = parameters.values.length;
    const test = whereSql(ctx, shape.compiled, filter, parameters, issues);
    if (issues.length === 0) return test;
    // What the condition added is in no text: PostgreSQL refuses values whose type it cannot tell.
    parameters.values.length = before;
    return 'false';
  });

/** What the side table of custom fields will hold of them; it stands before the table of that name. */
function customValues(
  rows: ReturnType<typeof mirrorChangeOf>['rows'],
  parameters: Parameters,
): string {
  const column = (values: readonly unknown[], type: Column['type']) =>
    parameters.add(values, `${castType(type)}[]`);
  const arrays = [
    column(
      rows.map(({ field_id }) => field_id),
      'uuid',
    ),
    column(
      rows.map(({ record_id }) => record_id),
      'uuid',
    ),
    column(
      rows.map(({ text_value }) => text_value),
      'text',
    ),
    column(
      rows.map(({ number_value }) => number_value),
      'int8',
    ),
    column(
      rows.map(({ time_value }) => time_value),
      'timestamptz',
    ),
  ];
  return (
    `select $1::uuid as company_id, field_id, record_id, coalesce(a, '') collate "C" as text_value, ` +
    `coalesce(n, '-9223372036854775808'::bigint) as number_value, coalesce(i, '-infinity'::timestamptz) as time_value ` +
    `from unnest(${arrays.join(', ')}) as v(field_id, record_id, a, n, i)`
  );
}
