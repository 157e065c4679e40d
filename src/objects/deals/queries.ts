import type { Ctx } from '@/core/run/context';
import { compile } from '@/core/run/engine/compile';
import { sealCursor } from '@/core/run/engine/cursor';
import { conditionsFor } from '@/core/run/engine/list';
import { readListQuery } from '@/core/run/engine/list-query';
import { recordColumns } from '@/core/run/engine/output';
import { narrow, narrowByText } from '@/core/run/engine/search';
import { prepared } from '@/core/run/engine/statement-names';
import { dayIn } from '@/core/run/engine/time-zone';
import { formatScaled } from '@/core/run/engine/values/numbers';
import { mustSeeFields, seesFields } from '@/core/run/field-rights';
import { query } from '@/core/run/module';
import { badQuery, notFound } from '@/core/shape/errors';
import { currencyDigits } from '@/core/shape/money';
import { dealResults, dealStays, type Grouping, pipelineBoard } from './contract';
import { groupsOf } from './groups';
import { staysOf } from './stays';
import { weightedWorth, withoutRate, worth } from './sums';

/** Cards of a column that come with the board. */
const firstCards = 25;
/** Of a list, and without a meaning for a board. */
const notHere = ['limit', 'page', 'cursor', 'sort', 'count', 'deleted'];

/** The deals that a list with these parameters shows, as conditions on `t` to put into a statement. 400 for anything wrong in them. */
async function among(ctx: Ctx, given: Record<string, string>) {
  const unknown = Object.keys(given).filter((name) => notHere.includes(name));
  if (unknown.length > 0)
    throw badQuery(
      unknown.map((path) => ({
        path,
        code: 'unknown_parameter',
        message: `There is no parameter ${path}.`,
      })),
    );
  const compiled = await compile(ctx, 'deals');
  const asked = { ...given, sort: 'rank', limit: String(firstCards) };
  const list = readListQuery(ctx, compiled, new URLSearchParams(asked));
  const { conditions: all, parameters } = await conditionsFor(ctx, compiled, list);
  const filtered = await narrowByText(ctx, compiled, list, all, parameters);
  const conditions = await narrow(ctx, compiled, list, null, filtered, parameters);
  return { compiled, list, conditions, parameters, asked };
}

