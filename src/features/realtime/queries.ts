import { seenOf } from '@/core/run/about-records';
import type { Ctx } from '@/core/run/context';
import { firstIdAt, instantOf } from '@/platform/ids';
import type { Told } from './frames';

/** More than so many, or older than so many ms, and reading everything again is cheaper than catching up. */
const most = 500;
const oldest = 24 * 3600_000;
/** An event is visible when its transaction commits, up to so many ms after its id was made. */
const longestWrite = 60_000;

/**
 * The notices after an event, from the log, oldest first; those of the last minute before it as well, because they may
 * have been committed after it. Null: too many, too old, or no event id at all.
 */
export async function noticesAfter(ctx: Ctx, last: string): Promise<Told[] | null> {
  const made = instantOf(last);
  const now = ctx.app.clock.now().getTime();
  if (made === null || made < now - oldest || made > now + longestWrite) return null;
  const { rows } = await ctx.app.db.read<Told>(ctx.scope, {
    name: 'notices_after',
    text:
      'select id as event_id, name, object, record_id, version, request_id from events ' +
      'where company_id = $1 and id >= $2 order by id limit $3',
    values: [ctx.scope.company_id, firstIdAt(new Date(made - longestWrite)), most + 1],
  });
  return rows.length > most ? null : [...(await seenOf(ctx.app, ctx.scope, rows))];
}

/** Whether the company has the record, in the bin or not. `object` is the name of a definition. */
export async function recordExists(ctx: Ctx, object: string, id: string): Promise<boolean> {
  const { rows } = await ctx.app.db.read(ctx.scope, {
    text: `select 1 from ${object} where company_id = $1 and id = $2`,
    values: [ctx.scope.company_id, id],
  });
  return rows.length > 0;
}
