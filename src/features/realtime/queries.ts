import { seenOf } from '@/core/run/about-records';
import type { App, Ctx, Principal } from '@/core/run/context';
import { scopeOf } from '@/core/run/reach';
import { seenThrough } from '@/core/shape/reach';
import { firstIdAt, instantOf } from '@/platform/ids';
import type { Told } from './frames';

/** More than so many, or older than so many ms, and reading everything again is cheaper than catching up. */
const most = 500;
const oldest = 24 * 3600_000;
/** An event is visible when its transaction commits, up to so many ms after its id was made. */
const longestWrite = 60_000;

/** A record became private or left one of `$5`, or a share with one of `$4` began or ended: what somebody sees is another than before. */
const moved = `coalesce(changes->'before'->>'private' = 'false' and changes->'after'->>'private' = 'true'
  or changes->'before'->>'owner_id' = any($5)
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
      [user.id, ...Object.values(reach?.people ?? {}).flat()],
    ],
  });
  const missed = rows.length > most || (ctx.scope.sees && rows.some((row) => row.moved));
  return missed ? null : [...(await seenOf(ctx.app, ctx.scope, rows))];
}

/**
 * Those about records that `principal` saw until they changed and does not see any more. The policy of db/secure.sql, asked of what the
 * record was: whom it is shared with sees it still, so shares are left out.
 */
export async function sawBefore(
  app: App,
  principal: Principal,
  notices: readonly Told[],
): Promise<readonly Told[]> {
  const scope = scopeOf(principal);
  const saw: Told[] = [];
  for (const name of new Set(notices.map(({ object }) => object))) {
    const object = app.registry.objects.get(name);
    if (!object) continue;
    const about = notices.filter((notice) => notice.object === name);
    const links = seenThrough(object).map((link) => ({
      link,
      target: object.fields[link]?.target ?? '',
    }));
    const ways = links.map(
      ({ link, target }) =>
        `exists (select from ${target} p where p.company_id = w.company_id and p.id = w.${link})`,
    );
    const open = links.map(
      ({ link, target }) =>
        `(w.${link} is null or w.${link} not in (select hidden_records('${target}')))`,
    );
    const columns = ['company_id', 'owner_id', ...links.map(({ link }) => link)].map(
      (one) => `${one} uuid`,
    );
    const { rows } = await app.db.read<{ at: number }>(scope, {
      text: `select w.at from jsonb_to_recordset($1::jsonb) as w(at int, private boolean, ${columns.join(', ')})
        where (${['(select sees_all_of($2))', 'w.owner_id = any((select seen_owners($2))::uuid[])', ...ways].join(' or ')})
        and ((select sees_private()) or w.owner_id = $3 or (${['w.private is not true', ...open].join(' and ')}))`,
      values: [
        JSON.stringify(about.map(({ was }, at) => ({ ...was, at, company_id: scope.company_id }))),
        name,
        principal.user.id,
      ],
    });
    saw.push(...about.filter((_, at) => rows.some((row) => row.at === at)));
  }
  return saw;
}

/** Whether the company has the record, in the bin or not. `object` is the name of a definition. */
export async function recordExists(ctx: Ctx, object: string, id: string): Promise<boolean> {
  const { rows } = await ctx.app.db.read(ctx.scope, {
    text: `select 1 from ${object} where company_id = $1 and id = $2`,
    values: [ctx.scope.company_id, id],
  });
  return rows.length > 0;
}
