/** Which part of `03/04/2026` comes first. `ymd` only ever for dates that start with the year. */
export type DateOrder = 'dmy' | 'mdy' | 'ymd';

export interface DateStyle {
  readonly order: DateOrder;
  /** IANA zone of times that name none. */
  readonly zone: string;
  /** Two-digit years up to ten after this one are of this century. */
  readonly this_year: number;
}

interface Parts {
  year: number | null;
  month: number;
  day: number;
  /** What follows the day: a time, a zone, or nothing. */
  rest: string;
}

const monthNames: readonly (readonly string[])[] = [
  ['jan', 'ocak', 'janv', 'enero', 'januar', 'jänner'],
  ['feb', 'şubat', 'subat', 'fév', 'fev'],
  ['mar', 'mär', 'mrz', 'mart'],
  ['apr', 'nisan', 'avr', 'abr'],
  ['may', 'mai', 'mayıs', 'mayis'],
  ['jun', 'haziran', 'juin'],
  ['jul', 'temmuz', 'juil'],
  ['aug', 'ağustos', 'agustos', 'août', 'aout', 'ago'],
  ['sep', 'eylül', 'eylul', 'set'],
  ['oct', 'okt', 'ekim'],
  ['nov', 'kasım', 'kasim'],
  ['dec', 'dez', 'aralık', 'aralik', 'déc', 'dic'],
];

const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s]+(.*))?$/;
const compact = /^(\d{4})(\d{2})(\d{2})$/;
const yearless = /^--(\d{2})-?(\d{2})$/;
const numeric = /^(\d{1,2})[./-](\d{1,2})[./-](\d{2}|\d{4})(?:[,\sT]+(.*))?$/;
const named = /^(\d{1,2})\.?[\s-]+(\p{L}+)\.?[\s,-]+(\d{2}|\d{4})(?:[,\s]+(.*))?$/u;
const namedFirst = /^(\p{L}+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:[,\s]+(.*))?$/u;
const nothing = /^(?:0{1,4}[-/.]0{1,2}[-/.]0{1,4}|-+)(?:[T\s]+[0:.]+)?$/;

/** Why a cell is no date; the caller turns it into an error of the row. */
export class NotADate extends Error {}

/** A day as `YYYY-MM-DD` (`--MM-DD` without year); null for ways to write none, such as `0/0/00`. A time of day is dropped. Throws `NotADate`. */
export function parseDay(text: string, style: DateStyle, past = false): string | null {
  const parts = partsOf(text, style, past);
  return parts && format(parts);
}

