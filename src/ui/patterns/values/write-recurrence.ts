import { type Day, weekdayOf } from './calendar';
import { frequencies, type MonthPlace, type Repeat, weekdays, working } from './recurrence';

const bounds = { interval: 99, times: 999, months: 11 } as const;

/** Most of a number in a rule, as the server takes it. */
export const most = (what: 'interval' | 'times', every: Repeat['every']): number =>
  what === 'times' ? bounds.times : every === 'month' ? bounds.months : bounds.interval;

/** The rule for a repetition. A last day counts to its end. */
export function writeRule({ every, interval, days, on, end }: Repeat): string {
  const frequency =
    every === 'weekday'
      ? 'WEEKLY'
      : Object.entries(frequencies).find(([, name]) => name === every)?.[0];
  const parts = [
    `FREQ=${frequency}`,
    interval > 1 && every !== 'weekday' ? `INTERVAL=${interval}` : '',
    every === 'weekday' ? `BYDAY=${working}` : '',
    every === 'week' && days.length > 0
      ? `BYDAY=${weekdays.filter((one) => days.includes(one)).join(',')}`
      : '',
    every === 'month' && on
      ? 'day' in on
        ? `BYMONTHDAY=${on.day}`
        : `BYDAY=${on.place}${on.weekday}`
      : '',
    end
      ? 'times' in end
        ? `COUNT=${end.times}`
        : `UNTIL=${end.until.replaceAll('-', '')}T235959Z`
      : '',
  ];
  return parts.filter(Boolean).join(';');
}

/** The places in its month that a day has: by number, by weekday, and as the last one. */
export function placesOf(day: Day): MonthPlace[] {
  const number = Number(day.slice(8));
  const weekday = weekdays[weekdayOf(day) - 1] ?? 'MO';
  const place = Math.ceil(number / 7);
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(number + 7);
  const isLastWeek = next.getUTCMonth() + 1 !== Number(day.slice(5, 7));
  return [
    { day: number },
    ...(place < 5 ? [{ place, weekday }] : []),
    ...(isLastWeek ? [{ place: -1, weekday }] : []),
    ...(number > 27 ? [{ day: -1 }] : []),
  ];
}
