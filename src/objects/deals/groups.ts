import type { Ctx } from '@/core/run/context';
import { utcDay } from '@/core/run/engine/relative-dates';
import { dayIn } from '@/core/run/engine/time-zone';
import { NO_NUMBER } from '@/core/run/tables';
import type { Grouping } from './contract';
import { boardOrder } from './stages-of';

/** What the columns of a board are. SQL knows `found` (deals that are shown) and `p` (their pipeline); `$1` is the company. */
export interface Groups {
  /** SQL of the column a deal `t` is in. */
  readonly key: string;
  /** SQL of a further condition on `t`. */
  readonly only: string;
  /** SQL of the columns: id, name, kind, probability, rotting_days, place. `extra` stands for those that are there without deals. */
  readonly columns: (extra: string) => string;
  /** Their ids. */
  readonly extra: readonly string[];
  /** Which deals are in a column, as parameters of `GET /api/deals`. */
  readonly filterOf: (id: string, pipeline: string) => Readonly<Record<string, string>>;
}

/** The column of deals without an owner, or without a day. */
const none = 'none';
const openIn = (pipeline: string) => ({
  'filter[pipeline_id]': pipeline,
  'filter[status]': 'open',
});
/** Months that are there without deals, this one among them. */
const months = 3;
/** Months that have a column of their own, from this one; what is before and after is together. */
const named = { back: 12, ahead: 24 } as const;

/** Columns that are no stages, of what `found` holds. */
const keyed = (extra: string, name: string, join: string, order: string): string =>
  `select k.key as id, ${name} as name, 'open' as kind, null::float8 as probability, null::int as rotting_days,
    row_number() over (order by k.key = '${none}', ${order}, k.key) as place
    from (select key from found union select unnest(${extra}::text[])) k ${join} where exists (select from p)`;

/** By stage, all deals; by owner or by the month of the expected close, the open ones. */
export function groupsOf(ctx: Ctx, grouping: Grouping): Groups {
  if (grouping === 'owner')
    return {
      key: `coalesce(t.owner_id::text, '${none}')`,
      only: `t.status = 'open'`,
      columns: (extra) =>
        keyed(
          extra,
          `coalesce(m.name, '')`,
          'left join members m on m.company_id = $1 and m.user_id::text = k.key',
          'm.title_key',
        ),
      extra: [ctx.principal.user.id],
      filterOf: (id, pipeline) => ({
        ...openIn(pipeline),
        ...(id === none ? { 'filter[owner_id][empty]': '' } : { 'filter[owner_id]': id }),
      }),
    };
  if (grouping === 'month') return byMonth(ctx);
  return {
    key: 't.stage_id::text',
    only: 'true',
    columns: () =>
      `select s.id::text as id, s.name, s.kind, (s.probability / 100.0)::float8 as probability,
        nullif(s.rotting_days, '${NO_NUMBER}')::int as rotting_days, row_number() over (order by ${boardOrder}) as place
        from stages s join p on p.id = s.pipeline_id where s.company_id = $1 and s.deleted_at is null`,
    extra: [],
    filterOf: (id) => ({ 'filter[stage_id]': id }),
  };
}

function byMonth(ctx: Ctx): Groups {
  const today = dayIn(ctx.principal.company.time_zone, ctx.app.clock.now());
  const first = `${monthFrom(today, -named.back)}-01`;
  const after = `${monthFrom(today, named.ahead + 1)}-01`;
  const dayOf = (id: string): Record<string, string> => {
    if (id === none) return { 'filter[close_on][empty]': '' };
    if (id === 'earlier') return { 'filter[close_on][lt]': first };
    if (id === 'later') return { 'filter[close_on][gte]': after };
    return { 'filter[close_on][between]': `${id}-01,${lastDay(id)}` };
  };
  return {
    key: `case when t.close_on = '-infinity' then '${none}' when t.close_on < '${first}' then 'earlier'
      when t.close_on >= '${after}' then 'later' else to_char(t.close_on, 'YYYY-MM') end`,
    only: `t.status = 'open'`,
    columns: (extra) => keyed(extra, 'k.key', '', `k.key = 'later', k.key <> 'earlier'`),
    extra: Array.from({ length: months }, (_, at) => monthFrom(today, at)),
    filterOf: (id, pipeline) => ({ ...openIn(pipeline), ...dayOf(id) }),
  };
}

/** The month so many after that of a day: `2026-11-27`, 2 -> `2027-01`. */
function monthFrom(today: string, by: number): string {
  const [year = 0, month = 1] = today.split('-').map(Number);
  return new Date(utcDay(year, month - 1 + by, 1)).toISOString().slice(0, 7);
}

function lastDay(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(utcDay(year, number, 0)).toISOString().slice(0, 10);
}
