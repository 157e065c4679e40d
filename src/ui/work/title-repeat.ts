import { dayIn, weekdayOf } from '@/ui/patterns/values/calendar';
import type { Locale } from '@/ui/patterns/values/locale';
import { parseInstant, weekdayNamed } from '@/ui/patterns/values/natural-date';
import { type Repeat, weekdays } from '@/ui/patterns/values/recurrence';
import { writeRule } from '@/ui/patterns/values/write-recurrence';

/** How often something named in words comes again. */
export interface NamedRepeat {
  /** A rule of RFC 5545. */
  readonly rule: string;
  /** Words that name the first time: a day, or a day and an hour. */
  readonly first: string;
}

const units: Readonly<Record<string, Repeat['every']>> = {
  day: 'day',
  gun: 'day',
  weekday: 'weekday',
  workday: 'weekday',
  'is gunu': 'weekday',
  week: 'week',
  hafta: 'week',
  month: 'month',
  ay: 'month',
  year: 'year',
  yil: 'year',
};

const clock = /^(.+?) ((?:at |saat )?\d{1,2}(?:[:.]\d{2}(?: ?[ap]m)?| ?[ap]m))$/;
/** `every 2 weeks`, `her pazartesi`; `3 haftada bir`, `ayda bir`. */
const before = /^(?:every|her) (?:(\d{1,2}) )?([a-z]+|is gunu)$/;
const after = /^(?:(\d{1,2}) )?(gun|hafta|ay|yil)[dt][ae] bir$/;

/** What folded words say of a repetition, `every monday 9:00`; null when they say anything else. */
export function readRepeat(words: string, locale: Locale): NamedRepeat | null {
  const [, what = words, hour = ''] = clock.exec(words) ?? [];
  const match = before.exec(what) ?? after.exec(what);
  const name = (match?.[2] ?? '').replace(/(?<=[a-z]{2})s$/, '');
  const interval = Number(match?.[1] ?? 1);
  const every = units[name];
  const number = every ? undefined : weekdayNamed(name);
  const weekday = number ? weekdays[number - 1] : undefined;
  if (interval < 1 || (!every && !weekday) || (every === 'weekday' && interval > 1)) return null;

  const rule = writeRule({
    every: every ?? 'week',
    interval,
    days: weekday ? [weekday] : [],
    on: null,
    end: null,
  });
  const today = weekdayOf(dayIn(locale.now, locale.timeZone));
  const passed =
    hour !== '' && Date.parse(parseInstant(`today ${hour}`, locale) ?? '') <= locale.now.getTime();
  const isToday = !passed && (every === 'weekday' ? today < 6 : !number || number === today);
  // A first time that has passed today is tomorrow; of working days it may be Monday.
  const tomorrow = every === 'weekday' && today > 4 ? 'monday' : 'tomorrow';
  const day = isToday ? 'today' : weekday ? name : tomorrow;
  return { rule, first: `${day} ${hour}`.trim() };
}
