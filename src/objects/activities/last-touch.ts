import type { Ctx } from '@/core/run/context';
import type { Change, Values } from '@/core/run/engine/hooks';
import { applyPatches } from '@/core/run/engine/update';
import { shapeOf } from '@/core/run/engine/write';
import type { Tx } from '@/platform/db/types';
import { activities } from './object';

/** The references whose records may keep a last touch. */
const links = Object.entries(activities.fields).flatMap(([name, { kind, target }]) =>
  kind === 'ref' && target ? [{ name, target }] : [],
);

/**
 * Moves `last_touch_at` of what activities belong to forward to when they happened, never back, by the engine and so with
 * its events. What is planned for later touches nobody yet.
 */
export async function moveLastTouch(ctx: Ctx, tx: Tx, changes: readonly Change[]): Promise<void> {
  const now = ctx.app.clock.now().toISOString();
  for (const { name, target } of links) {
    const object = ctx.app.registry.objects.get(target);
    if (!object || !('last_touch_at' in object.fields)) continue;
    const latest = new Map<string, string>();
    for (const { before, set } of changes) {
      if (before !== null && !('occurred_at' in set) && !(name in set)) continue;
      const { [name]: id, occurred_at: at }: Values = { ...before, ...set };
      if (typeof id !== 'string' || typeof at !== 'string' || at > now) continue;
      if (at > (latest.get(id) ?? '')) latest.set(id, at);
    }
    if (latest.size === 0) continue;
    // What is settled, a converted lead, stays as it is.
    const open = object.locked_by ? `and t.${object.locked_by} = '-infinity' ` : '';
    // Locked before they are compared: two activities at once must not take it back.
    const { rows } = await tx.run<{ id: string }>({
      text:
        `select t.id from unnest($2::uuid[], $3::timestamptz[]) as a(id, at) join ${target} t on t.company_id = $1 and t.id = a.id ` +
        `where t.deleted_at is null and t.last_touch_at < a.at ${open}order by t.id for no key update of t`,
      values: [ctx.scope.company_id, [...latest.keys()], [...latest.values()]],
    });
    if (rows.length === 0) continue;
    const patches = rows.map(({ id }) => ({
      id,
      checked: { set: { last_touch_at: latest.get(id) ?? null }, custom: {}, extensions: {} },
      version: undefined,
      issues: [],
    }));
    await applyPatches(ctx, tx, await shapeOf(ctx, object), patches);
  }
}
