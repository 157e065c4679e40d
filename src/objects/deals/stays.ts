import type { Change } from '@/core/run/engine/hooks';
import type { Statement } from '@/platform/db/types';
import { newId } from '@/platform/ids';

/** Ends the stay of deals in their stage and begins the one they are in now (`set.stage_id`, since `set.stage_since`). */
export const stayStatement = (company_id: string, moved: readonly Change[]): Statement => ({
  text: `with d as (select * from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[]) as d(id, deal_id, stage_id, since)),
      ended as (update deal_stages s set left_at = d.since from d where s.company_id = $1 and s.deal_id = d.deal_id and s.left_at is null)
    insert into deal_stages (company_id, id, deal_id, stage_id, entered_at) select $1, id, deal_id, stage_id, since from d`,
  values: [
    company_id,
    moved.map(() => newId()),
    moved.map(({ id }) => id),
    moved.map(({ set }) => set.stage_id),
    moved.map(({ set }) => set.stage_since),
  ],
});

/** The stays of one deal, the latest first: `seconds` so far, for the one that goes on too. */
export const staysOf = (company_id: string, deal_id: string, now: string): Statement => ({
  name: 'deal_stays',
  text: `select s.stage_id, coalesce(g.name, '') as name, coalesce(g.kind, '') as kind,
      s.entered_at, s.left_at, extract(epoch from coalesce(s.left_at, $3::timestamptz) - s.entered_at)::float8 as seconds
    from deal_stages s join deals d on d.company_id = s.company_id and d.id = s.deal_id and d.deleted_at is null
    left join stages g on g.company_id = s.company_id and g.id = s.stage_id
    where s.company_id = $1 and s.deal_id = $2 order by s.entered_at desc, s.id desc limit 500`,
  values: [company_id, deal_id, now],
});
