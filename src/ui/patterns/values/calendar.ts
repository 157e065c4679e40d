import { dateFormat } from '@/ui/primitives/intl';

/** Days as `YYYY-MM-DD`, counted without any time zone. */
export type Day = string;

const asUtc = (day: Day): Date => new Date(`${day}T00:00:00Z`);
const toDay = (date: Date): Day => date.toISOString().slice(0, 10);

/** Builds a day; null when it does not exist (30 February). */
export function dayOf(year: number, month: number, day: number): Day | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year < 100) date.setUTCFullYear(year);
  const same =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return same && year > 0 && year < 10000 ? toDay(date) : null;
}

/** 1 = Monday ... 7 = Sunday. */
export const weekdayOf = (day: Day): number => asUtc(day).getUTCDay() || 7;

/** The day an instant falls on in a time zone. */
export const dayIn = (instant: Date, timeZone: string): Day =>
  dateFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(instant);

/** The instant a wall clock in `timeZone` shows `day` `hours:minutes`; in a gap, the moment after it. */
export function instantOf(day: Day, hours: number, minutes: number, timeZone: string): Date {
  const wall = asUtc(day).getTime() + (hours * 60 + minutes) * 60_000;
  const first = wall - offset(new Date(wall), timeZone);
  return new Date(wall - offset(new Date(first), timeZone));
}

/** Milliseconds the zone is ahead of UTC at an instant. */
function offset(instant: Date, timeZone: string): number {
  const parts = dateFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const wall = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return wall - Math.floor(instant.getTime() / 1000) * 1000;
}
