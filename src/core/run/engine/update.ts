import type { Tx } from '@/platform/db/types';
import { AppError, type Issue, notFound } from '../../shape/errors';
import { isOwned, seenThrough } from '../../shape/reach';
import type { Ctx } from '../context';
import { seeingAll } from '../reach';
import { type Draft, isUnchanged } from './draft';
import type { Values } from './hooks';
import { type Loaded, lockRecords } from './load';
import { shownRecord, shownText } from './masks';
import { applyMirrors } from './mirror';
import { reachDrafts } from './reach-drafts';
import { checkCycles, checkReferences } from './references';
import { checkUnique } from './unique';
import { type Checked, checkInput, checkOneOf } from './validate';
import {
  refuse,
  runHooks,
  save,
  settingOf,
  type WriteOptions,
  type WriteResult,
  type Written,
} from './write';
import type { WriteShape } from './write-shape';

/** A change of one record. */
export interface Patch {
  readonly id: string;
  /** Changed keys in the API's shape, `version` among them or not. */
  readonly input: unknown;
  /** The version its author saw, when it came in a header. */
  readonly version?: number | undefined;
}

export interface UpdateOptions extends WriteOptions {
  /** Path of the id at a position, for an id that does not exist; without it that answers 404. */
  readonly idPath?: (position: number) => string;
}

/**
 * Changes up to 1,000 records, each at most once: all or none, unless `collect`. Only keys that differ are written;
 * a change of nothing writes nothing. Throws 404 (or 422 with `idPath`), 412 with the current record, 422, 409.
 */
export async function updateRecords(
  ctx: Ctx,
  tx: Tx,
  shape: WriteShape,
  patches: readonly Patch[],
  options: UpdateOptions = {},
): Promise<WriteResult> {
  const { prefix = () => '' } = options;
  const setting = settingOf(ctx);
  const changes = patches.map(({ id, input, version }, position): PreparedPatch => {
    const issues: Issue[] = [];
    const checked = checkInput(shape, input, setting, issues, {
      mode: 'update',
      prefix: prefix(position),
    });
    return { id, checked, version: version ?? checked.version, issues };
  });
  return applyPatches(ctx, tx, shape, changes, options);
}

/** A patch whose values are normalised already. */
export interface PreparedPatch {
  readonly id: string;
  readonly checked: Pick<Checked, 'set' | 'custom' | 'extensions'>;
  readonly version: number | undefined;
  readonly issues: Issue[];
}

/** The second half of `updateRecords`. */
export async function applyPatches(
  ctx: Ctx,
  tx: Tx,
  shape: WriteShape,
  patches: readonly PreparedPatch[],
  options: UpdateOptions = {},
): Promise<WriteResult> {
  const { prefix = () => '', collect, answer } = options;
  const refused = new Map<number, readonly Issue[]>();
  const ids = patches.map(({ id }) => id);
  const loaded = await lockRecords(tx, shape, ctx.scope.company_id, ids, 'live');
  const all: Draft[] = [];
  patches.forEach((patch, position) => {
    const found = loaded.get(patch.id);
    if (found) {
      refuseStale(shape, patch.version, found);
      const past = options.past?.(position);
      const draft = draftOf(shape, patch, found, position, prefix(position));
      all.push(past ? { ...draft, past } : draft);
    } else {
      missing(position, options, refused, all);
    }
  });
  const changing = all.filter((draft) => draft.issues.length > 0 || !isUnchanged(draft));
  const known = changing.filter(({ before }) => before !== null);
  await reachDrafts(ctx, tx, shape, known, {
    verb: 'update',
    recordOf: ({ before }) => before ?? {},
    options,
  });
  // What is moved to another whole is made there.
  await reachDrafts(ctx, tx, shape, movedParts(shape, known), {
    verb: 'create',
    recordOf: ({ before, set }) => ({ ...before, ...set }),
    options,
  });
  await checkReferences(ctx, tx, shape, changing);
  const { drafts, written } = await seeingAll(ctx, tx, async (inner) => {
    await checkCycles(inner, tx, shape, changing);
    let drafts = refuse(changing, refused, options);
    await runHooks(inner, tx, shape, drafts);
    drafts = refuse(drafts, refused, options).filter((draft) => !isUnchanged(draft));
    await checkUnique(inner, tx, shape, drafts, collect);
    drafts = refuse(drafts, refused, options);
    return { drafts, written: await save(inner, tx, shape, drafts, 'updated', answer) };
  });
  const untouched = all.filter((draft) => !drafts.includes(draft) && !refused.has(draft.position));
  const same = untouched.map((draft) => unchanged(shape, draft, loaded.get(draft.id)));
  return { written: [...written, ...same].sort((a, b) => a.position - b.position), refused };
}

const movedParts = ({ object }: WriteShape, drafts: readonly Draft[]): readonly Draft[] =>
  isOwned(object)
    ? []
    : drafts.filter(({ set }) => seenThrough(object).some((link) => link in set));

function draftOf(
  shape: WriteShape,
  patch: PreparedPatch,
  { record, stored }: Loaded,
  position: number,
  prefix: string,
): Draft {
  const { set, custom, extensions } = patch.checked;
  const draft: Draft = {
    position,
    id: patch.id,
    before: record,
    stored,
    set: { ...set },
    custom: { ...custom },
    prefix,
    issues: patch.issues,
  };
  if (patch.issues.length > 0) return draft;
  dropSame(draft);
  applyMirrors(shape.mirrors, draft.set, record, extensions);
  checkOneOf(shape, { ...record, ...draft.set } as Values, prefix, draft.issues);
  return draft;
}

/** A scalar sent as it is must not undo what the list beside it says. */
const dropSame = (draft: Draft): void => void isUnchanged(draft);

/** 412 with the record as it is now, when it is not what the author saw. */
export function refuseStale(
  { seen }: WriteShape,
  version: number | undefined,
  { record }: Loaded,
): void {
  if (version === undefined || version === record.version) return;
  throw new AppError('stale_version', 'Somebody changed this record meanwhile.', {
    data: shownRecord(seen, record),
  });
}

function missing(
  position: number,
  { idPath, collect }: UpdateOptions,
  refused: Map<number, readonly Issue[]>,
  all: Draft[],
): void {
  if (!idPath) throw notFound();
  const issue = {
    path: idPath(position),
    code: 'not_found',
    message: 'This record does not exist.',
  };
  if (collect) refused.set(position, [issue]);
  else
    all.push({
      position,
      id: '',
      before: {},
      stored: {},
      set: {},
      custom: {},
      prefix: '',
      issues: [issue],
    });
}

const unchanged = ({ seen }: WriteShape, draft: Draft, found: Loaded | undefined): Written => ({
  position: draft.position,
  id: draft.id,
  version: Number(draft.before?.version),
  record: found ? shownText(seen, found.text) : null,
  unchanged: true,
});
