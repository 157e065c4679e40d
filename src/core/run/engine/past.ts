import type { Statement } from '@/platform/db/types';
import { firstIdAt } from '@/platform/ids';
import { customKey } from '../../shape/custom-field';
import { badQuery, notFound } from '../../shape/errors';
import type { Ctx } from '../context';
import type { Compiled } from './compile';
import { titleOf } from './derived';
import type { Draft } from './draft';
import { titlesOf } from './history';
import type { Values } from './hooks';
import type { Loaded } from './load';
import { shownRecord } from './masks';
import { emptyOf } from './normalise';
import { recordJson } from './record-json';
import { prepared } from './statement-names';
import type { WriteShape } from './write-shape';

/** An event of a record: the state right after it is what is looked at. */
export interface PastEvent {
  readonly id: string;
  /** The record's version after it. */
  readonly version: number;
  readonly created_at: string;
  /** Who made that version, where it was a person or a key of theirs. */
  readonly user_id: string | null;
}

/** A record as it was. */
export interface Past {
  /** Every field as the API shows it, `deleted_at` included; `custom` holds only fields the company still has. */
  readonly record: Values;
  /** Custom values by key, those of removed fields included. */
  readonly stored: Values;
}

type Run = <R>(statement: Statement) => Promise<{ readonly rows: readonly R[] }>;

/** Which moment: right after an event, or an instant (now, unless given). */
export interface Moment {
  readonly event?: string | undefined;
  /** ISO 8601. */
  readonly at?: string | undefined;
}

/**
 * A record as it was at a moment, read back from the log, one in the bin too. 404 before it was created, 400 for an event
 * of something else and for a time that the log does not reach back to.
 */
export async function recordAsOf(ctx: Ctx, shape: WriteShape, id: string, moment: Moment) {
  const run: Run = (statement) => ctx.app.db.read(ctx.scope, statement, { signal: ctx.signal });
  // The record first: what changes until the events are read is undone with them.
  const { rows } = await run<{ text: string; stored: Values }>(
    prepared(
      `select ${recordJson(shape.compiled, 't')}::text as text, t.custom as stored from ${shape.object.name} t ` +
        'where t.company_id = $1 and t.id = $2',
      [ctx.scope.company_id, id],
    ),
  );
  const found = rows[0];
  if (!found) throw notFound();
  const now: Loaded = { ...found, record: JSON.parse(found.text) as Loaded['record'] };
  const event = await momentOf(ctx, run, shape, now, moment);
  const { record } = await pastOf(ctx, run, shape, now, event?.version ?? 0);
  const at = moment.at ?? event?.created_at ?? ctx.app.clock.now().toISOString();
  const hooks = ctx.app.registry.hooks.get(shape.object.name);
  const shown = shownRecord(shape.seen, {
    ...record,
    ...(await hooks?.asItWas?.(ctx, record, at)),
  });
  const names = await titlesOf(ctx, referencesIn(shape.seen, shown));
  const stamp =
    record.version === now.record.version
      ? {}
      : {
          updated_at: event?.created_at ?? record.created_at,
          updated_by: event?.user_id ?? null,
        };
  return {
    ...shown,
    ...stamp,
    as_of: { event: event?.id ?? null, at, names: Object.fromEntries(names) },
  };
}

/** The event a moment comes right after; null when it lies before all the log still has of the record. */
async function momentOf(
  ctx: Ctx,
  run: Run,
  shape: WriteShape,
  { record }: Loaded,
  { event, at }: Moment,
): Promise<PastEvent | null> {
  if (event !== undefined) {
    const found = await eventOf(ctx, run, shape, record.id, event);
    if (found) return found;
    throw badQuery([
      { path: 'event', code: 'not_found', message: 'This record has no such event.' },
    ]);
  }
  const instant = at ?? ctx.app.clock.now().toISOString();
  const { rows } = await run<PastEvent>(
    ofRecord(ctx, shape, record.id, 'e.created_at <= $4::timestamptz', instant),
  );
  if (rows[0]) return rows[0];
  await mustReach(ctx, run, shape, record.id, instant);
  return null;
}