/** An instant in UTC. A day alone is its first moment in the zone. Throws `NotADate`. */
export function parseTime(text: string, style: DateStyle): string | null {
  const parts = partsOf(text, style, false);
  if (!parts) return null;
  const day = format(parts);
  if (parts.year === null) throw new NotADate();
  const rest = parts.rest.trim();
  const match =
    /^(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:[.,](\d{1,9}))?\s*([AaPp])?\.?(?:[Mm]\.?)?\s*(Z|z|UTC|GMT|[+-]\d{2}:?\d{2})?$/.exec(
      rest,
    );
  if (rest !== '' && !match) throw new NotADate();
  const [, hour = '0', minute = '00', second = '00', fraction = '', half, offset] = match ?? [];
  let hours = Number(hour);
  if (half) hours = (hours % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  if (hours > 23 || Number(minute) > 59 || Number(second) > 59) throw new NotADate();
  const local = Date.parse(
    `${day}T${String(hours).padStart(2, '0')}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}Z`,
  );
  const shift =
    offset === undefined
      ? zoneOffset(local, style.zone)
      : /^[+-]/.test(offset)
        ? offsetOf(offset)
        : 0;
  return new Date(local - shift).toISOString();
}

function partsOf(text: string, style: DateStyle, past: boolean): Parts | null {
  if (nothing.test(text)) return null;
  let match = iso.exec(text) ?? compact.exec(text);
  if (match) return parts(Number(match[1]), Number(match[2]), Number(match[3]), match[4]);
  match = yearless.exec(text);
  if (match) return parts(null, Number(match[1]), Number(match[2]));
  match = numeric.exec(text);
  if (match) {
    const [first, second] = [Number(match[1]), Number(match[2])];
    const [month, day] = style.order === 'mdy' ? [first, second] : [second, first];
    return parts(fullYear(match[3] ?? '', style.this_year, past), month, day, match[4]);
  }
  match = named.exec(text);
  if (match)
    return parts(
      fullYear(match[3] ?? '', style.this_year, past),
      monthOf(match[2] ?? ''),
      Number(match[1]),
      match[4],
    );
  match = namedFirst.exec(text);
  if (match) return parts(Number(match[3]), monthOf(match[1] ?? ''), Number(match[2]), match[4]);
  throw new NotADate();
}

const parts = (year: number | null, month: number, day: number, rest = ''): Parts => ({
  year,
  month,
  day,
  rest,
});

function monthOf(name: string): number {
  const lower = name.toLowerCase();
  const index = monthNames.findIndex((spellings) =>
    spellings.some((spelling) => lower.startsWith(spelling)),
  );
  if (index < 0) throw new NotADate();
  return index + 1;
}

function fullYear(digits: string, thisYear: number, past: boolean): number {
  const year = Number(digits);
  if (digits.length > 2) return year;
  const century = Math.floor(thisYear / 100) * 100;
  const latest = past ? thisYear : thisYear + 10;
  return century + year > latest ? century + year - 100 : century + year;
}

function format({ year, month, day }: Parts): string {
  // A day without year may be 29 February.
  const leap = year ?? 2000;
  const last =
    month === 2 && (leap % 4 !== 0 || (leap % 100 === 0 && leap % 400 !== 0))
      ? 28
      : [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  if (last === undefined || day < 1 || day > last || year === 0) throw new NotADate();
  const two = (n: number): string => String(n).padStart(2, '0');
  return year === null
    ? `--${two(month)}-${two(day)}`
    : `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

const offsetOf = (text: string): number =>
  (text.startsWith('-') ? -1 : 1) *
  (Number(text.slice(1, 3)) * 60 + Number(text.slice(-2))) *
  60_000;

const clocks = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/**
 * How far the wall clock of a zone is ahead of UTC, ms, when it shows `local` (a wall time read as if it
 * were UTC). A time that a clock change skips is read with the offset before it, one that comes twice is the first.
 */
function zoneOffset(local: number, zone: string): number {
  // Whole days, so that a file needs few look-ups.
  const day = Math.floor(local / 86_400_000) * 86_400_000;
  const before = offsetAt(day - 86_400_000, zone);
  const after = offsetAt(day + 2 * 86_400_000, zone);
  if (before === after) return before;
  // A change is near: the earlier offset holds if the clock really showed this time under it.
  return offsetAt(local - before, zone) === before
    ? before
    : offsetAt(local - after, zone) === after
      ? after
      : before;
}

/** Offset of a zone at an instant. Kept per quarter of an hour, the finest step any zone has ever used lately. */
function offsetAt(instant: number, zone: string): number {
  const slot = Math.floor(instant / 900_000);
  const key = `${zone} ${slot}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    clocks.set(zone, clock);
  }
  const shown = Object.fromEntries(
    clock.formatToParts(slot * 900_000).map(({ type, value }) => [type, Number(value)]),
  );
  const wall = Date.UTC(
    shown.year ?? 0,
    (shown.month ?? 1) - 1,
    shown.day,
    shown.hour,
    shown.minute,
    shown.second,
  );
  const offset = wall - slot * 900_000;
  if (offsets.size > 50_000) offsets.clear();
  offsets.set(key, offset);
  return offset;
}

let zones: ReadonlyMap<string, string> | undefined;

/** An IANA zone however it is spelled: `europe_slash_copenhagen`, `EUROPE/COPENHAGEN`; the text itself when it is none. */
export function zoneName(text: string): string {
  zones ??= new Map(
    [...Intl.supportedValuesOf('timeZone'), 'UTC'].map((zone) => [zone.toLowerCase(), zone]),
  );
  return zones.get(text.toLowerCase().replaceAll('_slash_', '/').replaceAll(' ', '_')) ?? text;
}

/** Whether this runtime knows the zone. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** The order the dates of a file are in; null when no cell tells (all days at most 12) or none has this form. */
export function dateOrderOf(cells: Iterable<string>): DateOrder | null {
  let dayFirst = 0;
  let monthFirst = 0;
  let dots = 0;
  let yearFirst = 0;
  for (const cell of cells) {
    const match = /^(\d{1,2})([./-])(\d{1,2})\2(\d{2}|\d{4})\b/.exec(cell);
    if (!match) {
      if (iso.test(cell)) yearFirst += 1;
      continue;
    }
    const [first, second] = [Number(match[1]), Number(match[3])];
    if (first > 12 && first <= 31 && second <= 12) dayFirst += 1;
    else if (second > 12 && second <= 31 && first <= 12) monthFirst += 1;
    else if (match[2] === '.') dots += 1;
  }
  if (dayFirst + monthFirst > 0) return dayFirst >= monthFirst ? 'dmy' : 'mdy';
  if (dots > 0) return 'dmy';
  return yearFirst > 0 ? 'ymd' : null;
}
