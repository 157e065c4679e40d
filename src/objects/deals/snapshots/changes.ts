import type { Ctx } from '@/core/run/context';
import { openCursor, sealCursor } from '@/core/run/engine/cursor';
import { formatScaled } from '@/core/run/engine/values/numbers';
import { query } from '@/core/run/module';
import { NO_NUMBER } from '@/core/run/tables';
import { badQuery } from '@/core/shape/errors';
import { currencyDigits } from '@/core/shape/money';
import type { By } from '../forecast/periods';
import { periodsOf } from '../forecast/queries';
import { mustSeeForecast, worth } from '../sums';
import { type ChangeKind, forecastChanges, type Measure } from './contract';
import { isIn, type States, statesAt, statesNow, valueIn } from './states';

/** GET /api/forecast/changes. 400 for a pipeline or member that does not exist, and for days the wrong way round. */
export const changes = query(forecastChanges, async (ctx, { query: given }) => {
  mustSeeForecast(ctx);
  const { by = 'quarter', measure = 'expected', until = null, limit = 50, kind = null } = given;
  const { pipeline_id = null, owner_id = null, since } = given;
  if (until !== null && until < since) {
    const message = 'This day lies before the other one.';
    throw badQuery([{ path: 'until', code: 'out_of_range', message }]);
  }
  const { periods } = await periodsOf(ctx, {
    ...{ by: by as By, from: given.period, count: 1 },
    ...{ pipeline_id, owner_id },
  });
  const [period] = periods;
  if (!period) throw new Error('one period was asked for');
  const days = await daysKept(ctx, since, until);
  const about = {
    ...{ measure, currency: ctx.principal.company.currency, period },
    recorded_since: days.first,
  };
  const nothing = { ...{ start: null, end: null, kinds: [], deals: [], next_cursor: null } };
  if (days.since === null)
    return { data: { ...about, since: null, until: days.until, ...nothing } };
  const binding = JSON.stringify([ctx.principal.company.id, period, { ...given, cursor: null }]);
  const after = given.cursor ? openCursor(ctx.app.env.secret, binding, given.cursor) : null;
  if (given.cursor && !after) {
    const message = 'This cursor does not belong to this list.';
    throw badQuery([{ path: 'cursor', code: 'invalid_cursor', message }]);
  }
  const { rows } = await ctx.app.db.read<Answer>(
    ctx.scope,
    {
      text: changesText(measure, until === null ? statesNow : statesAt('$11'), owner_id !== null),
      values: [
        ...[ctx.principal.company.id, days.since, period.start, period.end, pipeline_id, owner_id],
        ...[kind, after?.keys[0] ?? null, after?.keys[1] ?? null, limit + 1],
        ...(until === null ? [] : [days.until]),
      ],
    },
    { signal: ctx.signal },
  );
  const found = rows[0];
  if (!found) throw new Error('an aggregate has one row');
  const page = found.deals.slice(0, limit);
  const last = page.at(-1);
  const more = found.deals.length > limit && last !== undefined;
  const money = moneyOf(ctx);
  return {
    data: {
      ...about,
      ...{ since: days.since, until: days.until },
      start: money(found.start),
      end: money(found.end),
      kinds: found.kinds.map((one) => ({ ...one, difference: money(one.difference) })),
      deals: page.map(({ order: _, before, after: then, start, end, difference, ...deal }) => ({
        ...deal,
        before: before && stateOf(before, money),
        after: then && stateOf(then, money),
        ...{ start: money(start), end: money(end), difference: money(difference) },
      })),
      next_cursor: more
        ? sealCursor(ctx.app.env.secret, binding, { back: false, keys: [last.order, last.id] })
        : null,
    },
  };
});

/** Minor units as text, as SQL sends them. */
const moneyOf = (ctx: Ctx) => {
  const digits = currencyDigits(ctx.principal.company.currency);
  return (units: string) => formatScaled(BigInt(units), digits);
};

interface StateRow {
  readonly status: 'open' | 'won' | 'lost';
  readonly pipeline_id: string | null;
  readonly stage_id: string | null;
  readonly stage: string | null;
  readonly owner_id: string | null;
  readonly category: string | null;
  readonly probability: number | null;
  readonly amount: string | null;
  readonly day: string | null;
}

const stateOf = (row: StateRow, money: (units: string) => string) => ({
  ...row,
  amount: row.amount === null ? null : money(row.amount),
});

interface Answer {
  readonly start: string;
  readonly end: string;
  readonly kinds: readonly { kind: ChangeKind; count: number; difference: string }[];
  readonly deals: readonly {
    readonly id: string;
    readonly title: string | null;
    readonly in_bin: boolean;
    readonly kind: ChangeKind;
    readonly before: StateRow | null;
    readonly after: StateRow | null;
    readonly start: string;
    readonly end: string;
    readonly difference: string;
    /** How large the difference is. */
    readonly order: string;
  }[];
}

interface Days {
  readonly first: string | null;
  /** The last days kept up to those asked for. */
  readonly since: string | null;
  readonly until: string | null;
}

