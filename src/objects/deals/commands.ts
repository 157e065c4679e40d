import type { Ctx } from '@/core/run/context';
import type { Values } from '@/core/run/engine/hooks';
import { applyPatches } from '@/core/run/engine/update';
import { checkInput } from '@/core/run/engine/validate';
import { settingOf, shapeOf } from '@/core/run/engine/write';
import { command, type Operation } from '@/core/run/module';
import { AppError, type Issue, invalid } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { moveDeal } from './contract';
import { deals } from './object';
import { rankBetween, topRank } from './rank';

/** PUT /api/deals/{id}/stage: writes the one row. What follows from the stage is the business of the rules. */
const inside = command(moveDeal, async (ctx, tx, { params, body }) => {
  const { after_id, version, ...input } = body;
  const shape = await shapeOf(ctx, deals);
  const issues: Issue[] = [];
  const checked = checkInput(shape, input, settingOf(ctx), issues, { mode: 'update', prefix: '' });
  if (issues.length > 0) throw invalid(issues);
  const place = await placeOf(ctx, tx, params.id, body.stage_id, after_id);
  const set: Values = { ...checked.set, ...(place === null ? {} : { rank: place }) };
  const patch = { id: params.id, checked: { ...checked, set }, version, issues: [] };
  const { written } = await applyPatches(ctx, tx, shape, [patch], { answer: true });
  const [moved] = written;
  if (!moved || moved.record === null) throw new Error('a move answers the deal');
  return { json: moved.record, headers: { ETag: `"${moved.version}"` } };
});

export const move: Operation = {
  contract: moveDeal,
  async run(ctx, input) {
    await shapeOf(ctx, deals);
    return inside.run(ctx, input);
  },
};

interface Neighbours {
  readonly stage_id: string | null;
  readonly found: boolean;
  readonly before: string | null;
  readonly after: string | null;
}

/** The new rank; null when the deal keeps its place. 422 for a deal to stand behind that is not in the stage. */
async function placeOf(
  ctx: Ctx,
  tx: Tx,
  id: string,
  stage_id: string,
  after_id: string | null | undefined,
): Promise<string | null> {
  const { rows } = await tx.run<Neighbours>({
    name: 'deal_neighbours',
    text: `select (select stage_id from deals where company_id = $1 and id = $2) as stage_id, a.id is not null as found, a.rank as before,
        (select n.rank from deals n where n.company_id = $1 and n.stage_id = $3 and n.deleted_at is null and n.id <> $2
          and ($4::uuid is null or (n.rank_key, n.id) > (a.rank_key, a.id)) order by n.rank_key, n.id limit 1) as after
      from (select 1) one left join deals a on a.company_id = $1 and a.id = $4 and a.stage_id = $3 and a.deleted_at is null`,
    values: [ctx.scope.company_id, id, stage_id, after_id ?? null],
  });
  const around = rows[0];
  if (!around) throw new Error('a statement of one row');
  if (after_id === undefined && around.stage_id === stage_id) return null;
  if (after_id === id) return null;
  if (after_id && !around.found)
    throw invalid([
      { path: 'after_id', code: 'not_found', message: 'There is no such deal in this stage.' },
    ]);
  const top = topRank();
  if (!after_id && (around.after === null || top < around.after)) return top;
  const rank = rankBetween(around.before, around.after);
  if (rank === null)
    throw new AppError('conflict', 'There is no room left here. Move another deal first.');
  return rank;
}