/** An event of a record that made a version of it; undefined when there is no such one. */
export async function eventOf(
  ctx: Ctx,
  run: Run,
  shape: WriteShape,
  record_id: string,
  event: string,
): Promise<PastEvent | undefined> {
  const { rows } = await run<PastEvent>(ofRecord(ctx, shape, record_id, 'e.id = $4::uuid', event));
  return rows[0];
}

/** The newest event of a record that fits a condition on `$4`. */
const ofRecord = (
  ctx: Ctx,
  shape: WriteShape,
  record_id: string,
  condition: string,
  value: string,
): Statement => ({
  text:
    `select e.id, e.version, e.created_at, coalesce(k.user_id, e.actor_id) as user_id from events e ` +
    `left join api_keys k on k.company_id = e.company_id and k.id = e.actor_id ` +
    `where e.company_id = $1 and e.object = $2 and e.record_id = $3 and e.version is not null and ${condition} ` +
    `order by e.version desc limit 1`,
  values: [ctx.scope.company_id, shape.object.name, record_id, value],
});

/**
 * Holds for an instant before everything the log says of a record: 404 when it was created later, 400 when older events
 * of the company are gone, so that nobody knows. Else nothing happened to the record between then and its first event.
 */
async function mustReach(
  ctx: Ctx,
  run: Run,
  shape: WriteShape,
  id: string,
  instant: string,
): Promise<void> {
  const { rows } = await run<{ born: boolean; start: string | null }>({
    text:
      `select exists (select from events where company_id = $1 and object = $2 and record_id = $3 and name = $4) as born, ` +
      `(select created_at from events where company_id = $1 order by id limit 1) as start`,
    values: [ctx.scope.company_id, shape.object.name, id, `${shape.object.singular}.created`],
  });
  const { born = false, start = null } = rows[0] ?? {};
  const later = id >= firstIdAt(new Date(new Date(instant).getTime() + 1));
  if (born || later) throw notFound();
  if (start !== null && start <= new Date(instant).toISOString()) return;
  throw badQuery([
    {
      path: 'at',
      code: 'out_of_range',
      message: 'The event log does not reach back that far.',
    },
  ]);
}

/**
 * A record as it was in an earlier version: what it is `now`, with the value each field had before the first event
 * after that version that changed it. Version 0 stands for before all events that are kept.
 */
export async function pastOf(
  ctx: Ctx,
  run: Run,
  shape: WriteShape,
  now: Loaded,
  version: number,
): Promise<Past> {
  const { rows } = await run<{ first: number; field: string; value: unknown }>({
    text:
      `select distinct on (b.key) min(e.version) over () as first, b.key as field, b.value from events e ` +
      `cross join lateral jsonb_each(coalesce(e.changes -> 'before', '{}')) b ` +
      `where e.company_id = $1 and e.object = $2 and e.record_id = $3 and e.version > $4 order by b.key, e.version`,
    values: [ctx.scope.company_id, shape.object.name, now.record.id, version],
  });
  if (rows.length === 0) return { record: now.record, stored: now.stored };
  const values: Values = { ...now.record };
  const stored: Values = { ...now.stored };
  for (const { field, value } of rows) {
    const key = customKey(field);
    if (key !== null) stored[key] = value;
    else if (field in values) values[field] = value;
  }
  const draft = { before: values, set: {} } as unknown as Draft;
  values.title = titleOf(shape, draft) || null;
  values.version = version || Number(rows[0]?.first) - 1;
  const live = [...shape.compiled.custom].map(([key, { field }]) => [
    key,
    stored[key] ?? emptyOf(field.kind),
  ]);
  return { record: { ...values, custom: Object.fromEntries(live) }, stored };
}

/** What the fields of a record point at, by table. */
function referencesIn(compiled: Compiled, record: Values): ReadonlyMap<string, Set<string>> {
  const wanted = new Map<string, Set<string>>();
  const note = (table: string, id: unknown) => {
    if (typeof id === 'string') wanted.set(table, (wanted.get(table) ?? new Set()).add(id));
  };
  for (const { column, target } of compiled.relations.values())
    note(target ?? 'members', record[column]);
  for (const name of ['created_by', 'updated_by']) note('members', record[name]);
  const custom = record.custom as Values;
  for (const [key, { field }] of compiled.custom)
    if (field.kind === 'user') note('members', custom[key]);
  return wanted;
}
