import type { Statement, Tx } from '@/platform/db/types';
import { invalid, notFound } from '../../shape/errors';
import type { Ctx } from '../context';
import { actorOf, announce, eventCtes, identify, type NewEvent } from '../events';
import { mustReach, seeingAll } from '../reach';
import { lockRecords } from './load';
import { recordJson } from './record-json';
import { prepared } from './statement-names';
import { refuseStale } from './update';
import { runWrite, type Written } from './write';
import type { WriteShape } from './write-shape';

export interface MoveOptions {
  /** Path of the id at a position, for an id that is not there; without it that answers 404. */
  readonly idPath?: (position: number) => string;
  /** The version the author saw; for a single record. */
  readonly version?: number | undefined;
  readonly answer?: boolean;
}

/** Moves records to the bin, all or none. Their links stay. Throws 404 (or 422 with `idPath`) and 412. */
export const deleteRecords = (
  ctx: Ctx,
  tx: Tx,
  shape: WriteShape,
  ids: readonly string[],
  options: MoveOptions = {},
) => move(ctx, tx, shape, ids, 'deleted', options);

/** Brings records back from the bin, all or none. Throws 404 (or 422), 412, and 409 when a unique value was taken meanwhile. */
export const restoreRecords = (
  ctx: Ctx,
  tx: Tx,
  shape: WriteShape,
  ids: readonly string[],
  options: MoveOptions = {},
) => move(ctx, tx, shape, ids, 'restored', options);

async function move(
  ctx: Ctx,
  tx: Tx,
  shape: WriteShape,
  ids: readonly string[],
  event: 'deleted' | 'restored',
  { idPath, version, answer = false }: MoveOptions,
): Promise<Written[]> {
  const loaded = await lockRecords(
    tx,
    shape,
    ctx.scope.company_id,
    ids,
    event === 'deleted' ? 'live' : 'bin',
  );
  const absent = ids.flatMap((id, position) => (loaded.has(id) ? [] : [position]));
  if (absent.length > 0) {
    if (!idPath) throw notFound();
    throw invalid(
      absent.map((at) => ({
        path: idPath(at),
        code: 'not_found',
        message: 'This record does not exist.',
      })),
    );
  }
  for (const found of loaded.values()) refuseStale(shape, version, found);
  const records = [...loaded.values()].map(({ record }) => record);
  await mustReach(ctx, tx, shape.object, 'delete', records);
  return seeingAll(ctx, tx, async (inner) => {
    const hooks = inner.app.registry.hooks.get(shape.object.name);
    if (event === 'deleted') await hooks?.beforeDelete?.(inner, tx, records);
    const now = inner.app.clock.now().toISOString();
    const events = identify(
      [...loaded.values()].map(({ record }) => eventOf(shape, record, event, now)),
    );
    announce(tx, actorOf(inner), events);
    const rows = await runWrite<{ id: string; version: number; record?: string }>(
      tx,
      shape,
      statementOf(inner, shape, events, event, now, answer),
    );
    await hooks?.afterMove?.(inner, tx, records);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id, position) => {
      const row = byId.get(id);
      return row
        ? [{ position, id, version: row.version, record: row.record ?? null, unchanged: false }]
        : [];
    });
  });
}

function eventOf(
  { object }: WriteShape,
  record: { readonly id: string; readonly version: number; readonly deleted_at?: unknown },
  event: 'deleted' | 'restored',
  now: string,
): NewEvent {
  return {
    name: `${object.singular}.${event}`,
    object: object.name,
    record_id: record.id,
    version: Number(record.version) + 1,
    before: { deleted_at: record.deleted_at ?? null },
    after: { deleted_at: event === 'deleted' ? now : null },
    at: now,
  };
}

function statementOf(
  ctx: Ctx,
  { object, seen }: WriteShape,
  list: readonly NewEvent[],
  event: 'deleted' | 'restored',
  now: string,
  answer: boolean,
): Statement {
  const gone = event === 'deleted';
  const events = eventCtes(actorOf(ctx), list, 5);
  const record = answer ? `, ${recordJson(seen, 'w')}::text as record` : '';
  return prepared(
    `with w as (update ${object.name} t set deleted_at = ${gone ? '$3::timestamptz' : 'null'}, version = t.version + 1, ` +
      `updated_at = $3::timestamptz, updated_by = $4::uuid where t.company_id = $1::uuid and t.id = any($2::uuid[]) returning t.*), ` +
      `d as (update search_documents s set deleted = ${gone} where s.company_id = $1::uuid and s.object = '${object.name}' and s.record_id = any($2::uuid[])), ` +
      `${events.text} select w.id, w.version${record} from w`,
    [
      ctx.scope.company_id,
      list.map(({ record_id }) => record_id),
      now,
      ctx.scope.user_id,
      ...events.values,
    ],
  );
}
