import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import type { Issue } from '../../shape/errors';
import type { Ctx } from '../context';
import type { Draft } from './draft';
import { applyMirrors } from './mirror';
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
  let drafts = refuse(all, refused, options);
  await runHooks(ctx, tx, shape, drafts);
  drafts = refuse(drafts, refused, options);
  await checkUnique(ctx, tx, shape, drafts, collect);
  drafts = refuse(drafts, refused, options);
  return { written: await save(ctx, tx, shape, drafts, 'created', answer), refused };
}
