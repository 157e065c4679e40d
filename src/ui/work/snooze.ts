import type { RecordData } from '@/ui/data/types';
import { dayIn, instantOf, weekdayOf } from '@/ui/patterns/values/calendar';
import type { Locale } from '@/ui/patterns/values/locale';
import { addDays } from '@/ui/primitives/calendar-days';
import { dateFormat } from '@/ui/primitives/intl';
import { allDay, type Due } from './title-date';

export const snoozes = ['later_today', 'tomorrow', 'next_week'] as const;
export type Snooze = (typeof snoozes)[number];

const hour = 3_600_000;

/** Later today is in three hours, on the full hour; null when that is tomorrow. */
export function laterToday(locale: Locale): Due | null {
  const later = new Date(Math.ceil((locale.now.getTime() + 3 * hour) / hour) * hour);
  const isToday = dayIn(later, locale.timeZone) === dayIn(locale.now, locale.timeZone);
  return isToday ? { due_at: later.toISOString(), all_day: false } : null;
}

/** The day a snooze leads to: tomorrow, or next Monday. */
export function dayOfSnooze(snooze: Exclude<Snooze, 'later_today'>, locale: Locale): string {
  const today = dayIn(locale.now, locale.timeZone);
  return addDays(today, snooze === 'tomorrow' ? 1 : 8 - weekdayOf(today));
}

/** A task on another day, at the time on the clock it has; a whole day stays one, and what had no time gets none. */
export function onDay(day: string, task: RecordData, locale: Locale): Due {
  if (typeof task.due_at !== 'string' || task.all_day === true) return allDay(day, locale);
  const clock = dateFormat('en-GB', {
    timeStyle: 'short',
    timeZone: locale.timeZone,
  }).format(new Date(task.due_at));
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return {
    due_at: instantOf(day, hours, minutes, locale.timeZone).toISOString(),
    all_day: false,
  };
}
