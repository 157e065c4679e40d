import { type Day, weekdayOf } from '@/ui/patterns/values/calendar';
import { formatClock } from '@/ui/patterns/values/format';
import { addDays, addMonths, monthGrid } from '@/ui/primitives/calendar-days';
import { dateFormat } from '@/ui/primitives/intl';

export const views = ['month', 'week', 'day', 'agenda'] as const;
export type View = (typeof views)[number];

const agendaDays = 30;

/** The days a view shows around a day. */
export function daysOf(view: View, day: Day): Day[] {
  if (view === 'month') return monthGrid(day).flat();
  if (view === 'day') return [day];
  if (view === 'agenda') return Array.from({ length: agendaDays }, (_, at) => addDays(day, at));
  const monday = addDays(day, 1 - weekdayOf(day));
  return Array.from({ length: 7 }, (_, at) => addDays(monday, at));
}

/** The day the next or the previous view is around. */
export function stepped(view: View, day: Day, by: 1 | -1): Day {
  if (view === 'month') return addMonths(`${day.slice(0, 8)}01`, by);
  return addDays(day, by * (view === 'day' ? 1 : view === 'week' ? 7 : agendaDays));
}

const words = (day: Day, tag: string, options: Intl.DateTimeFormatOptions): string =>
  dateFormat(tag, { ...options, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));

/** `March 2027`, `1 Mar – 7 Mar 2027`, `Monday, 1 March 2027`. */
export function titleOf(view: View, day: Day, tag: string): string {
  if (view === 'month') return words(day, tag, { month: 'long', year: 'numeric' });
  if (view === 'day') return words(day, tag, { dateStyle: 'full' });
  const days = daysOf(view, day);
  const [first, last] = [days[0] ?? day, days.at(-1) ?? day];
  // Not `formatRange`: servers and browsers put different spaces around its dash.
  const year = first.slice(0, 4) === last.slice(0, 4) ? {} : { year: 'numeric' as const };
  const start = words(first, tag, { day: 'numeric', month: 'short', ...year });
  return `${start} – ${words(last, tag, { day: 'numeric', month: 'short', year: 'numeric' })}`;
}

export const weekdayText = (day: Day, tag: string): string => words(day, tag, { weekday: 'short' });
export const longDay = (day: Day, tag: string): string => words(day, tag, { dateStyle: 'full' });

/** A full hour on the clock: `15:00`, `3:00 PM`. */
export const hourText = (hour: number, tag: string): string =>
  formatClock(new Date(Date.UTC(2000, 0, 1, hour)), tag, 'UTC');

/**
 * The full hour of a day on the clocks of another zone; both, where its clocks change between the days shown.
 * @param instants that hour on each of the days
 */
export function hoursElsewhere(instants: readonly Date[], zone: string, tag: string): string {
  return [...new Set(instants.map((instant) => formatClock(instant, tag, zone)))].join('/');
}
