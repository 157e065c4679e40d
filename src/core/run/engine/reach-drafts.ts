import type { Tx } from '@/platform/db/types';
import { AppError } from '../../shape/errors';
import type { ReachingVerb } from '../../shape/reach';
import type { Ctx } from '../context';
import { beyondReach, refusalOf } from '../reach';
import type { Draft } from './draft';
import type { Values } from './hooks';
import type { WriteOptions } from './write';
import type { WriteShape } from './write-shape';

/**
 * Whether the caller's right goes as far as every draft: 403 where it does not, or with `collect` an issue for the draft it
 * does not reach.
 */
export async function reachDrafts(
  ctx: Ctx,
  tx: Tx,
  { object }: WriteShape,
  drafts: readonly Draft[],
  how: {
    readonly verb: ReachingVerb;
    readonly recordOf: (draft: Draft) => Values;
    readonly options: WriteOptions;
  },
): Promise<void> {
  if (ctx.principal.reach === null) return;
  const records = new Map(drafts.map((draft) => [how.recordOf(draft), draft]));
  const beyond = await beyondReach(ctx, tx, object, how.verb, [...records.keys()]);
  if (beyond.length === 0) return;
  const message = refusalOf(how.verb);
  if (!how.options.collect) throw new AppError('forbidden', message);
  for (const record of beyond) {
    const draft = records.get(record);
    draft?.issues.push({ path: `${draft.prefix}id`, code: 'forbidden', message });
  }
}
