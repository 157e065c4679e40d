import type { Tx } from '@/platform/db/types';
import type { Ctx } from '../context';
import type { Draft } from '../engine/draft';
import { firstFits } from '../engine/first-fits';
import type { Change } from '../engine/hooks';
import { shapeOf } from '../engine/write';
import { openDealer } from './dealer';
import { type Assigned, type Assignment, assignmentOf } from './stored';
import { type Way, waysOf } from './ways';

/**
 * Gives an owner to new records that name none, before they are written: the first rule that fits and has somebody left decides, else
 * `otherwise`, else whoever makes it. Turns are taken in the transaction of the record, so one that is not stored has taken none.
 */
export async function assign(
  ctx: Ctx,
  tx: Tx,
  assigned: Assigned,
  changes: readonly Change[],
): Promise<void> {
  const open = changes.filter(
    ({ before, set }) => before === null && set.owner_id === undefined,
  ) as Draft[];
  if (open.length === 0) return;
  for (const { set } of open) set.owner_id = ctx.scope.user_id;
  const { rows } = await tx.run<Assignment>(assignmentOf(assigned, ctx.scope.company_id));
  if (!rows[0]) return;
  const ways = await waysOf(ctx, tx, rows[0]);
  const places = await firstFits(
    ctx,
    tx,
    await shapeOf(ctx, assigned.object),
    open,
    ways.map(({ filter }) => filter),
  );
  const fits = open.flatMap((draft, at): [Draft, Way][] => {
    const way = ways[places[at] ?? -1];
    return way ? [[draft, way]] : [];
  });
  const dealer = await openDealer(
    ctx,
    tx,
    assigned,
    fits.map(([, way]) => way),
  );
  for (const [{ set }, way] of fits) set.owner_id = dealer.next(way, null) ?? set.owner_id;
  await dealer.keep(ctx, tx, assigned);
}
