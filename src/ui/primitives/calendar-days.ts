/** Calendar days as `YYYY-MM-DD`, computed in UTC so that no time zone can shift them. */

const DAY = 86_400_000;

const toTime = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const toDay = (time: number): string => new Date(time).toISOString().slice(0, 10);

export const addDays = (day: string, count: number): string => toDay(toTime(day) + count * DAY);

/** The same day in another month, or that month's last. */
export function addMonths(day: string, count: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + count + 1, 0));
  last.setUTCDate(Math.min(date, last.getUTCDate()));
  return last.toISOString().slice(0, 10);
}

/** Six weeks of days that show the month of `day`, Monday first (0 = Sunday first). */
export function monthGrid(day: string, firstWeekday: 0 | 1 = 1): string[][] {
  const first = `${day.slice(0, 8)}01`;
  const weekday = new Date(toTime(first)).getUTCDay();
  const start = addDays(first, -((weekday - firstWeekday + 7) % 7));
  return Array.from({ length: 6 }, (_, week) =>
    Array.from({ length: 7 }, (_, index) => addDays(start, week * 7 + index)),
  );
}

/** The time of the machine, ms since 1970. */
export const wallClock = (): number => Date.now();

/** Today where the browser is. */
export function today(now = wallClock()): string {
  const date = new Date(now);
  return toDay(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()));
}
