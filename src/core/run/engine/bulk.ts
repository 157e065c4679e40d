import { z } from 'zod';
import type { Tx } from '@/platform/db/types';
import { AppError, type Issue, invalid } from '../../shape/errors';
import type { ObjectDefinition } from '../../shape/object';
import type { Ctx } from '../context';
import { firstPerPath } from '../issues';
import { defineJob, enqueue } from '../jobs/job';
import type { Answer } from '../module';
import { idsBeyondReach, narrowed, refusalOf } from '../reach';
import { mustHave } from '../rights';
import { createRecords } from './create';
import { deleteRecords, restoreRecords } from './delete';
import { type FilterNode, readFilter } from './filter-parse';
import type { Values } from './hooks';
import { searchWords } from './search-words';
import { countIds, selectIds } from './select-ids';
import { updateRecords } from './update';
import { checkInput } from './validate';
import { batchLimit, settingOf, shapeOf } from './write';
import type { WriteShape } from './write-shape';

interface Target {
  readonly ids?: readonly string[] | undefined;
  readonly filter?: unknown;
  readonly q?: string | undefined;
}

/** The body of a bulk call, parsed by its contract. */
export interface BulkBody {
  readonly create?: readonly unknown[] | undefined;
  readonly update?: (Target & { readonly set: unknown }) | undefined;
  readonly delete?: Target | undefined;
  readonly restore?: { readonly ids: readonly string[] } | undefined;
}

/**
 * Many records in one call. By ids and create: all or nothing, answered at once. By filter: a job with the
 * same effect, in batches; 202 with its id.
 */
export async function bulk(
  caller: Ctx,
  tx: Tx,
  shape: WriteShape,
  body: BulkBody,
  known: readonly Issue[],
): Promise<Answer> {
  const ctx = narrowed(caller, 'bulk');
  if (known.length > 0 && !body.create && !body.update) throw invalid(known);
  if (body.restore) return restore(ctx, tx, shape, distinct(body.restore.ids));
  const verb = body.create ? 'create' : body.update ? 'update' : 'delete';
  const { name } = shape.object;
  mustHave(ctx.principal, `${name}:${verb}`);
  if (body.create) {
    const { written } = await createRecords(ctx, tx, shape, body.create, {
      prefix: (at) => `create.${at}.`,
      known,
    });
    return { data: { created: written.length, ids: written.map(({ id }) => id) } };
  }
  const target = body.update ?? body.delete ?? {};
  if (body.update) checkSet(ctx, shape, body.update.set, known);
  if (target.ids) return byIds(ctx, tx, shape, distinct(target.ids), verb, body.update?.set);
  const input: BulkInput = {
    object: name,
    verb,
    set: body.update?.set ?? null,
    ...checkTarget(ctx, shape, verb, target),
  };
  return { status: 202, data: { job_id: await enqueue(ctx, tx, bulkJob, input) } };
}

/** Back from the bin, with the right that puts there. */
async function restore(
  ctx: Ctx,
  tx: Tx,
  shape: WriteShape,
  ids: readonly string[],
): Promise<Answer> {
  mustHave(ctx.principal, `${shape.object.name}:delete`);
  const written = await restoreRecords(ctx, tx, shape, ids, {
    idPath: (at) => `restore.ids.${at}`,
  });
  return { data: { restored: written.length, ids: written.map(({ id }) => id) } };
}

const distinct = (ids: readonly string[]): string[] => [...new Set(ids)];

async function byIds(
  ctx: Ctx,
  tx: Tx,
  shape: WriteShape,
  ids: readonly string[],
  verb: string,
  set: unknown,
): Promise<Answer> {
  const idPath = (at: number) => `${verb}.ids.${at}`;
  if (verb === 'delete') {
    const written = await deleteRecords(ctx, tx, shape, ids, { idPath });
    return { data: { deleted: written.length, ids: written.map(({ id }) => id) } };
  }
  const patches = ids.map((id) => ({ id, input: set }));
  const { written } = await updateRecords(ctx, tx, shape, patches, {
    idPath,
    prefix: () => 'update.set.',
  });
  const changed = written.filter(({ unchanged }) => !unchanged);
  return { data: { updated: changed.length, ids: changed.map(({ id }) => id) } };
}

