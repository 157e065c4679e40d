import { firstIdAt } from '@/platform/ids';
import { badQuery, type Issue } from '../../shape/errors';
import { relationName } from '../../shape/object';
import type { Ctx, TimelineSource } from '../context';
import type { Answer } from '../module';
import { openCursor, sealCursor } from './cursor';
import { entryOf, mustBeThere, namesIn, type Page, readEvents, readLimit } from './history';
import { listRecords } from './list';
import { sentenceOf } from './sentences';
import { prepared } from './statement-names';
import { type Place, placesSql } from './timeline-sql';
import type { WriteShape } from './write-shape';

interface TimelinePage extends Page {
  readonly kind?: string | undefined;
}

/**
 * What happened to one record and what belongs to it, newest first: its changes and the records of every source that the
 * caller may read. One statement finds the entries of the page, then each kind is read as its own address would answer.
 * 404 for a record that is not there, 400 for a wrong kind, limit or cursor.
 */
export async function timelineOf(
  ctx: Ctx,
  shape: WriteShape,
  id: string,
  page: TimelinePage,
): Promise<Answer> {
  const { name } = shape.object;
  const limit = readLimit(page.limit);
  const kinds = readKinds(ctx, page.kind);
  const binding = JSON.stringify([ctx.scope.company_id, name, id, [...(kinds ?? [])].sort()]);
  const below = readCursor(ctx, binding, page.cursor);
  await mustBeThere(ctx, shape, id);
  const sources = (ctx.app.registry.timeline ?? []).filter(
    ({ kind, object }) =>
      ctx.principal.permissions.has(`${object}:read`) && (kinds === null || kinds.has(kind)),
  );
  const text = placesSql(ctx, shape.object, sources, kinds === null || kinds.has('change'));
  const values = [
    ...[ctx.scope.company_id, id, below?.at ?? 'infinity', below?.id ?? lastId],
    ...[below ? eventBound(below) : lastId, limit + 1],
  ];
  const places =
    text === null
      ? []
      : (await ctx.app.db.read<Place>(ctx.scope, prepared(text, values, true))).rows;
  const shown = places.slice(0, limit);
  const last = places.length > limit ? shown.at(-1) : undefined;
  const keys = last ? [new Date(Number(last.ms)).toISOString(), last.id] : null;
  const details = new Map([
    ...(await changesOf(ctx, shape, id, idsOf(shown, 'change'))),
    ...(await recordsOf(ctx, sources, shown, limit)),
  ]);
  return {
    data: shown.flatMap(({ kind, id: of, ms }) => {
      const detail = details.get(of);
      return detail ? [{ kind, id: of, at: new Date(Number(ms)).toISOString(), ...detail }] : [];
    }),
    pagination: {
      ...{ page: null, limit, total: null, totalPages: null, total_is_estimate: false },
      next_cursor: keys ? sealCursor(ctx.app.env.secret, binding, { back: false, keys }) : null,
      prev_cursor: null,
    },
  };
}

const firstId = '00000000-0000-0000-0000-000000000000';
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

interface Below {
  /** ISO instant. */
  readonly at: string;
  readonly id: string;
}

/** Events stand in the order of their ids, which begin with their time: the first one that is no longer below. */
function eventBound({ at, id }: Below): string {
  const ms = new Date(at).getTime();
  if (ms < 0) return firstId;
  const [from, to] = [firstIdAt(new Date(ms)), firstIdAt(new Date(ms + 1))];
  return id < from ? from : id > to ? to : id;
}

const wrong = (issue: Issue) => badQuery([issue]);

function readKinds(ctx: Ctx, given: string | undefined): ReadonlySet<string> | null {
  if (given === undefined) return null;
  const known = ['change', ...(ctx.app.registry.timeline ?? []).map(({ kind }) => kind)];
  const kinds = new Set(given.split(','));
  if ([...kinds].every((kind) => known.includes(kind))) return kinds;
  const message = `kind must be some of ${known.join(', ')}.`;
  throw wrong({ path: 'kind', code: 'invalid_choice', message });
}

function readCursor(ctx: Ctx, binding: string, given: string | undefined): Below | null {
  if (given === undefined) return null;
  const [at, id] = openCursor(ctx.app.env.secret, binding, given)?.keys ?? [];
  if (at && id) return { at, id };
  const message = 'This cursor does not belong to this list.';
  throw wrong({ path: 'cursor', code: 'invalid_cursor', message });
}

const idsOf = (places: readonly Place[], ...kinds: readonly string[]): string[] =>
  places.flatMap(({ kind, id }) => (kinds.includes(kind) ? [id] : []));

interface Detail {
  readonly sentence: string;
  readonly object: string;
  readonly record_id: string;
  readonly event: unknown;
  readonly record: unknown;
}

async function changesOf(
  ctx: Ctx,
  { object }: WriteShape,
  record_id: string,
  ids: readonly string[],
): Promise<[string, Detail][]> {
  if (ids.length === 0) return [];
  const condition = 'e.object = $4 and e.record_id = $5 and e.id = any($6::uuid[])';
  const values = [object.name, record_id, ids];
  const rows = await readEvents(ctx, null, ids.length, condition, values);
  const names = await namesIn(ctx, rows, false);
  return rows.map((row) => {
    const event = entryOf(row, names);
    const sentence = sentenceOf(object, event, ctx.language);
    return [row.id, { sentence, object: object.name, record_id, event, record: null }];
  });
}

/** The records of a page by the list of their object, with the names of what they refer to and their newest parts, as far as the caller may read them. */
async function recordsOf(
  ctx: Ctx,
  sources: readonly TimelineSource[],
  places: readonly Place[],
  limit: number,
): Promise<[string, Detail][]> {
  const details: [string, Detail][] = [];
  for (const name of new Set(sources.map(({ object }) => object))) {
    const kinds = sources.flatMap(({ kind, object }) => (object === name ? [kind] : []));
    const ids = idsOf(places, ...kinds);
    if (ids.length === 0) continue;
    const fields = ctx.app.registry.objects.get(name)?.fields ?? {};
    const include = Object.entries(fields).flatMap(([field, { kind, target, hidden }]) =>
      (kind === 'user' || (kind === 'ref' && ctx.principal.permissions.has(`${target}:read`))) &&
      !hidden
        ? [relationName(field)]
        : [],
    );
    for (const { name: part, part_of, fields: own } of ctx.app.registry.objects.values())
      for (const link of part_of ?? [])
        if (own[link]?.target === name && ctx.principal.permissions.has(`${part}:read`))
          include.push(own[link]?.inverse ?? '');
    const filter = JSON.stringify({ field: 'id', op: 'in', value: ids });
    // Always the same limit: the statement is then one that is planned already.
    const given = { filter, include: include.join(','), limit: String(limit) };
    const { json = '[]' } = await listRecords(ctx, name, new URLSearchParams(given));
    for (const record of JSON.parse(json) as { id: string; title: string }[])
      details.push([
        record.id,
        { sentence: record.title, object: name, record_id: record.id, event: null, record },
      ]);
  }
  return details;
}
