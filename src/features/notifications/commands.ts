import type { Ctx } from '@/core/run/context';
import { command } from '@/core/run/module';
import { personalChannel } from '@/core/run/personal';
import { invalid } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import * as contracts from './contract';
import { visibleTo } from './queries';
import { newsOf, oneAtATime, unreadBy } from './unread';

interface Which {
  readonly ids?: readonly string[] | undefined;
  readonly all?: true | undefined;
  readonly object?: string | undefined;
  readonly record_id?: string | undefined;
}

/** POST /api/notifications/read */
export const read = command(contracts.readNotifications, async (ctx, tx, { body }) => {
  const sets = body.read ? 'read_at = coalesce(read_at, now())' : 'read_at = null';
  return { data: { unread: await change(ctx, tx, body, `read_${body.read}`, sets) } };
});

/** POST /api/notifications/archive. What is put away is read as well. */
export const archive = command(contracts.archiveNotifications, async (ctx, tx, { body }) => {
  const sets = body.archived
    ? 'archived_at = coalesce(archived_at, now()), read_at = coalesce(read_at, now())'
    : 'archived_at = null';
  return { data: { unread: await change(ctx, tx, body, `archive_${body.archived}`, sets) } };
});

/** Changes notifications of the caller and tells their other devices; answers how many are unread then. 422 for ids that are none of theirs. */
async function change(
  ctx: Ctx,
  tx: Tx,
  { ids, object, record_id }: Which,
  name: string,
  sets: string,
): Promise<number> {
  const { company_id } = ctx.scope;
  const user_id = ctx.principal.user.id;
  const objects = visibleTo(ctx);
  await oneAtATime(tx, company_id, [user_id]);
  const { count } = await tx.run({
    name: `notifications_${name}`,
    text:
      `update notifications set ${sets} where company_id = $1 and user_id = $2 and object = any($3) ` +
      'and ($4::uuid[] is null or id = any($4)) and ($5::uuid is null or (object = $6 and record_id = $5))',
    values: [company_id, user_id, objects, ids ?? null, record_id ?? null, object ?? null],
  });
  if (ids && count < new Set(ids).size) {
    const message = 'Not all of these are notifications of yours.';
    throw invalid([{ path: 'ids', code: 'not_found', message }]);
  }
  const mine = { user_id, objects: new Set(objects) };
  const unread = (await unreadBy(tx, company_id, [mine])).get(user_id) ?? 0;
  if (count > 0) {
    const news = [newsOf({ company_id, user_id }, { id: null, kind: null, unread })];
    tx.afterCommit(() => ctx.app.bus.publish(personalChannel, { news }));
  }
  return unread;
}
