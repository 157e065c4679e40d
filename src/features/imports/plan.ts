import type { Ctx } from '@/core/run/context';
import { fold } from '@/core/run/engine/fold';
import { lockRecords } from '@/core/run/engine/load';
import { applyMirrors } from '@/core/run/engine/mirror';
import { findByKeys } from '@/core/run/match/match-keys';
import type { Tx } from '@/platform/db/types';
import type { Draft } from './draft';
import type { Job } from './job';
import { findById, findByTitle } from './lookup';
import { mergeInto, mergeRows } from './merge';

/** What rows become: a new record, or a change of the record `id`. */
export interface Plan {
  readonly id: string | null;
  readonly draft: Draft;
  /** Later rows that are the same record. */
  readonly also: Draft[];
}

/** Tells new records, known ones and rows that are one record apart. `duplicates`: rows to be left out. */
export async function planOf(
  ctx: Ctx,
  tx: Tx,
  job: Job,
  drafts: readonly Draft[],
): Promise<{ plans: Plan[]; duplicates: Draft[] }> {
  const mode = job.options.duplicates ?? 'skip';
  const plans: Plan[] = [];
  const duplicates: Draft[] = [];
  if (mode === 'create') {
    return { plans: drafts.map((draft) => ({ id: null, draft, also: [] })), duplicates };
  }
  const keys = drafts.map((draft) => keysOf(job, draft));
  const known = await knownRecords(ctx, tx, job, keys.flat());
  const byKey = new Map<string, Plan>();
  const byId = new Map<string, Plan>();
  drafts.forEach((draft, at) => {
    const own = keys[at] ?? [];
    const id = first(own, (key) => known.get(key)) ?? null;
    const same = first(own, (key) => byKey.get(key)) ?? (id === null ? undefined : byId.get(id));
    if (mode === 'skip' && (same || id !== null)) {
      duplicates.push(draft);
      return;
    }
    const plan = same ?? { id, draft, also: [] };
    if (same) same.also.push(draft);
    else plans.push(plan);
    if (plan.id !== null) byId.set(plan.id, plan);
    for (const key of own) if (!byKey.has(key)) byKey.set(key, plan);
  });
  return { plans, duplicates };
}

function first<T>(keys: readonly string[], find: (key: string) => T | undefined): T | undefined {
  for (const key of keys) {
    const found = find(key);
    if (found !== undefined) return found;
  }
  return undefined;
}

const byName = 'name:';
const byOwnId = 'here:';

/** A record's own id says most. Accounts that bring neither id nor domain are known by their name. */
function keysOf(job: Job, { id, values }: Draft): readonly string[] {
  const keys = [...job.matchKeys(values)];
  if (keys.length === 0 && typeof values.name === 'string') keys.push(byName + fold(values.name));
  return id === null ? keys : [byOwnId + id, ...keys];
}

async function knownRecords(
  ctx: Ctx,
  tx: Tx,
  job: Job,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const object = job.shape.object.name;
  const after = (mark: string) =>
    keys.flatMap((key) => (key.startsWith(mark) ? key.slice(mark.length) : []));
  const titles = after(byName);
  const found = await findByKeys(ctx, tx, object, keys);
  for (const [title, ids] of await findByTitle(ctx, tx, object, titles)) {
    found.set(byName + title, ids);
  }
  for (const id of await findById(ctx, tx, object, after(byOwnId))) found.set(byOwnId + id, [id]);
  return new Map([...found].flatMap(([key, [id]]) => (id === undefined ? [] : [[key, id]])));
}

/** The values of a plan's record, those of its later rows put over the first. */
export function valuesOf(
  job: Job,
  plan: Plan,
  complete: (draft: Draft) => Record<string, unknown>,
): Record<string, unknown> {
  const values = complete(plan.draft);
  for (const draft of plan.also) mergeRows(job.shape, values, complete(draft));
  if (plan.also.length > 0) applyMirrors(job.shape.mirrors, values, null);
  return values;
}

/** What the plans change in the records they found, which are locked by this. */
export async function patchesOf(
  ctx: Ctx,
  tx: Tx,
  job: Job,
  plans: readonly { id: string; values: Record<string, unknown> }[],
): Promise<{ id: string; input: unknown }[]> {
  if (plans.length === 0) return [];
  const ids = plans.map(({ id }) => id);
  const records = await lockRecords(tx, job.shape, ctx.scope.company_id, ids, 'live');
  return plans.map(({ id, values }) => {
    // An owner the file does not know takes nobody's record away.
    const { owner_id, ...rest } = values;
    const row = owner_id ? { ...rest, owner_id } : rest;
    return { id, input: mergeInto(job.shape, records.get(id)?.record ?? {}, row) };
  });
}