async function daysKept(ctx: Ctx, since: string, until: string | null): Promise<Days> {
  const upTo = (day: string) =>
    `(select max(day) from deal_snapshot_days where company_id = $1 and day <= ${day}::date)::text`;
  const { rows } = await ctx.app.db.read<Days>(ctx.scope, {
    name: 'forecast_days_kept',
    text: `select (select min(day) from deal_snapshot_days where company_id = $1)::text as first,
      ${upTo('$2')} as since, ${upTo('$3')} as until`,
    values: [ctx.principal.company.id, since, until],
  });
  return rows[0] ?? { first: null, since: null, until: null };
}

/**
 * Deals that are in the number at one of two times, `a` and `b`, with what each adds then. A deal has one kind of change, the first
 * that fits, and its whole difference belongs to it; so the differences of the kinds add up to that of the number.
 * $2 the first day, $3 and $4 the period, $5 pipeline, $6 owner, $7 kind, $8 and $9 the place to go on from, $10 how many; $11 the last day.
 */
function changesText(measure: Measure, end: States, ofOneOwner: boolean): string {
  const start = statesAt('$2');
  const chosen = (s: string) =>
    `($5::uuid is null or ${s}.pipeline_id = $5::uuid) and ($6::uuid is null or ${s}.owner_id = $6::uuid)`;
  const counted = ({ within }: States, s: string) =>
    `${within(s, '$3', '$4')} and ${isIn(measure, s)} and ${chosen(s)}`;
  const idsOf = (states: States) =>
    `select s.deal_id from ${states.table} s where ${counted(states, 's')}`;
  const inRange = (s: string) =>
    `(${s}.counts_on between $3::date and $4::date and ($5::uuid is null or ${s}.pipeline_id = $5::uuid))`;
  const adds = (states: States, s: string) =>
    `case when ${counted(states, s)} then ${valueIn(measure, s)} else 0 end`;
  const state = (s: string) => `case when ${s}_id is not null then jsonb_build_object(
    'status', ${s}_status, 'pipeline_id', ${s}_pipeline, 'stage_id', ${s}_stage,
    'stage', (select name from stages where company_id = $1 and id = ${s}_stage), 'owner_id', ${s}_owner, 'category', nullif(${s}_category, ''),
    'probability', nullif(${s}_probability, '${NO_NUMBER}') / 100.0, 'amount', ${s}_amount::text, 'day', ${s}_day::text) end`;
  const columns = (
    s: string,
  ) => `${s}.deal_id as ${s}_id, ${s}.status as ${s}_status, ${s}.pipeline_id as ${s}_pipeline,
      ${s}.stage_id as ${s}_stage, ${s}.owner_id as ${s}_owner, ${s}.forecast_category as ${s}_category, ${s}.probability as ${s}_probability,
      ${worth(s)} as ${s}_amount, nullif(${s}.counts_on, '-infinity') as ${s}_day`;
  return `with i as materialized (${idsOf(start)} union ${idsOf(end)}),
    v as (select i.deal_id, ${columns('a')}, ${columns('b')}, ${adds(start, 'a')} as start, ${adds(end, 'b')} as "end",
        coalesce(${inRange('a')}, false) as a_in, coalesce(${inRange('b')}, false) as b_in
      from i left join ${start.table} a on a.deal_id = i.deal_id left join ${end.table} b on b.deal_id = i.deal_id),
    d as materialized (select *, "end" - start as difference, case
        when b_id is null then 'removed'
        when a_id is null then case b_status when 'won' then 'won' else 'new' end
        when a_status <> b_status then case b_status when 'won' then 'won' when 'lost' then 'lost' else 'reopened' end
        ${ofOneOwner ? "when a_owner is distinct from b_owner then 'reassigned'" : ''}
        when b_in and not a_in then 'moved_in'
        when a_in and not b_in then 'moved_out'
        when coalesce(b_amount, 0) > coalesce(a_amount, 0) and "end" >= start then 'amount_up'
        when coalesce(b_amount, 0) < coalesce(a_amount, 0) and "end" <= start then 'amount_down'
        when a_category <> b_category then 'category'
        when a_stage is distinct from b_stage then 'stage'
        when a_probability <> b_probability then 'probability'
        when a_day is distinct from b_day then 'moved_within'
        when a_owner is distinct from b_owner then 'reassigned' end as kind from v),
    page as (select *, abs(difference) as size from d where kind is not null and ($7::text is null or kind = $7)
        and ($8::numeric is null or (abs(difference), deal_id) < ($8::numeric, $9::uuid))
      order by abs(difference) desc, deal_id desc limit $10)
    select coalesce((select sum(start) from d), 0)::text as start, coalesce((select sum("end") from d), 0)::text as "end",
      coalesce((select jsonb_agg(jsonb_build_object('kind', kind, 'count', n, 'difference', difference::text) order by kind)
        from (select kind, count(*) as n, sum(difference) as difference from d where kind is not null group by kind) k), '[]') as kinds,
      coalesce((select jsonb_agg(jsonb_build_object('id', p.deal_id, 'title', t.title, 'in_bin', t.deleted_at is not null, 'kind', p.kind,
          'before', ${state('a')}, 'after', ${state('b')}, 'start', p.start::text, 'end', p."end"::text,
          'difference', p.difference::text, 'order', p.size::text) order by p.size desc, p.deal_id desc)
        from page p left join deals t on t.company_id = $1 and t.id = p.deal_id), '[]') as deals`;
}
