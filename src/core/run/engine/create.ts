import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import type { Issue } from '../../shape/errors';
import { isOwned } from '../../shape/reach';
import type { Ctx } from '../context';
import { seeingAll } from '../reach';
import type { Draft } from './draft';
import { applyMirrors } from './mirror';
import { reachDrafts } from './reach-drafts';
import { checkReferences } from './references';
import { checkUnique } from './unique';
import { checkInput, checkOneOf } from './validate';
import { refuse, runHooks, save, settingOf, type WriteOptions, type WriteResult } from './write';
import type { WriteShape } from './write-shape';

/**
 * Creates up to 1,000 records from inputs in the API's shape: all or none, unless `collect` says to leave out the
 * bad ones. Throws 422 with every issue, 409 for a unique value taken.
 */
export async function createRecords(
  ctx: Ctx,
  tx: Tx,
  shape: WriteShape,
  inputs: readonly unknown[],
  options: WriteOptions = {},
): Promise<WriteResult> {
  const { prefix = () => '', collect, answer, normalised = false } = options;
  const setting = settingOf(ctx);
  const refused = new Map<number, readonly Issue[]>();
  const all = inputs.map((input, position): Draft => {
    const issues: Issue[] = [];
    const path = prefix(position);
    const { set, custom, extensions } = checkInput(shape, input, setting, issues, {
      mode: 'create',
      prefix: path,
      normalised,
    });
    if (issues.length === 0) {
      if (!normalised) applyMirrors(shape.mirrors, set, null, extensions);
      checkOneOf(shape, set, path, issues);
    }
    const created_at = options.createdAt?.(position);
    const draft = { position, id: newId(), before: null, stored: {}, set, custom, prefix: path };
    const past = options.past?.(position);
    return { ...draft, issues, ...(created_at ? { created_at } : {}), ...(past ? { past } : {}) };
  });
  await checkReferences(ctx, tx, shape, all);
  const sound = refuse(all, refused, options);
  // Whose it is without a word is for the rules to say: mostly the caller's.
  const mine = isOwned(shape.object) ? { owner_id: ctx.principal.user.id } : {};
  await reachDrafts(ctx, tx, shape, sound, {
    verb: 'create',
    recordOf: ({ set }) => ({ ...mine, ...set }),
    options,
  });
  const within = refuse(sound, refused, options);
  return seeingAll(ctx, tx, async (inner) => {
    await runHooks(inner, tx, shape, within);
    let drafts = refuse(within, refused, options);
    await checkUnique(inner, tx, shape, drafts, collect);
    drafts = refuse(drafts, refused, options);
    return { written: await save(inner, tx, shape, drafts, 'created', answer), refused };
  });
}
