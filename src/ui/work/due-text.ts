import type { RecordData } from '@/ui/data/types';
import { dayIn } from '@/ui/patterns/values/calendar';
import { plainSpaces } from '@/ui/patterns/values/format';
import type { Locale } from '@/ui/patterns/values/locale';
import { addDays } from '@/ui/primitives/calendar-days';
import { dateFormat } from '@/ui/primitives/intl';
import type { Due } from './title-date';

const words = (options: Intl.DateTimeFormatOptions, { tag, timeZone }: Locale) =>
  dateFormat(tag, { ...options, timeZone });

/** `15:00`, on another day than today with the day: `Tue 15:00`, `12 May`, `3 Jan 2028`. '' without a time. */
export function dueText(task: RecordData | Due, locale: Locale): string {
  const { due_at } = task;
  if (typeof due_at !== 'string') return '';
  const instant = new Date(due_at);
  const [day, today] = [instant, locale.now].map((one) => dayIn(one, locale.timeZone)) as [
    string,
    string,
  ];
  const clock = task.all_day === true ? {} : ({ hour: '2-digit', minute: '2-digit' } as const);
  if (day === today) return task.all_day ? '' : plainSpaces(words(clock, locale).format(instant));
  const isNear = day > today && day <= addDays(today, 6);
  const date: Intl.DateTimeFormatOptions = isNear
    ? { weekday: 'short' }
    : {
        day: 'numeric',
        month: 'short',
        ...(day.slice(0, 4) === today.slice(0, 4) ? {} : { year: 'numeric' }),
      };
  return plainSpaces(words({ ...date, ...clock }, locale).format(instant));
}

/** The same, with its weekday and date in any case: what typed words were taken for. */
export function fullDueText({ due_at, all_day }: Due, locale: Locale): string {
  const said = words(
    {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      ...(all_day ? {} : { hour: '2-digit', minute: '2-digit' }),
    },
    locale,
  ).format(new Date(due_at));
  return plainSpaces(said);
}
