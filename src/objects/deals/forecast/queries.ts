import type { Ctx } from '@/core/run/context';
import { dayIn } from '@/core/run/engine/time-zone';
import { formatScaled } from '@/core/run/engine/values/numbers';
import { query } from '@/core/run/module';
import { badQuery } from '@/core/shape/errors';
import { currencyDigits } from '@/core/shape/money';
import { mustSeeForecast, weightedWorth, worth } from '../sums';
import { getForecast } from './contract';
import { type By, type Period, periodsFrom } from './periods';

const amounts = ['won', 'commit', 'best_case', 'pipeline', 'omitted', 'weighted'] as const;

/** Sums of one owner in one period: minor units as text. */
type Sums = Readonly<Record<(typeof amounts)[number], string>> & {
  readonly owner_id: string | null;
  /** Counts from 1; 0: open deals without an expected close. */
  readonly place: number;
  readonly won_count: number;
  readonly open_count: number;
  readonly quota: string | null;
};

interface Row extends Sums {
  readonly name: string | null;
}

/** GET /api/forecast: won deals by the day they were won, open ones by their expected close. 400 for a pipeline or member that does not exist. */
export const forecast = query(getForecast, async (ctx, { query: given }) => {
  mustSeeForecast(ctx);
  const { by = 'quarter', from, pipeline_id = null, owner_id = null } = given;
  const { first_month, periods } = await periodsOf(ctx, {
    ...{ by: by as By, from, count: Number(given.periods ?? 4) },
    ...{ pipeline_id, owner_id },
  });
  const { company } = ctx.principal;
  const rows = await sumsOf(ctx, periods, pipeline_id, owner_id);
  const digits = currencyDigits(company.currency);
  const people = [...new Map(rows.map(({ owner_id: id, name }) => [id, name]))];
  const at = (place: number, owner?: string | null) =>
    figuresOf(
      rows.filter((row) => row.place === place && (owner === undefined || row.owner_id === owner)),
      digits,
    );
  const places = periods.map((_, index) => index + 1);
  return {
    data: {
      by,
      currency: company.currency,
      fiscal_start_month: first_month,
      periods,
      totals: places.map((place) => at(place)),
      owners: people
        .filter(([id]) => rows.some((row) => row.owner_id === id && row.place > 0))
        .map(([id, name]) => ({
          owner_id: id,
          name,
          figures: places.map((place) => at(place, id)),
        })),
      undated: at(0),
    },
  };
});

/** The periods somebody asks for. 400 for a pipeline or member that does not exist. */
export async function periodsOf(
  ctx: Ctx,
  asked: {
    readonly by: By;
    /** A day of the first one; today unless given. */
    readonly from: string | undefined;
    readonly count: number;
    readonly pipeline_id: string | null;
    readonly owner_id: string | null;
  },
): Promise<{ readonly first_month: number; readonly periods: readonly Period[] }> {
  const { first_month, known } = await settingOf(ctx, asked.pipeline_id, asked.owner_id);
  if (!known.pipeline) throw unknown('pipeline_id');
  if (!known.owner) throw unknown('owner_id');
  const today = dayIn(ctx.principal.company.time_zone, ctx.app.clock.now());
  return {
    first_month,
    periods: periodsFrom(asked.from ?? today, asked.by, asked.count, first_month),
  };
}

const unknown = (path: string) =>
  badQuery([{ path, code: 'not_found', message: 'This record does not exist.' }]);

async function settingOf(ctx: Ctx, pipeline_id: string | null, owner_id: string | null) {
  const { rows } = await ctx.app.db.read<{ month: number; pipeline: boolean; owner: boolean }>(
    ctx.scope,
    {
      name: 'forecast_setting',
      text: `select fiscal_start_month as month,
          ($2::uuid is null or exists (select from pipelines where company_id = $1 and id = $2::uuid and deleted_at is null)) as pipeline,
          ($3::uuid is null or exists (select from members where company_id = $1 and user_id = $3::uuid)) as owner
        from companies where id = $1`,
      values: [ctx.principal.company.id, pipeline_id, owner_id],
    },
    { signal: ctx.signal },
  );
  const { month = 1, pipeline = false, owner = false } = rows[0] ?? {};
  return { first_month: month, known: { pipeline, owner } };
}

