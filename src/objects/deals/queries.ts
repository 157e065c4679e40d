import type { Ctx } from '@/core/run/context';
import { compile } from '@/core/run/engine/compile';
import { sealCursor } from '@/core/run/engine/cursor';
import { conditionsFor } from '@/core/run/engine/list';
import { readListQuery } from '@/core/run/engine/list-query';
import { recordColumns } from '@/core/run/engine/output';
import { narrow, narrowByText } from '@/core/run/engine/search';
import { formatScaled } from '@/core/run/engine/values/numbers';
import { query } from '@/core/run/module';
import { NO_NUMBER } from '@/core/run/tables';
import { badQuery, notFound } from '@/core/shape/errors';
import { currencyDigits } from '@/core/shape/money';
import { dealStays, type Grouping, pipelineBoard } from './contract';
import { groupsOf } from './groups';
import { staysOf } from './stays';

/** Cards of a column that come with the board. */
const firstCards = 25;
/** Of a list, and without a meaning for a board. */
const notHere = ['limit', 'page', 'cursor', 'sort', 'count', 'deleted'];

interface ColumnRow {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly probability: number | null;
  readonly rotting_days: number | null;
  readonly count: number;
  /** In minor units. */
  readonly amount: string;
  /** In minor units times 10,000. */
  readonly weighted: string;
  readonly without_rate: number;
  readonly deals: string;
  readonly found: number;
  readonly pipeline: string;
  readonly last: readonly string[] | null;
}

/** GET /api/deals/pipeline: one statement. Counts and sums are of all deals that meet the filter. 404 for an unknown pipeline. */
export const board = query(pipelineBoard, async (ctx, { query: given }) => {
  const { pipeline_id = null, group_by = 'stage', ...rest } = given as Record<string, string>;
  const groups = groupsOf(ctx, group_by as Grouping);
  const unknown = Object.keys(rest).filter((name) => notHere.includes(name));
  if (unknown.length > 0)
    throw badQuery(
      unknown.map((path) => ({
        path,
        code: 'unknown_parameter',
        message: `There is no parameter ${path}.`,
      })),
    );
  const compiled = await compile(ctx, 'deals');
  const asked = { ...rest, sort: 'rank', limit: String(firstCards) };
  const list = readListQuery(ctx, compiled, new URLSearchParams(asked));
  const { conditions: all, parameters } = await conditionsFor(ctx, compiled, list);
  const filtered = await narrowByText(ctx, compiled, list, all, parameters);
  const conditions = await narrow(ctx, compiled, list, null, filtered, parameters);
  const pipeline = parameters.add(pipeline_id, 'uuid');
  const extra = groups.extra.length > 0 ? parameters.add(groups.extra, 'text[]') : '';
  const text = `with p as materialized (select id from pipelines
      where company_id = $1 and deleted_at is null and (${pipeline} is null or id = ${pipeline})
      order by is_default desc, position, id limit 1),
    found as materialized (select t.id, ${groups.key} as key, t.rank_key, t.probability,
      nullif(t.amount_base, '${NO_NUMBER}')::numeric as amount, t.amount <> '${NO_NUMBER}' and t.amount_base = '${NO_NUMBER}' as unknown
      from deals t where ${conditions} and ${groups.only} and t.pipeline_id = (select id from p)),
    g as (${groups.columns(extra)})
    select g.id, g.name, g.kind, g.probability, g.rotting_days,
      coalesce(sums.count, 0)::int as count, coalesce(sums.amount, 0)::text as amount, coalesce(sums.weighted, 0)::text as weighted,
      coalesce(sums.without_rate, 0)::int as without_rate,
      cards.deals, cards.found, cards.last, (select id from p) as pipeline
    from g
    left join (
      select key, count(*) as count, sum(amount) as amount, sum(amount * greatest(probability, 0)) as weighted,
        count(*) filter (where unknown) as without_rate
      from found group by key
    ) sums on sums.key = g.id
    cross join lateral (
      select coalesce(json_agg(r order by n) filter (where n <= ${firstCards}), '[]'::json)::text as deals,
        count(*)::int as found, max(k) filter (where n = ${firstCards}) as last
      from (select first.n, array[first.rank_key, first.id::text] as k, r
        from (select row_number() over (order by f.rank_key, f.id) as n, f.rank_key, f.id
          from (select f.rank_key, f.id from found f where f.key = g.id order by f.rank_key, f.id limit ${firstCards + 1}) f) first
        join deals t on t.company_id = $1 and t.id = first.id
        cross join lateral (select ${recordColumns(compiled, list.selection, 't')}) r) x
    ) cards
    order by g.place`;
  const { rows } = await ctx.app.db.read<ColumnRow>(
    ctx.scope,
    { text, values: parameters.values },
    { signal: ctx.signal },
  );
  if (rows.length === 0) throw notFound();
  const columns = rows.map((row) => {
    const filter = groups.filterOf(row.id, row.pipeline);
    const { binding } = readListQuery(ctx, compiled, new URLSearchParams({ ...asked, ...filter }));
    return columnText(ctx, row, filter, binding);
  });
  return { json: `[${columns.join(',')}]` };
});

function columnText(
  ctx: Ctx,
  row: ColumnRow,
  filter: Readonly<Record<string, string>>,
  binding: string,
): string {
  const { deals, found, last, pipeline: _, amount, weighted, ...stage } = row;
  const digits = currencyDigits(ctx.principal.company.currency);
  const more = found > firstCards && last !== null;
  const text = JSON.stringify({
    ...stage,
    filter,
    amount: formatScaled(BigInt(amount), digits),
    weighted_amount: formatScaled(rounded(BigInt(weighted)), digits),
    next_cursor: more ? sealCursor(ctx.app.env.secret, binding, { back: false, keys: last }) : null,
  });
  return `${text.slice(0, -1)},"deals":${deals}}`;
}

/** Ten-thousandths of a minor unit to whole ones, half away from zero. */
function rounded(value: bigint): bigint {
  const half = value < 0n ? -5000n : 5000n;
  return (value + half) / 10_000n;
}

interface StayRow {
  readonly entered_at: Date;
  readonly left_at: Date | null;
}

/** GET /api/deals/{id}/stages. 404 for a deal that is not there. */
export const stays = query(dealStays, async (ctx, { params }) => {
  const now = ctx.app.clock.now().toISOString();
  const { rows } = await ctx.app.db.read<StayRow>(
    ctx.scope,
    staysOf(ctx.principal.company.id, params.id, now),
    { signal: ctx.signal },
  );
  if (rows.length === 0) throw notFound();
  return { data: rows };
});
