import type { Ctx } from '@/core/run/context';
import { listRecords } from '@/core/run/engine/list';
import { endAfter } from '@/core/run/engine/time-zone';
import { occurrencesAfter } from '@/core/run/recurrence';
import type { Filter } from '@/core/shape/filter';
import type { CalendarPlace, ObjectDefinition } from '@/core/shape/object';
import type { CalendarEntry } from './contract';

interface Look {
  readonly from: Date;
  /** Excluded. */
  readonly to: Date;
  /** User ids. */
  readonly members: readonly string[];
  /** Of this object alone. */
  readonly object?: string | undefined;
  /** What begins from here on is read first; what is before has the room that is left, the latest first. */
  readonly first?: Date;
}

/** Bounds of one look, for each kind of record. */
const most = { pages: 5, perPage: 200, series: 200, expected: 500 } as const;
const dayLength = 86_400_000;
/** What began longer before the range is not looked for. */
const longest = 7 * dayLength;
/** Expected repetitions are worked out no further ahead. */
const horizon = 400 * dayLength;

/** A record as a list answers it, with the fields its place on the calendar names. */
interface Row {
  readonly id: string;
  readonly title: string;
  readonly version: number;
  readonly [field: string]: unknown;
}

/** An object with a place on the calendar that the caller may read. */
interface Source {
  readonly object: ObjectDefinition;
  readonly place: CalendarPlace;
}

/** Every object of the registry that says where its records stand on the calendar. */
const sourcesOf = (ctx: Ctx): Source[] =>
  [...ctx.app.registry.objects.values()].flatMap((object) =>
    object.calendar && ctx.principal.permissions.has(`${object.name}:read`)
      ? [{ object, place: object.calendar }]
      : [],
  );

/** What members have in a range, ordered by time; repetitions that are expected included. */
export async function entriesIn(
  ctx: Ctx,
  look: Look,
): Promise<{ entries: CalendarEntry[]; truncated: boolean }> {
  const entries: CalendarEntry[] = [];
  let truncated = false;
  for (const source of sourcesOf(ctx)) {
    if (look.object !== undefined && source.object.name !== look.object) continue;
    const { rows, more } = await rowsIn(ctx, source, look);
    truncated ||= more;
    const shown = rows.map((row) => entryOf(source, row, ctx.principal.company.time_zone));
    entries.push(...shown.filter((entry) => isIn(entry, look)));
    const expected = await expectedIn(ctx, source, look);
    truncated ||= expected.more;
    entries.push(...expected.entries);
  }
  entries.sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : a.id < b.id ? -1 : 1));
  return { entries, truncated };
}

const isIn = ({ start, end }: CalendarEntry, { from, to }: Look): boolean => {
  const begins = Date.parse(start);
  return (
    begins < to.getTime() &&
    (begins >= from.getTime() || (end !== null && Date.parse(end) > from.getTime()))
  );
};

/** Records that begin in the range or shortly before it. */
async function rowsIn(ctx: Ctx, source: Source, { from, to, members, first }: Look) {
  const { start } = source.place;
  const early = new Date(Math.max(from.getTime() - longest, Date.parse('0001-01-02')));
  const between = (begin: Date, end: Date): Filter[] => [
    { field: start, op: 'gte', value: begin.toISOString() },
    { field: start, op: 'lt', value: end.toISOString() },
    { field: 'owner_id', op: 'in', value: members },
  ];
  if (!first) return readRows(ctx, source, most.pages, between(early, to));
  const ahead = await readRows(ctx, source, most.pages, between(first, to));
  const left = most.pages - Math.ceil(ahead.rows.length / most.perPage);
  const back = await readRows(ctx, source, left, between(early, first), `-${start}`);
  return { rows: [...ahead.rows, ...back.rows], more: ahead.more || back.more };
}

/** Records of a source that meet conditions, in their order of time unless told otherwise, at most so many pages. */
async function readRows(
  ctx: Ctx,
  { object, place }: Source,
  pages: number,
  conditions: readonly Filter[],
  sort: string = place.start,
): Promise<{ rows: Row[]; more: boolean }> {
  const fields = [...Object.values(place).filter((one) => typeof one === 'string'), 'owner_id'];
  const asked = {
    filter: JSON.stringify({ and: [...conditions, ...kindsOf(place)] }),
    sort,
    limit: String(most.perPage),
    fields: [...new Set([...fields, place.done?.field ?? 'owner_id', 'title', 'version'])].join(),
  };
  const rows: Row[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < pages; page++) {
    const params = new URLSearchParams(cursor ? { ...asked, cursor } : asked);
    const answer = await listRecords(ctx, object.name, params);
    rows.push(...(JSON.parse(answer.json ?? '[]') as Row[]));
    cursor = answer.pagination?.next_cursor ?? null;
    if (!cursor) return { rows, more: false };
  }
  return { rows, more: true };
}

const kindsOf = ({ only }: CalendarPlace): Filter[] =>
  only ? [{ field: only.field, op: 'in', value: only.values }] : [];

/** A record on the calendar. */
function entryOf({ object, place }: Source, row: Row, zone: string): CalendarEntry {
  const start = String(row[place.start]);
  const minutes = place.minutes ? row[place.minutes] : null;
  const given = place.end ? row[place.end] : null;
  const all_day = place.all_day !== undefined && row[place.all_day] === true;
  const end =
    typeof given === 'string'
      ? given
      : typeof minutes === 'number' && minutes > 0
        ? endAfter(zone, new Date(start), minutes, all_day).toISOString()
        : null;
  return {
    object: object.name,
    id: row.id,
    version: row.version,
    title: row.title,
    start,
    end,
    all_day,
    owner_id: typeof row.owner_id === 'string' ? row.owner_id : null,
    done: place.done !== undefined && row[place.done.field] === place.done.value,
    repeats: place.recurrence !== undefined && typeof row[place.recurrence] === 'string',
    expected: false,
  };
}

/** The next repetitions of records that come again once they are done; only ahead of now, as they will be made. */
async function expectedIn(
  ctx: Ctx,
  source: Source,
  { from, to, members }: Look,
): Promise<{ entries: CalendarEntry[]; more: boolean }> {
  const { place } = source;
  const now = ctx.app.clock.now();
  const last = new Date(Math.min(to.getTime(), now.getTime() + horizon));
  if (!place.recurrence || last <= from || last <= now) return { entries: [], more: false };
  const { rows, more } = await readRows(ctx, source, 1, [
    { field: place.recurrence, op: 'not_empty' },
    { field: place.start, op: 'lt', value: last.toISOString() },
    { field: 'owner_id', op: 'in', value: members },
    ...(place.done ? [{ ...place.done, op: 'ne' as const }] : []),
  ]);
  const { time_zone } = ctx.principal.company;
  const entries: CalendarEntry[] = [];
  for (const row of rows) {
    const entry = entryOf(source, row, time_zone);
    const length = entry.end ? Date.parse(entry.end) - Date.parse(entry.start) : null;
    const rule = String(row[place.recurrence]);
    const times = occurrencesAfter(rule, new Date(entry.start), now, time_zone, last);
    for (const time of times.filter((one) => one >= from)) {
      if (entries.length >= most.expected) return { entries, more: true };
      const end = length === null ? null : new Date(time.getTime() + length).toISOString();
      entries.push({ ...entry, start: time.toISOString(), end, expected: true });
    }
  }
  return { entries, more };
}
