import type { Ctx } from '@/core/run/context';
import { query } from '@/core/run/module';
import type { Pagination } from '@/core/shape/contract';
import { badQuery } from '@/core/shape/errors';
import { isId } from '@/platform/ids';
import * as contracts from './contract';
import { readableObjects } from './shapes';
import { titlesOf } from './titles';

interface GroupRow {
  readonly id: string;
  readonly object: string;
  readonly record_id: string | null;
  readonly muted: boolean;
  readonly unread: number;
  readonly total: number;
  readonly notifications: unknown[];
}

const shown = 'in_app and archived_at is null';

/** What the caller may see of their notifications. */
export const visibleTo = (ctx: Ctx): string[] =>
  readableObjects(ctx.app.registry.objects.keys(), ctx.principal.permissions);

/** GET /api/notifications. A group is its newest notification and those of the same record; without a record it stands alone. */
export const list = query(contracts.listNotifications, async (ctx, input) => {
  const { show, limit, cursor } = input.query;
  if (cursor !== undefined && !isId(cursor)) {
    const message = 'This cursor does not belong to this list.';
    throw badQuery([{ path: 'cursor', code: 'invalid_cursor', message }]);
  }
  const { rows } = await ctx.app.db.read<GroupRow>(ctx.scope, {
    name: 'notifications_list',
    text:
      `select h.id, h.object, h.record_id, h.unread, h.total, coalesce(f.muted, false) as muted, l.notifications from ( ` +
      `select * from (select distinct on (object, place) id, object, record_id, (count(*) over g)::int as total, ` +
      `(count(*) filter (where read_at is null) over g)::int as unread ` +
      `from (select id, object, record_id, read_at, coalesce(record_id, id) as place from notifications where company_id = $1 and user_id = $2 and ${shown} and object = any($3)) n ` +
      `window g as (partition by object, place) order by object, place, id desc) groups ` +
      `where ($4::uuid is null or id < $4) and (not $5 or unread > 0) order by id desc limit $6) h ` +
      `left join follows f on f.company_id = $1 and f.user_id = $2 and f.object = h.object and f.record_id = h.record_id ` +
      `cross join lateral (select jsonb_agg(jsonb_build_object('id', m.id, 'kind', m.kind, 'event_id', m.event_id, 'count', m.count, 'data', m.data, ` +
      `'created_at', m.created_at, 'read_at', m.read_at, 'actor', case when a.user_id is not null then jsonb_build_object('id', a.user_id, 'name', a.name, ` +
      `'avatar_url', nullif(a.avatar_url, '')) end) order by m.id desc) as notifications ` +
      `from (select * from notifications m where m.company_id = $1 and m.user_id = $2 and m.object = h.object and ${shown} ` +
      `and (m.record_id = h.record_id or m.id = h.id) order by id desc limit 5) m ` +
      `left join members a on a.company_id = $1 and a.user_id = m.actor_id) l order by h.id desc`,
    values: [
      ctx.scope.company_id,
      ctx.scope.user_id,
      visibleTo(ctx),
      cursor ?? null,
      show === 'unread',
      limit + 1,
    ],
  });
  const page = rows.slice(0, limit);
  const titles = await titlesOf(ctx, page);
  const pagination: Pagination = {
    page: null,
    limit,
    total: null,
    totalPages: null,
    total_is_estimate: false,
    next_cursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
    prev_cursor: null,
  };
  const data = page.map(({ record_id, notifications, ...group }) => ({
    ...group,
    record: record_id === null ? null : (titles.get(record_id) ?? gone(record_id)),
    notifications: (notifications as Row[]).map((one) => ({
      ...one,
      created_at: iso(one.created_at),
      read_at: one.read_at === null ? null : iso(one.read_at),
    })),
  }));
  return { data, pagination };
});

interface Row {
  readonly created_at: string;
  readonly read_at: string | null;
}
const iso = (text: string): string => new Date(text).toISOString();
const gone = (id: string) => ({ id, title: null, deleted: true });

/** GET /api/notifications/count */
export const count = query(contracts.countNotifications, async (ctx) => {
  const { rows } = await ctx.app.db.read<{ unread: number }>(ctx.scope, {
    name: 'notifications_unread',
    text:
      `select count(*)::int as unread from (select from notifications where company_id = $1 and user_id = $2 and ${shown} ` +
      'and read_at is null and object = any($3) limit 1000) u',
    values: [ctx.scope.company_id, ctx.scope.user_id, visibleTo(ctx)],
  });
  return { data: { unread: rows[0]?.unread ?? 0 } };
});