/** What is wrong with the new values is wrong for every record: said once, before any is loaded. */
function checkSet(ctx: Ctx, shape: WriteShape, set: unknown, known: readonly Issue[]): void {
  const issues: Issue[] = [];
  const { version } = checkInput(shape, set, settingOf(ctx), issues, {
    mode: 'update',
    prefix: 'update.set.',
  });
  if (version !== undefined)
    issues.push({
      path: 'update.set.version',
      code: 'unknown_key',
      message: 'A version belongs to one record.',
    });
  const all = firstPerPath(known, issues);
  if (all.length > 0) throw invalid(all);
}

/** Throws 422 for a filter that could not run. */
function checkTarget(
  ctx: Ctx,
  shape: WriteShape,
  verb: string,
  { filter, q = '' }: Target,
): { filter: FilterNode | null; words: string[] } {
  const issues: Issue[] = [];
  const all = typeof filter === 'object' && filter !== null && Object.keys(filter).length === 0;
  const node = all ? null : readFilter(filter, `${verb}.filter`, issues);
  const words = searchWords(q);
  if (issues.length === 0) selectIds(ctx, shape, { filter: node, words }, null, 1, issues);
  if (issues.length > 0) throw invalid(issues);
  return { filter: node, words };
}

const bulkInput = z.strictObject({
  object: z.string(),
  verb: z.enum(['create', 'update', 'delete']),
  set: z.unknown(),
  filter: z.custom<FilterNode | null>(),
  words: z.array(z.string()),
});
type BulkInput = z.output<typeof bulkInput>;

interface BulkState {
  /** The last id done; batches go by id, so a change that moves records out of the filter skips none. */
  readonly after?: string;
  readonly changed?: number;
  readonly refused?: number;
  /** The first refusals, for the person who asked. */
  readonly problems?: readonly { readonly id: string; readonly issues: readonly Issue[] }[];
}

const keptProblems = 20;

/** Bulk changes by filter. Records that rules refuse are left out and counted. */
export const bulkJob = defineJob<BulkInput, BulkState>({
  name: 'records.bulk',
  queue: 'records',
  input: bulkInput,
  async run(caller, job, signal) {
    const ctx = narrowed(caller, 'bulk');
    const shape = await shapeOf(ctx, objectOf(ctx, job.input.object));
    if (job.state.after === undefined) {
      await job.step(async (tx) => {
        const { rows } = await tx.run<{ total: number }>(countIds(ctx, shape, job.input, []));
        return { total: rows[0]?.total ?? 0 };
      });
    }
    for (let more = true; more && !signal.aborted; ) {
      await job.step(async (tx) => {
        const { after = null, changed = 0, refused = 0, problems = [] } = job.state;
        const issues: Issue[] = [];
        const { rows } = await tx.run<{ id: string }>(
          selectIds(ctx, shape, job.input, after, batchLimit, issues),
        );
        if (issues.length > 0) throw invalid(issues);
        const ids = rows.map(({ id }) => id);
        more = ids.length === batchLimit;
        if (ids.length === 0) return {};
        const step = await applyBatch(ctx, tx, shape, job.input, ids);
        const state: BulkState = {
          after: ids.at(-1) ?? '',
          changed: changed + step.changed,
          refused: refused + step.problems.length,
          problems: [...problems, ...step.problems].slice(0, keptProblems),
        };
        return { state, done: job.done + ids.length };
      });
    }
    signal.throwIfAborted();
    const { changed = 0, refused = 0, problems = [] } = job.state;
    return { [`${job.input.verb}d`]: changed, refused, problems };
  },
});

async function applyBatch(
  ctx: Ctx,
  tx: Tx,
  shape: WriteShape,
  { verb, set }: BulkInput,
  ids: readonly string[],
) {
  if (verb === 'delete') {
    const beyond = await idsBeyondReach(ctx, tx, shape.object, 'delete', ids);
    const within = ids.filter((id) => !beyond.has(id));
    const issues = [{ path: 'id', code: 'forbidden', message: refusalOf('delete') }];
    const problems = [...beyond].map((id) => ({ id, issues }));
    return { changed: (await deleteRecords(ctx, tx, shape, within)).length, problems };
  }
  const patches = ids.map((id) => ({ id, input: set as Values }));
  const { written, refused } = await updateRecords(ctx, tx, shape, patches, {
    collect: true,
    idPath: () => 'id',
  });
  const problems = [...refused].map(([at, issues]) => ({ id: ids[at] ?? '', issues }));
  return { changed: written.filter(({ unchanged }) => !unchanged).length, problems };
}

export function objectOf(ctx: Ctx, name: string): ObjectDefinition {
  const object = ctx.app.registry.objects.get(name);
  if (!object) throw new AppError('invalid', `There are no ${name} any more.`);
  return object;
}
