import { dayIn } from '@/core/run/engine/time-zone';
import { formatScaled } from '@/core/run/engine/values/numbers';
import { query } from '@/core/run/module';
import { currencyDigits } from '@/core/shape/money';
import type { By } from '../forecast/periods';
import { periodsOf } from '../forecast/queries';
import { mustSeeForecast } from '../sums';
import { forecastSeries, type Measure, measures } from './contract';
import { isIn, statesNow, valueIn } from './states';

/** Days before the last one. */
const back = 180;

type Sums = Readonly<Record<Measure, string>>;

interface Row extends Sums {
  readonly day: string;
  readonly recorded_since: string | null;
}

/** GET /api/forecast/series. 400 for a pipeline or member that does not exist. */
export const series = query(forecastSeries, async (ctx, { query: given }) => {
  mustSeeForecast(ctx);
  const { by = 'quarter', pipeline_id = null, owner_id = null } = given;
  const { periods } = await periodsOf(ctx, {
    ...{ by: by as By, from: given.period, count: 1 },
    ...{ pipeline_id, owner_id },
  });
  const [period] = periods;
  if (!period) throw new Error('one period was asked for');
  const { company } = ctx.principal;
  const today = dayIn(company.time_zone, ctx.app.clock.now());
  const { rows } = await ctx.app.db.read<Row>(
    ctx.scope,
    {
      name: 'forecast_series',
      text: seriesText,
      values: [company.id, period.start, period.end, pipeline_id, owner_id, today],
    },
    { signal: ctx.signal },
  );
  const digits = currencyDigits(company.currency);
  return {
    data: {
      currency: company.currency,
      period,
      recorded_since: rows[0]?.recorded_since ?? null,
      points: rows
        .filter(({ day }) => day !== null)
        .map((row) => ({
          day: row.day,
          ...Object.fromEntries(
            measures.map((name) => [name, formatScaled(BigInt(row[name]), digits)]),
          ),
        })),
    },
  };
});

const chosen =
  '($4::uuid is null or t.pipeline_id = $4::uuid) and ($5::uuid is null or t.owner_id = $5::uuid)';
const amountOf = (name: Measure, state: string) =>
  `case when ${isIn(name, state)} then ${valueIn(name, state)} else 0 end`;
const each = (sql: (name: Measure) => string): string =>
  measures.map((name) => `${sql(name)} as ${name}`).join(', ');

/**
 * A row of a deal counts from its first day and no more after its last one, so the sums of every day are found in one pass over
 * the rows of the period. $2 and $3 the period, $4 pipeline, $5 owner, $6 today.
 */
const seriesText = `with r as (select t.from_day, t.to_day, ${each((name) => amountOf(name, 't'))}
      from deal_snapshots t where t.company_id = $1 and t.counts_on between $2::date and $3::date and t.status <> 'lost' and ${chosen}),
    kept as (select day from deal_snapshot_days where company_id = $1),
    change as (select from_day as day, ${measures.join(', ')} from r
      union all select to_day + 1, ${measures.map((name) => `-${name}`).join(', ')} from r where to_day < 'infinity'
      union all select day, ${measures.map(() => '0').join(', ')} from kept),
    sums as (select day, ${each((name) => `sum(sum(${name})) over (order by day)`)} from change group by day),
    points as (select s.day, ${measures.map((name) => `s.${name}`).join(', ')} from sums s join kept using (day)
      where s.day between least($3::date, $6::date) - ${back} and least($3::date, $6::date - 1)
      union all select $6::date, ${each((name) => `coalesce(sum(${amountOf(name, 't')}), 0)`)}
      from ${statesNow.table} t where $6::date <= $3::date and ${statesNow.within('t', '$2', '$3')} and ${chosen} having $6::date <= $3::date)
    select points.day::text as day, ${each((name) => `points.${name}::text`)}, (select min(day) from kept)::text as recorded_since
    from (select) one left join points on true order by points.day`;
