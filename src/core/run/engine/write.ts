import { sqlState } from '@/platform/db/errors';
import type { Statement, Tx } from '@/platform/db/types';
import { AppError, type Issue, invalid } from '../../shape/errors';
import type { ObjectDefinition } from '../../shape/object';
import { isOwned, seenThrough } from '../../shape/reach';
import { hasPrivateRecords } from '../about-records';
import type { Ctx, Values } from '../context';
import { actorOf, announce, identify, type NewEvent } from '../events';
import { firstPerPath } from '../issues';
import { dropKeys, keyChanges } from '../match/match-keys';
import type { SeenBy } from '../notices';
import { revokedChannel } from '../revoked';
import type { Row } from './columns';
import { compile } from './compile';
import { encodeDraft, type SearchDocument, searchDocumentOf, touchesSearch } from './derived';
import { changesOf, type Draft } from './draft';
import { fold } from './fold';
import { mirrorChangeOf } from './mirror-values';
import { recordAfter } from './record-after';
import { type Batch, insertStatement, updateStatement } from './statements';
import type { Setting } from './values/setting';
import { type WriteShape, writeShapeOf } from './write-shape';

export interface WriteOptions {
  /** Path of the input at a position, with its dot: `create.3.`. Empty unless given. */
  readonly prefix?: (position: number) => string;
  /** Write the good ones and report the others in `refused`, instead of refusing all. */
  readonly collect?: boolean;
  /** Answer the records as JSON text. */
  readonly answer?: boolean;
  /** What is wrong with the inputs already: refused together with whatever else is. */
  readonly known?: readonly Issue[];
  /** The inputs hold normalised values with their mirrors, as an import makes them: they are not normalised again. */
  readonly normalised?: boolean;
  /** When the record at a position was made in the product it comes from; now, where it says nothing. */
  readonly createdAt?: (position: number) => string | null;
  /** `past` of the changes, see there. */
  readonly past?: (position: number) => Values | null;
}

export interface Written {
  /** Its place in the caller's list. */
  readonly position: number;
  readonly id: string;
  readonly version: number;
  /** JSON text of the record, when asked for. */
  readonly record: string | null;
  /** Nothing had to change, so nothing was written. */
  readonly unchanged: boolean;
}

export interface WriteResult {
  /** In the caller's order. */
  readonly written: readonly Written[];
  /** Why the others were not written, by position; always empty without `collect`. */
  readonly refused: ReadonlyMap<number, readonly Issue[]>;
}

/** Most records of one call. */
export const batchLimit = 1000;

/** The write shape of an object in the caller's company. Call it before opening a transaction: it may read. */
export async function shapeOf(ctx: Ctx, object: ObjectDefinition): Promise<WriteShape> {
  return writeShapeOf(await compile(ctx, object.name));
}

export function settingOf({ app, principal }: Ctx): Setting {
  const { country, currency } = principal.company;
  const now = app.clock.now().toISOString();
  return { country, currency, user_id: principal.user.id, now };
}

/** Sorts out the drafts with issues: throws 422 with all of them and the known ones, or with `collect` puts them into `refused`. */
export function refuse(
  drafts: readonly Draft[],
  refused: Map<number, readonly Issue[]>,
  { collect, known = [] }: WriteOptions,
): Draft[] {
  const bad = drafts.filter((draft) => draft.issues.length > 0);
  if (bad.length + known.length === 0) return [...drafts];
  if (!collect || known.length > 0) {
    const issues = bad.flatMap((draft) => draft.issues);
    throw invalid(firstPerPath(known, issues).slice(0, 1000));
  }
  for (const draft of bad) refused.set(draft.position, draft.issues);
  return drafts.filter((draft) => draft.issues.length === 0);
}

/** The object's own rules; what they report goes to the drafts. */
export async function runHooks(
  ctx: Ctx,
  tx: Tx,
  shape: WriteShape,
  drafts: readonly Draft[],
): Promise<void> {
  const hooks = ctx.app.registry.hooks.get(shape.object.name);
  const problems = drafts.length > 0 ? await hooks?.beforeWrite?.(ctx, tx, drafts) : undefined;
  for (const draft of problems ? drafts : []) {
    for (const issue of problems?.get(draft.id) ?? [])
      draft.issues.push({ ...issue, path: draft.prefix + issue.path });
  }
}

/**
 * Writes drafts that passed every check, with events, search texts, match keys and mirrored values, in one statement. It is sent with the
 * next statement of the transaction or with its commit.
 */