/** One statement: deals by owner and period, and the quotas, which are of all pipelines. */
async function sumsOf(
  ctx: Ctx,
  periods: readonly Period[],
  pipeline_id: string | null,
  owner_id: string | null,
): Promise<Row[]> {
  const category =
    "(case t.forecast_category when '' then 'pipeline' else t.forecast_category end)";
  const text = `with p as (select * from unnest($2::date[], $3::date[]) with ordinality as p(first, last, place)),
    d as (select t.owner_id, t.status, ${category} as category, ${worth('t')} as worth, ${weightedWorth('t')} as weighted,
        case t.status when 'won' then t.closed_on else t.close_on end as day
      from deals t where t.company_id = $1 and t.deleted_at is null
        and (t.status = 'won' and t.closed_on between $6::date and $7::date
          or t.status = 'open' and (t.close_on between $6::date and $7::date or t.close_on = '-infinity'))
        and ($4::uuid is null or t.pipeline_id = $4::uuid) and ($5::uuid is null or t.owner_id = $5::uuid)),
    s as (select d.owner_id, coalesce(p.place, 0)::int as place,
        count(*) filter (where d.status = 'won')::int as won_count,
        count(*) filter (where d.status = 'open' and d.category <> 'omitted')::int as open_count,
        coalesce(sum(d.worth) filter (where d.status = 'won'), 0)::text as won,
        ${['commit', 'best_case', 'pipeline', 'omitted'].map((one) => `coalesce(sum(d.worth) filter (where d.status = 'open' and d.category = '${one}'), 0)::text as ${one}`).join(', ')},
        coalesce(sum(d.weighted) filter (where d.status = 'open' and d.category <> 'omitted'), 0)::text as weighted
      from d left join p on d.day between p.first and p.last group by 1, 2),
    q as (select q.user_id as owner_id, p.place::int as place, sum(q.amount)::text as quota
      from quotas q join p on q.month between p.first and p.last
      where q.company_id = $1 and $4::uuid is null and ($5::uuid is null or q.user_id = $5::uuid) group by 1, 2)
    select coalesce(s.owner_id, q.owner_id) as owner_id, m.name, coalesce(s.place, q.place) as place,
      coalesce(s.won_count, 0) as won_count, coalesce(s.open_count, 0) as open_count,
      ${amounts.map((name) => `coalesce(s.${name}, '0') as ${name}`).join(', ')}, q.quota
    from s full join q on q.owner_id = s.owner_id and q.place = s.place
    left join members m on m.company_id = $1 and m.user_id = coalesce(s.owner_id, q.owner_id)
    order by m.title_key nulls last, owner_id, place`;
  const { rows } = await ctx.app.db.read<Row>(
    ctx.scope,
    {
      name: 'forecast',
      text,
      values: [
        ctx.principal.company.id,
        periods.map(({ start }) => start),
        periods.map(({ end }) => end),
        pipeline_id,
        owner_id,
        periods[0]?.start,
        periods.at(-1)?.end,
      ],
    },
    { signal: ctx.signal },
  );
  return rows;
}

function figuresOf(rows: readonly Sums[], digits: number) {
  const total = (of: (row: Sums) => string) => rows.reduce((sum, row) => sum + BigInt(of(row)), 0n);
  const count = (of: (row: Sums) => number) => rows.reduce((sum, row) => sum + of(row), 0);
  const sums = Object.fromEntries(
    amounts.map((name) => [name, total((row) => row[name])]),
  ) as Record<(typeof amounts)[number], bigint>;
  const quotas = rows.flatMap(({ quota }) => quota ?? []);
  const quota = quotas.length > 0 ? quotas.reduce((sum, one) => sum + BigInt(one), 0n) : null;
  const money = (value: bigint) => formatScaled(value, digits);
  return {
    won: money(sums.won),
    commit: money(sums.commit),
    best_case: money(sums.best_case),
    pipeline: money(sums.pipeline),
    omitted: money(sums.omitted),
    weighted: money(sums.weighted),
    won_count: count((row) => row.won_count),
    open_count: count((row) => row.open_count),
    expected: money(sums.won + sums.weighted),
    quota: quota === null ? null : money(quota),
    attainment: quota === null || quota === 0n ? null : Number((sums.won * 1000n) / quota) / 10,
  };
}
