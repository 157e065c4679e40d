import type { Ctx } from '@/core/run/context';
import { openCursor, sealCursor } from '@/core/run/engine/cursor';
import { startOfDay } from '@/core/run/engine/time-zone';
import { mustSeeFields } from '@/core/run/field-rights';
import { query } from '@/core/run/module';
import { badQuery } from '@/core/shape/errors';
import { boardOrder } from '../stages-of';
import { dealVelocity, type Outcome, stageStays } from './contract';

interface StageRow {
  readonly pipeline_id: string;
  readonly stage_id: string | null;
  readonly name: string;
  readonly entered: number;
  readonly there: number;
  readonly onward: number;
  readonly won: number;
  readonly lost: number;
  readonly back: number;
  readonly median_seconds: number | null;
  readonly mean_seconds: number | null;
}

type Counts = Pick<StageRow, 'entered' | 'there' | 'onward' | 'won'>;

/** GET /api/deals/velocity. 400 for a pipeline or member that does not exist, and for days the wrong way round. */
export const velocity = query(dealVelocity, async (ctx, { query: given }) => {
  mustSeeFields(ctx, 'deals', ['stage_since']);
  const { pipeline_id = null, owner_id = null } = given;
  const [from, until] = instantsOf(ctx, given);
  await mustKnow(ctx, owner_id);
  const count = (outcome: Outcome) =>
    `count(*) filter (where y.outcome = '${outcome}')::int as ${outcome}`;
  const text = `with p as materialized (select id from pipelines where company_id = $1 and deleted_at is null and ($4::uuid is null or id = $4::uuid)
        order by is_default desc, position, id limit 1),
      ${staysText('g.pipeline_id = (select id from p)')}
    select p.id as pipeline_id, s.id as stage_id, s.name, count(y.id)::int as entered,
      ${(['there', 'onward', 'won', 'lost', 'back'] as const).map(count).join(', ')},
      percentile_cont(0.5) within group (order by y.seconds) filter (where y.outcome <> 'there') as median_seconds,
      avg(y.seconds) filter (where y.outcome <> 'there') as mean_seconds
    from p left join stages s on s.company_id = $1 and s.pipeline_id = p.id and s.kind = 'open' and s.deleted_at is null
    left join y on y.stage_id = s.id
    group by p.id, s.id, s.name, s.kind, s.position order by ${boardOrder}`;
  const { rows } = await ctx.app.db.read<StageRow>(
    ctx.scope,
    {
      name: 'deal_velocity',
      text,
      values: [ctx.principal.company.id, from, until, pipeline_id, owner_id, nowOf(ctx)],
    },
    { signal: ctx.signal },
  );
  const [first] = rows;
  if (!first) throw missing('pipeline_id');
  return {
    data: {
      pipeline_id: first.pipeline_id,
      stages: rows.flatMap(({ pipeline_id: _, stage_id, ...row }) =>
        stage_id === null ? [] : [{ stage_id, ...row, conversion: conversionOf(row) }],
      ),
    },
  };
});

interface StayRow {
  readonly id: string;
  readonly deal_id: string;
  readonly title: string;
  readonly owner_id: string | null;
  readonly entered_at: Date;
  readonly left_at: Date | null;
  readonly seconds: number;
  readonly outcome: Outcome;
}

