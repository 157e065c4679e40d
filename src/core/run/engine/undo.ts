import { z } from 'zod';
import type { Tx } from '@/platform/db/types';
import { firstIdAt } from '@/platform/ids';
import { notFound } from '../../shape/errors';
import type { Ctx } from '../context';
import { defineJob, enqueue } from '../jobs/job';
import type { Answer } from '../module';
import { mustHave } from '../rights';
import { objectOf } from './bulk';
import { deleteRecords, restoreRecords } from './delete';
import { lockRecords } from './load';
import { undoFollowing } from './undo-following';
import { netOf, type PastEvent, patchAll, patchOf } from './undo-patch';
import type { PreparedPatch } from './update';
import { shapeOf } from './write';
import type { WriteShape } from './write-shape';

/** How long a request can be taken back, ms. */
const undoable = 24 * 60 * 60 * 1000;
/** More events than this are taken back in the background. */
const atOnce = 1000;

/** What was left as it is, because somebody changed it since or it cannot come back. */
export interface Kept {
  readonly id: string;
  readonly fields: readonly string[];
}

interface Undone {
  readonly undone: number;
  readonly kept: readonly Kept[];
}

/**
 * Takes back what one of the caller's requests did to records of an object within the last 24 hours: created ones go to
 * the bin, changed fields get their old values unless changed since, binned ones come back. Is an ordinary change
 * itself, with events, and can be taken back. 404 when there is nothing; 202 with a job when there is very much.
 */
export async function undoRequest(
  ctx: Ctx,
  tx: Tx,
  shape: WriteShape,
  request_id: string,
): Promise<Answer> {
  const events = await pastEvents(ctx, tx, shape, request_id, null, atOnce + 1);
  if (events.length === 0) throw notFound();
  if (events.length > atOnce) {
    const input: UndoInput = { object: shape.object.name, request_id };
    return { status: 202, data: { job_id: await enqueue(ctx, tx, undoJob, input) } };
  }
  const data = await undoEvents(ctx, tx, shape, request_id, events);
  if (data.undone > 0) await undoFollowing(ctx, tx, shape.object.name, request_id, undoable);
  return { data };
}

/** The caller's own events of a request, newest first, below an id. */
async function pastEvents(
  ctx: Ctx,
  tx: Tx,
  shape: WriteShape,
  request_id: string,
  before: string | null,
  limit: number,
): Promise<PastEvent[]> {
  const since = new Date(ctx.app.clock.now().getTime() - undoable);
  const { rows } = await tx.run<PastEvent>({
    text:
      'select id, name, record_id, changes from events where company_id = $1 and request_id = $2 and object = $3 and actor_id = $4 ' +
      'and id >= $5 and ($6::uuid is null or id < $6::uuid) order by id desc limit $7',
    values: [
      ctx.scope.company_id,
      request_id,
      shape.object.name,
      ctx.principal.api_key_id ?? ctx.principal.user.id,
      firstIdAt(since),
      before,
      limit,
    ],
  });
  return rows;
}

async function undoEvents(
  ctx: Ctx,
  tx: Tx,
  shape: WriteShape,
  request_id: string,
  events: readonly PastEvent[],
): Promise<Undone> {
  const nets = netOf(events, shape.object.singular);
  const moves = [...nets].filter(([, net]) => net.created || net.place !== null);
  if (moves.length > 0) mustHave(ctx.principal, `${shape.object.name}:delete`);
  if (moves.length < nets.size) mustHave(ctx.principal, `${shape.object.name}:update`);
  const loaded = await lockRecords(tx, shape, ctx.scope.company_id, [...nets.keys()], 'any');
  const later = await changedSince(
    ctx,
    tx,
    shape,
    request_id,
    events,
    [...nets].filter(([, net]) => net.created).map(([id]) => id),
  );
  const kept = new Map<string, Set<string>>();
  const keep = (id: string, fields: Iterable<string>) =>
    kept.set(id, new Set([...(kept.get(id) ?? []), ...fields]));
  const back: string[] = [];
  const gone: string[] = [];
  const patches: PreparedPatch[] = [];
  for (const [id, net] of nets) {
    const found = loaded.get(id);
    if (!found) continue;
    const live = found.record.deleted_at === null;
    const edits = later.get(id);
    if (net.created) {
      if (edits) keep(id, edits);
      else if (live) gone.push(id);
      continue;
    }
    if (net.place === 'live' && !live) back.push(id);
    if (net.place === 'bin' && live) gone.push(id);
    const patch = patchOf(shape, id, net, found.record, keep);
    if (patch && (live || net.place === 'live')) patches.push(patch);
  }
  await restoreRecords(ctx, tx, shape, back);
  const changed = await patchAll(ctx, tx, shape, patches, keep);
  await deleteRecords(ctx, tx, shape, gone);
  const undone = new Set([...back, ...gone, ...changed]);
  return {
    undone: undone.size,
    kept: [...kept].map(([id, fields]) => ({ id, fields: [...fields] })),
  };
}

/** Fields that other requests changed after the record was created, by record. */
async function changedSince(
  ctx: Ctx,
  tx: Tx,
  shape: WriteShape,
  request_id: string,
  events: readonly PastEvent[],
  ids: readonly string[],
): Promise<Map<string, string[]>> {
  const oldest = events.at(-1)?.id;
  if (ids.length === 0 || !oldest) return new Map();
  const { rows } = await tx.run<{ record_id: string; fields: string[] }>({
    text:
      `select e.record_id, array_agg(distinct f) as fields from events e, jsonb_object_keys(e.changes -> 'after') f ` +
      `where e.company_id = $1 and e.record_id = any($2::uuid[]) and e.id > $3 and e.object = $4 and e.name = $5 ` +
      `and e.request_id <> all($6::text[]) group by e.record_id`,
    values: [
      ctx.scope.company_id,
      ids,
      oldest,
      shape.object.name,
      `${shape.object.singular}.updated`,
      [request_id, ctx.origin.request_id],
    ],
  });
  const seen = (name: string) => shape.seen.rights.get(name) !== 'hidden';
  return new Map(rows.map(({ record_id, fields }) => [record_id, fields.filter(seen)]));
}

interface UndoInput {
  readonly object: string;
  readonly request_id: string;
}

interface UndoState {
  /** The oldest event taken back so far. */
  readonly before?: string;
  readonly undone?: number;
  readonly kept?: readonly Kept[];
}

const batch = 500;
const keptEntries = 1000;

/** Takes back a large request, newest events first. */
export const undoJob = defineJob<UndoInput, UndoState>({
  name: 'records.undo',
  queue: 'records',
  input: z.strictObject({ object: z.string(), request_id: z.string() }),
  async run(ctx, job, signal) {
    const shape = await shapeOf(ctx, objectOf(ctx, job.input.object));
    for (let more = true; more && !signal.aborted; ) {
      await job.step(async (tx) => {
        const { before = null, undone = 0, kept = [] } = job.state;
        const events = await pastEvents(ctx, tx, shape, job.input.request_id, before, batch);
        more = events.length === batch;
        if (events.length === 0) return {};
        const step = await undoEvents(ctx, tx, shape, job.input.request_id, events);
        const state: UndoState = {
          before: events.at(-1)?.id ?? '',
          undone: undone + step.undone,
          kept: [...kept, ...step.kept].slice(0, keptEntries),
        };
        return { state, done: job.done + events.length };
      });
    }
    signal.throwIfAborted();
    return { undone: job.state.undone ?? 0, kept: job.state.kept ?? [] };
  },
});
