import { utcDay } from './relative-dates';

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }
  return format;
}

/** Before it years count backwards, which the parts of a date do not tell. */
const firstDay = utcDay(1, 0, 2);

/** Milliseconds a zone is ahead of UTC at an instant. */
function offsetAt(zone: string, given: number): number {
  const instant = Math.max(given, firstDay);
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(instant)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  const wall = utcDay(year, month - 1, day) + ((hour * 60 + minute) * 60 + second) * 1000;
  return wall - Math.floor(instant / 1000) * 1000;
}

/** The calendar day (`YYYY-MM-DD`) an instant falls on in an IANA time zone. */
export const dayIn = (zone: string, instant: Date): string =>
  new Date(instant.getTime() + offsetAt(zone, instant.getTime())).toISOString().slice(0, 10);

/** The first instant of a day (`YYYY-MM-DD`) in an IANA time zone, also where clocks skip midnight. */
export const startOfDay = (zone: string, day: string): Date => instantIn(zone, day, '00:00');

/** When a clock on the wall shows `time` (`HH:MM`) on a day in an IANA time zone; the next moment where clocks skip it. */
export function instantIn(zone: string, day: string, time: string): Date {
  const wall = Date.parse(`${day}T${time}:00.000Z`);
  const early = wall - offsetAt(zone, wall - 86_400_000);
  const late = wall - offsetAt(zone, wall + 86_400_000);
  // Offsets only change between the two guesses; the right one is the first that shows the time or a later one.
  const fits = [Math.min(early, late), Math.max(early, late)].find(
    (guess) => guess + offsetAt(zone, guess) >= wall,
  );
  return new Date(fits ?? late);
}

/** When something ends that lasts so many minutes; whole days are counted by the calendar, also those of 23 and 25 hours. */
export function endAfter(zone: string, start: Date, minutes: number, all_day: boolean): Date {
  if (!all_day) return new Date(start.getTime() + minutes * 60_000);
  const days = Math.max(1, Math.round(minutes / 1440));
  const first = Date.parse(dayIn(zone, start));
  return startOfDay(zone, new Date(first + days * 86_400_000).toISOString().slice(0, 10));
}
