import type { Ctx } from '@/core/run/context';
import { applyPatches } from '@/core/run/engine/update';
import { shapeOf } from '@/core/run/engine/write';
import { command, type Operation } from '@/core/run/module';
import { AppError, invalid, notFound } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { placeItem } from './contract';
import { dealItems } from './object';
import { rankBetween } from './rank';

/** PUT /api/deal_items/{id}/place: writes the one row. */
const inside = command(placeItem, async (ctx, tx, { params, body }) => {
  const rank = await rankBehind(ctx, tx, params.id, body.after_id);
  const set = rank === null ? {} : { rank };
  const checked = { set, custom: {}, extensions: {} };
  const patch = { id: params.id, checked, version: undefined, issues: [] };
  const shape = await shapeOf(ctx, dealItems);
  const { written } = await applyPatches(ctx, tx, shape, [patch], { answer: true });
  const [moved] = written;
  if (!moved || moved.record === null) throw new Error('a move answers the item');
  return { json: moved.record, headers: { ETag: `"${moved.version}"` } };
});

export const place: Operation = {
  contract: placeItem,
  async run(ctx, input) {
    await shapeOf(ctx, dealItems);
    return inside.run(ctx, input);
  },
};

interface Neighbours {
  readonly found: boolean;
  readonly before: string | null;
  readonly after: string | null;
}

/** The rank behind an item of the same deal; null when it stands there already. 404, and 422 for an item of another deal. */
async function rankBehind(
  ctx: Ctx,
  tx: Tx,
  id: string,
  after_id: string | null,
): Promise<string | null> {
  const { rows } = await tx.run<Neighbours>({
    name: 'deal_item_neighbours',
    text: `select a.id is not null as found, a.rank as before,
        (select n.rank from deal_items n where n.company_id = $1 and n.deal_id = i.deal_id and n.deleted_at is null and n.id <> i.id
          and ($3::uuid is null or (n.rank_key, n.id) > (a.rank_key, a.id)) order by n.rank_key, n.id limit 1) as after
      from deal_items i left join deal_items a on a.company_id = $1 and a.id = $3 and a.deal_id = i.deal_id and a.deleted_at is null
      where i.company_id = $1 and i.id = $2 and i.deleted_at is null`,
    values: [ctx.scope.company_id, id, after_id],
  });
  const around = rows[0];
  if (!around) throw notFound();
  if (after_id === id || (after_id === null && around.after === null)) return null;
  if (after_id !== null && !around.found)
    throw invalid([
      { path: 'after_id', code: 'not_found', message: 'There is no such item in this deal.' },
    ]);
  const rank = rankBetween(around.before, around.after);
  if (rank === null)
    throw new AppError('conflict', 'There is no room left here. Move another item first.');
  return rank;
}
