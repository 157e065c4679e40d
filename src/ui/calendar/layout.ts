import { type Day, dayIn, instantOf } from '@/ui/patterns/values/calendar';
import { addDays } from '@/ui/primitives/calendar-days';
import { dateFormat } from '@/ui/primitives/intl';

/** What stands on the calendar, as `GET /api/calendar` answers it. */
export interface Entry {
  readonly object: string;
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly start: string;
  /** Null: it has a time but no length. */
  readonly end: string | null;
  readonly all_day: boolean;
  readonly owner_id: string | null;
  readonly done: boolean;
  readonly repeats: boolean;
  /** Not there yet: its record will come again at this time. */
  readonly expected: boolean;
}

/** An entry in the column of a day: minutes from midnight on the clock, and its lane beside others. */
export interface Placed {
  readonly entry: Entry;
  readonly from: number;
  readonly to: number;
  readonly lane: number;
  readonly lanes: number;
  /** It began on an earlier day. */
  readonly continued: boolean;
}

/** What has no length takes so many minutes of room; nothing is drawn shorter. */
const shownMinutes = 30;
export const dayMinutes = 1440;

export const keyOf = (entry: Entry): string => `${entry.object}:${entry.id}:${entry.start}`;

/** Minutes since midnight on the clock of a zone. */
export function clockOf(instant: Date, zone: string): number {
  const [hours = 0, minutes = 0] = dateFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
  })
    .format(instant)
    .split(':')
    .map(Number);
  return hours * 60 + minutes;
}

const ending = ({ start, end }: Entry): Date =>
  new Date(end ? Date.parse(end) : Date.parse(start) + 1);

/** The first and the last day of an entry. */
export function spanOf(entry: Entry, zone: string): [Day, Day] {
  const first = dayIn(new Date(entry.start), zone);
  const end = Math.max(ending(entry).getTime() - 1, Date.parse(entry.start));
  return [first, dayIn(new Date(end), zone)];
}

/** The entries of every day, by day: those of all day first, the others as they begin; those of several days on each. */
export function byDay(
  entries: readonly Entry[],
  days: readonly Day[],
  zone: string,
): Map<Day, Entry[]> {
  const found = new Map<Day, Entry[]>(days.map((day) => [day, []]));
  // They come object by object.
  const ordered = [...entries].sort(
    (a, b) => Number(b.all_day) - Number(a.all_day) || Date.parse(a.start) - Date.parse(b.start),
  );
  for (const entry of ordered) {
    const [first, last] = spanOf(entry, zone);
    for (let day = first; day <= last; day = addDays(day, 1)) found.get(day)?.push(entry);
  }
  return found;
}

/** Places what has a time in the column of a day, beside each other where they overlap. */
export function placedOn(day: Day, entries: readonly Entry[], zone: string): Placed[] {
  const pieces = entries
    .map((entry) => {
      const [first, last] = spanOf(entry, zone);
      const from = day === first ? clockOf(new Date(entry.start), zone) : 0;
      const end = entry.end ? clockOf(new Date(entry.end), zone) || dayMinutes : 0;
      const to = day < last ? dayMinutes : end;
      // The clock may stand before the start where it was put back in between.
      return { entry, from, to: Math.max(to, from + shownMinutes), continued: day !== first };
    })
    .sort((a, b) => a.from - b.from || b.to - a.to);
  const placed: Placed[] = [];
  let group: (Omit<Placed, 'lanes'> & { lane: number })[] = [];
  let ends: number[] = [];
  const flush = () => {
    placed.push(...group.map((piece) => ({ ...piece, lanes: ends.length })));
    group = [];
    ends = [];
  };
  for (const piece of pieces) {
    if (ends.length > 0 && ends.every((end) => end <= piece.from)) flush();
    const free = ends.findIndex((end) => end <= piece.from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = piece.to;
    group.push({ ...piece, lane });
  }
  flush();
  return placed;
}

/** The instant of so many minutes after midnight on the clock; minutes may lead to other days. */
export function instantAt(day: Day, minutes: number, zone: string): Date {
  const days = Math.floor(minutes / dayMinutes);
  const rest = minutes - days * dayMinutes;
  return instantOf(addDays(day, days), Math.floor(rest / 60), rest % 60, zone);
}

/** An entry so many days and minutes later, by the clock on the wall; it lasts as long as before. */
export function moved(entry: Entry, days: number, minutes: number, zone: string): Entry {
  const shift = (instant: string): string => {
    const date = new Date(instant);
    const clock = clockOf(date, zone) + minutes;
    return instantAt(addDays(dayIn(date, zone), days), clock, zone).toISOString();
  };
  const start = shift(entry.start);
  if (!entry.end) return { ...entry, start };
  const length = Date.parse(entry.end) - Date.parse(entry.start);
  // Whole days have 23 or 25 hours where clocks change.
  const end = entry.all_day ? shift(entry.end) : new Date(Date.parse(start) + length).toISOString();
  return { ...entry, start, end };
}

const shortest = 15;
const longest = 7 * dayMinutes;

/** An entry that lasts so much longer, within what can be kept. */
export function resized(entry: Entry, minutes: number): Entry {
  const start = Date.parse(entry.start);
  const before = entry.end ? (Date.parse(entry.end) - start) / 60_000 : shownMinutes;
  const length = Math.min(Math.max(before + minutes, shortest), longest);
  return { ...entry, end: new Date(start + length * 60_000).toISOString() };
}
