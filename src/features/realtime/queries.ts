import { seenOf } from '@/core/run/about-records';
import type { App, Ctx, Principal } from '@/core/run/context';
import { scopeOf } from '@/core/run/reach';
import { firstIdAt, instantOf } from '@/platform/ids';
import type { Told } from './frames';

/** More than so many, or older than so many ms, and reading everything again is cheaper than catching up. */
const most = 500;
const oldest = 24 * 3600_000;
/** An event is visible when its transaction commits, up to so many ms after its id was made. */
const longestWrite = 60_000;

/** A record became private, or a share with one of `$4` began or ended: what somebody sees is another than before. */
const moved = `coalesce(changes->'before'->>'private' = 'false' and changes->'after'->>'private' = 'true'
  or object = 'shares' and coalesce(changes->'after'->>'grantee_id', changes->'before'->>'grantee_id') = any($4), false)`;

/**
 * The notices after an event, from the log, oldest first; those of the last minute before it as well, because they may
 * have been committed after it. Null: too many, too old, no event id at all, or a record may have left the caller's sight, which
 * the log as they see it now does not tell.
 */
export async function noticesAfter(ctx: Ctx, last: string): Promise<Told[] | null> {
  const made = instantOf(last);
  const now = ctx.app.clock.now().getTime();
  if (made === null || made < now - oldest || made > now + longestWrite) return null;
  const { user, reach } = ctx.principal;
  const { rows } = await ctx.app.db.read<Told & { moved: boolean }>(ctx.scope, {
    name: 'notices_after',
    text: `select id as event_id, name, object, record_id, version, request_id, ${moved} as moved from events
      where company_id = $1 and id >= $2 order by id limit $3`,
    values: [
      ...[ctx.scope.company_id, firstIdAt(new Date(made - longestWrite)), most + 1],
      [user.id, ...(reach?.teams ?? [])],
    ],
  });
  const missed = rows.length > most || (ctx.scope.sees && rows.some((row) => row.moved));
  return missed ? null : [...(await seenOf(ctx.app, ctx.scope, rows))];
}

/**
 * Those about records that `principal` would see were they not private: of records that have just become so, those they saw until
 * then. What hangs on something else that is hidden they never saw, and of that not even the id is told.
 */
export async function seenButPrivate(
  app: App,
  principal: Principal,
  notices: readonly Told[],
): Promise<readonly Told[]> {
  if (notices.length === 0 || principal.reach === null) return [];
  const { hides_private: _, ...reach } = principal.reach;
  const scope = scopeOf({ ...principal, reach });
  const near = await seenOf(app, scope, notices);
  const hidden = new Set<string>();
  for (const name of new Set(near.map(({ object }) => object))) {
    const { seen_with = [], fields } = app.registry.objects.get(name) ?? {};
    const parts = seen_with.map(
      (path) => `${path} in (select hidden_records('${fields?.[path]?.target}'))`,
    );
    if (parts.length === 0) continue;
    const { rows } = await app.db.read<{ id: string }>(scope, {
      text: `select id from ${name} where company_id = $1 and id = any($2) and (${parts.join(' or ')})`,
      values: [scope.company_id, near.map(({ record_id }) => record_id)],
    });
    for (const { id } of rows) hidden.add(id);
  }
  return near.filter(({ record_id }) => record_id === null || !hidden.has(record_id));
}

/** Whether the company has the record, in the bin or not. `object` is the name of a definition. */
export async function recordExists(ctx: Ctx, object: string, id: string): Promise<boolean> {
  const { rows } = await ctx.app.db.read(ctx.scope, {
    text: `select 1 from ${object} where company_id = $1 and id = $2`,
    values: [ctx.scope.company_id, id],
  });
  return rows.length > 0;
}