export async function save(
  ctx: Ctx,
  tx: Tx,
  shape: WriteShape,
  drafts: readonly Draft[],
  event: string,
  answer = false,
): Promise<Written[]> {
  if (drafts.length === 0) return [];
  const isNew = drafts[0]?.before === null;
  const { company } = ctx.principal;
  const rows: Row[] = drafts.map((draft) => encodeDraft(shape, draft, company));
  if (!isNew) fillGaps(shape, drafts, rows, ctx);
  const now = ctx.app.clock.now().toISOString();
  const documents = new Map<string, SearchDocument>();
  drafts.forEach((draft, position) => {
    if (!isNew && !touchesSearch(shape, draft)) return;
    const titleKey = rows[position]?.title_key ?? fold(String(draft.before?.title ?? ''));
    documents.set(draft.id, searchDocumentOf(shape, draft, rows[position] ?? {}, String(titleKey)));
  });
  const keysOf = ctx.app.registry.hooks.get(shape.object.name)?.matchKeys;
  const keys = keysOf ? keyChanges(keysOf, drafts) : { put: [], drop: [] };
  if (keys.drop.length > 0) tx.later(dropKeys(ctx.scope.company_id, shape.object.name, keys.drop));
  const who = actorOf(ctx);
  const events = identify(drafts.map((draft) => eventOf(shape, draft, event, now)));
  announce(tx, who, events);
  const batch: Batch = {
    shape,
    who,
    user_id: ctx.scope.user_id,
    now,
    ids: drafts.map(({ id }) => id),
    rows,
    events,
    documents,
    keys: keys.put,
    mirror: mirrorChangeOf(shape, drafts, company),
  };
  const created = drafts.some(({ created_at }) => created_at !== undefined)
    ? { created: drafts.map(({ created_at }) => created_at ?? now) }
    : {};
  await revokeByFirstPrivate(ctx, tx, drafts);
  const statement = isNew ? insertStatement({ ...batch, ...created }) : updateStatement(batch);
  tx.later(statement, (error) => explain(shape, error));
  await ctx.app.registry.hooks.get(shape.object.name)?.afterWrite?.(ctx, tx, drafts);
  return drafts.map((draft) => {
    const version = versionAfter(draft);
    const record = answer ? recordAfter(ctx, shape, draft, { version, now }) : null;
    return { position: draft.position, id: draft.id, version, record, unchanged: false };
  });
}

/** The first private record of a company changes what its members are granted; the database notes it with the record. */
async function revokeByFirstPrivate(ctx: Ctx, tx: Tx, drafts: readonly Draft[]): Promise<void> {
  const { company_id } = ctx.scope;
  if (!drafts.some(({ before, set }) => set.private === true && before?.private !== true)) return;
  if (await hasPrivateRecords(tx, company_id)) return;
  tx.afterCommit(() => ctx.app.bus.publish(revokedChannel, { company_id }));
}

/**
 * One statement sets the same columns in every row, so a row that keeps some of them repeats what it has.
 * The records are locked: nobody else's value can be lost by it.
 */
function fillGaps(shape: WriteShape, drafts: readonly Draft[], rows: Row[], ctx: Ctx): void {
  if (rows.length < 2) return;
  const changed = new Set(drafts.flatMap((draft) => Object.keys(draft.set)));
  const anyCustom = drafts.some((draft) => Object.keys(draft.custom).length > 0);
  const anyTitle = rows.some((row) => 'title' in row);
  drafts.forEach((draft, position) => {
    const before = draft.before ?? {};
    const kept = [...changed].filter((name) => !(name in draft.set));
    const all: Draft = {
      ...draft,
      set: { ...Object.fromEntries(kept.map((name) => [name, before[name]])), ...draft.set },
    };
    const row = { ...encodeDraft(shape, all, ctx.principal.company) };
    if (anyCustom) row.custom ??= JSON.stringify(draft.stored);
    if (anyTitle && row.title === undefined) {
      row.title = String(before.title ?? '');
      row.title_key = fold(row.title);
    }
    rows[position] = row;
  });
}

function eventOf(shape: WriteShape, draft: Draft, event: string, at: string): NewEvent {
  const { before, after } = changesOf(draft);
  const { singular, name } = shape.object;
  const version = versionAfter(draft);
  const was = seenBefore(shape, draft);
  return {
    name: `${singular}.${event}`,
    object: name,
    record_id: draft.id,
    version,
    before,
    after,
    at,
    ...(was ? { was } : {}),
  };
}

/** Who saw a record until now, where that is about to change. */
function seenBefore({ object }: WriteShape, { before, set }: Draft): SeenBy | null {
  const names = isOwned(object) ? ['owner_id', 'private', ...seenThrough(object)] : [];
  if (before === null || !names.some((name) => name in set)) return null;
  const known = names.filter((name) => (before[name] ?? false) !== false);
  return Object.fromEntries(known.map((name) => [name, before[name] as SeenBy[string]]));
}

const versionAfter = ({ before }: Draft): number => Number(before?.version ?? 0) + 1;

/** Runs a statement on records; errors as `explain` tells them. */
export async function runWrite<R>(tx: Tx, shape: WriteShape, statement: Statement): Promise<R[]> {
  try {
    return (await tx.run<R>(statement)).rows;
  } catch (error) {
    throw explain(shape, error);
  }
}

/** A unique value taken is 409 and a reference that went away 422, naming the field; every other error stays. */
function explain({ object }: WriteShape, error: unknown): unknown {
  const constraint = String((error as { constraint?: unknown }).constraint ?? '');
  const state = sqlState(error);
  const fields = Object.entries(object.fields);
  const start = `${object.name}_`;
  if (state === '23505') {
    const names = (name: string) => [`${start}${name}_unique`, `${start}${name}_key_unique`];
    const found = fields.find(([name, { unique }]) => unique && names(name).includes(constraint));
    if (found) return taken(found[0]);
  }
  if (state === '23503') {
    const found = fields.find(([name]) => constraint === `${start}${name}_fk`);
    if (found)
      return invalid([
        { path: found[0], code: 'not_found', message: 'This record does not exist.' },
      ]);
  }
  return error;
}

/** 409: another record has the value of a unique field. */
export const taken = (path: string): AppError =>
  new AppError('conflict', `Another record has this ${path} already.`, {
    issues: [{ path, code: 'taken', message: 'Another record has this value already.' }],
  });