/** GET /api/deals/velocity/stays. 400 for a stage or member that does not exist, and for days the wrong way round. */
export const stageStaysList = query(stageStays, async (ctx, { query: given }) => {
  mustSeeFields(ctx, 'deals', ['stage_since']);
  const { stage_id, owner_id = null, outcome = null, limit = 50, cursor } = given;
  const [from, until] = instantsOf(ctx, given);
  await mustKnow(ctx, owner_id, stage_id);
  const binding = JSON.stringify([ctx.principal.company.id, 'stays', { ...given, cursor: null }]);
  const after = cursor ? openCursor(ctx.app.env.secret, binding, cursor) : null;
  if (cursor && !after) {
    const message = 'This cursor does not belong to this list.';
    throw badQuery([{ path: 'cursor', code: 'invalid_cursor', message }]);
  }
  const { rows } = await ctx.app.db.read<StayRow>(
    ctx.scope,
    {
      name: 'deal_stage_stays',
      text: `with ${staysText('s.stage_id = $4::uuid')},
        page as (select * from y where ($7::text is null or outcome = $7)
          and ($8::timestamptz is null or (entered_at, id) < ($8::timestamptz, $9::uuid)) order by entered_at desc, id desc limit $10)
        select page.id, deal_id, d.title, d.owner_id, entered_at, left_at, seconds, outcome
        from page join deals d on d.company_id = $1 and d.id = deal_id order by entered_at desc, page.id desc`,
      values: [
        ...[ctx.principal.company.id, from, until, stage_id, owner_id, nowOf(ctx)],
        ...[outcome, after?.keys[0] ?? null, after?.keys[1] ?? null, limit + 1],
      ],
    },
    { signal: ctx.signal },
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const more = rows.length > limit && last !== undefined;
  return {
    data: page,
    pagination: {
      ...{ page: null, limit, total: null, totalPages: null, total_is_estimate: false },
      next_cursor: more
        ? sealCursor(ctx.app.env.secret, binding, {
            back: false,
            keys: [new Date(last.entered_at).toISOString(), last.id],
          })
        : null,
      prev_cursor: null,
    },
  };
});

/**
 * SQL of `y`, the stays that began from $2 on and before $3, of deals of owner $5, with what came of each: it is known from where
 * the deal was next. $1 is the company, $6 now. Each part is worked out once: PostgreSQL would go through all stays per stage.
 */
const staysText = (which: string): string => `st as materialized (
      select id, pipeline_id, kind, position from stages where company_id = $1),
    alive as materialized (select id from deals where company_id = $1 and deleted_at is null and ($5::uuid is null or owner_id = $5::uuid)),
    w as materialized (select id, deal_id, stage_id, entered_at, left_at, lead(stage_id) over (partition by deal_id order by entered_at, id) as next_id
      from deal_stages where company_id = $1 and entered_at >= $2::timestamptz),
    y as materialized (select s.id, s.deal_id, s.stage_id, s.entered_at, s.left_at,
        extract(epoch from coalesce(s.left_at, $6::timestamptz) - s.entered_at)::float8 as seconds,
        case when s.left_at is null then 'there' when n.kind in ('won', 'lost') then n.kind
          when n.pipeline_id = g.pipeline_id and (n.position, n.id) > (g.position, g.id) then 'onward' else 'back' end as outcome
      from w s join st g on g.id = s.stage_id join alive on alive.id = s.deal_id left join st n on n.id = s.next_id
      where ${which} and s.entered_at < $3::timestamptz)`;

const conversionOf = ({ entered, there, onward, won }: Counts) =>
  entered === there ? null : Math.round(((onward + won) * 1000) / (entered - there)) / 10;

const nowOf = (ctx: Ctx): string => ctx.app.clock.now().toISOString();

/** The first instant of the first day and that after the last one. */
function instantsOf(ctx: Ctx, { from, to }: { from: string; to: string }): [string, string] {
  if (to < from) {
    const message = 'This day lies before the other one.';
    throw badQuery([{ path: 'to', code: 'out_of_range', message }]);
  }
  const { time_zone } = ctx.principal.company;
  const next = new Date(Date.parse(`${to}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  return [startOfDay(time_zone, from).toISOString(), startOfDay(time_zone, next).toISOString()];
}

const missing = (path: string) =>
  badQuery([{ path, code: 'not_found', message: 'This record does not exist.' }]);

async function mustKnow(
  ctx: Ctx,
  owner_id: string | null,
  stage_id: string | null = null,
): Promise<void> {
  const { rows } = await ctx.app.db.read<{ owner: boolean; stage: boolean }>(ctx.scope, {
    name: 'velocity_known',
    text: `select ($2::uuid is null or exists (select from members where company_id = $1 and user_id = $2::uuid)) as owner,
      ($3::uuid is null or exists (select from stages where company_id = $1 and id = $3::uuid and deleted_at is null)) as stage`,
    values: [ctx.principal.company.id, owner_id, stage_id],
  });
  if (!rows[0]?.owner) throw missing('owner_id');
  if (!rows[0].stage) throw missing('stage_id');
}