interface ColumnRow {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly probability: number | null;
  readonly rotting_days: number | null;
  readonly count: number;
  /** In minor units. */
  readonly amount: string;
  /** In minor units. */
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
  if (group_by === 'month') mustSeeFields(ctx, 'deals', ['close_on']);
  const { compiled, list, conditions, parameters, asked } = await among(ctx, rest);
  const pipeline = parameters.add(pipeline_id, 'uuid');
  const extra = groups.extra.length > 0 ? parameters.add(groups.extra, 'text[]') : '';
  const text = `with p as materialized (select id from pipelines
      where company_id = $1 and deleted_at is null and (${pipeline} is null or id = ${pipeline})
      order by is_default desc, position, id limit 1),
    found as materialized (select t.id, ${groups.key} as key, t.rank_key, ${worth('t')} as amount, ${weightedWorth('t')} as weighted,
      ${withoutRate('t')} as unknown
      from deals t where ${conditions} and ${groups.only} and t.pipeline_id = (select id from p)),
    g as (${groups.columns(extra)})
    select g.id, g.name, g.kind, g.probability, g.rotting_days,
      coalesce(sums.count, 0)::int as count, coalesce(sums.amount, 0)::text as amount, coalesce(sums.weighted, 0)::text as weighted,
      coalesce(sums.without_rate, 0)::int as without_rate,
      cards.deals, cards.found, cards.last, (select id from p) as pipeline
    from g
    left join (
      select key, count(*) as count, sum(amount) as amount, sum(weighted) as weighted,
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
    // Planning takes as long as a third of the reading. With a filter the best plan depends on its values.
    list.filter || list.words.length > 0
      ? { text, values: parameters.values }
      : prepared(text, parameters.values),
    { signal: ctx.signal },
  );
  if (rows.length === 0) throw notFound();
  const sees = seenSums(ctx);
  const columns = rows.map((row) => {
    const filter = groups.filterOf(row.id, row.pipeline);
    const { binding } = readListQuery(ctx, compiled, new URLSearchParams({ ...asked, ...filter }));
    return columnText(ctx, sees, row, filter, binding);
  });
  return { json: `[${columns.join(',')}]` };
});

/** A sum of what somebody does not see is none for them. */
function seenSums({ principal }: Ctx) {
  const amounts = seesFields(principal, 'deals', ['amount']);
  return { amounts, weights: amounts && seesFields(principal, 'deals', ['probability']) };
}

function columnText(
  ctx: Ctx,
  sees: ReturnType<typeof seenSums>,
  row: ColumnRow,
  filter: Readonly<Record<string, string>>,
  binding: string,
): string {
  const { deals, found, last, pipeline: _, amount, weighted, without_rate, ...stage } = row;
  const digits = currencyDigits(ctx.principal.company.currency);
  const more = found > firstCards && last !== null;
  const text = JSON.stringify({
    ...stage,
    filter,
    amount: sees.amounts ? formatScaled(BigInt(amount), digits) : null,
    weighted_amount: sees.weights ? formatScaled(BigInt(weighted), digits) : null,
    without_rate: sees.amounts ? without_rate : 0,
    next_cursor: more ? sealCursor(ctx.app.env.secret, binding, { back: false, keys: last }) : null,
  });
  return `${text.slice(0, -1)},"deals":${deals}}`;
}

interface StayRow {
  readonly entered_at: Date;
  readonly left_at: Date | null;
}

/** GET /api/deals/{id}/stages. 404 for a deal that is not there. */
export const stays = query(dealStays, async (ctx, { params }) => {
  mustSeeFields(ctx, 'deals', ['stage_since']);
  const now = ctx.app.clock.now().toISOString();
  const { rows } = await ctx.app.db.read<StayRow>(
    ctx.scope,
    staysOf(ctx.principal.company.id, params.id, now),
    { signal: ctx.signal },
  );
  if (rows.length === 0) throw notFound();
  return { data: rows };
});

interface MonthRow {
  readonly month: string;
  readonly won: number;
  readonly lost: number;
  /** In minor units. */
  readonly won_amount: string;
  readonly lost_amount: string;
}

/** GET /api/deals/results: won and lost deals by the month they were closed in, oldest month first, this one last. */
export const results = query(dealResults, async (ctx, { query: given }) => {
  mustSeeFields(ctx, 'deals', ['closed_on']);
  const { months = 12, ...rest } = given as Record<string, string> & { months?: number };
  const { conditions, parameters } = await among(ctx, rest);
  const { currency, time_zone } = ctx.principal.company;
  const today = parameters.add(dayIn(time_zone, ctx.app.clock.now()), 'date');
  const first = `date_trunc('month', ${today}) - ${parameters.add(months - 1, 'int')} * interval '1 month'`;
  const sum = (status: string) =>
    `coalesce(sum(${worth('t')}) filter (where t.status = '${status}'), 0)::text as ${status}_amount`;
  const text = `select to_char(m.start, 'YYYY-MM') as month,
      count(*) filter (where t.status = 'won')::int as won, ${sum('won')},
      count(*) filter (where t.status = 'lost')::int as lost, ${sum('lost')}
    from generate_series(${first}, date_trunc('month', ${today}), interval '1 month') m(start)
    left join (select status, closed_on, amount_base from deals t
      where ${conditions} and t.status in ('won', 'lost') and t.closed_on >= (${first})::date) t
      on t.closed_on >= m.start and t.closed_on < m.start + interval '1 month'
    group by m.start order by m.start`;
  const { rows } = await ctx.app.db.read<MonthRow>(
    ctx.scope,
    { text, values: parameters.values },
    { signal: ctx.signal },
  );
  const digits = currencyDigits(currency);
  const { amounts } = seenSums(ctx);
  return {
    data: rows.map(({ won_amount, lost_amount, ...row }) => ({
      ...row,
      won_amount: amounts ? formatScaled(BigInt(won_amount), digits) : null,
      lost_amount: amounts ? formatScaled(BigInt(lost_amount), digits) : null,
    })),
  };
});
