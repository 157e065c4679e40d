import { addDays, addMonths } from '@/ui/primitives/calendar-days';
import { fold as foldText } from '@/ui/primitives/fold';
import { type Day, dayIn, dayOf, instantOf, weekdayOf } from './calendar';
import { dayFirst, type Locale } from './locale';

const fold = (text: string): string => foldText(text).trim().replace(/\s+/g, ' ');

const weekdays = names([
  'monday mon pazartesi pzt',
  'tuesday tue tues sali sal',
  'wednesday wed carsamba car',
  'thursday thu thur thurs persembe per',
  'friday fri cuma cum',
  'saturday sat cumartesi cmt',
  'sunday sun pazar paz',
]);
const months = names([
  'january jan ocak oca',
  'february feb subat sub',
  'march mar mart',
  'april apr nisan nis',
  'may mayis',
  'june jun haziran haz',
  'july jul temmuz tem',
  'august aug agustos agu',
  'september sep sept eylul eyl',
  'october oct ekim eki',
  'november nov kasim kas',
  'december dec aralik ara',
]);
const units: Record<string, 'day' | 'week' | 'month' | 'year'> = {
  d: 'day',
  day: 'day',
  days: 'day',
  gun: 'day',
  g: 'day',
  w: 'week',
  week: 'week',
  weeks: 'week',
  hafta: 'week',
  h: 'week',
  m: 'month',
  month: 'month',
  months: 'month',
  ay: 'month',
  y: 'year',
  year: 'year',
  years: 'year',
  yil: 'year',
};
const simple: Record<string, number> = {
  today: 0,
  bugun: 0,
  now: 0,
  tomorrow: 1,
  tmr: 1,
  yarin: 1,
  haftaya: 7,
  yesterday: -1,
  dun: -1,
};

function names(lists: readonly string[]): ReadonlyMap<string, number> {
  return new Map(
    lists.flatMap((list, at) => list.split(' ').map((name) => [name, at + 1] as const)),
  );
}

/**
 * A day as people type it: `2026-03-05`, `5.3.26`, `3/5`, `5 mar`, `march 5 2026`, `tomorrow`, `next tue`,
 * `in 2 weeks`, `-7d`, `bugün`, `gelecek cuma`, `haftaya salı`, `3 gün sonra`. Null when it means nothing.
 */
export function parseDay(text: string, locale: Locale): Day | null {
  const words = fold(text).replace(/,/g, ' ').replace(/\s+/g, ' ').trim();
  const today = dayIn(locale.now, locale.timeZone);
  if (words in simple) return addDays(today, simple[words] ?? 0);
  return (
    numeric(words, locale, today) ??
    named(words, today) ??
    weekday(words, today) ??
    shifted(words, today)
  );
}

function numeric(words: string, locale: Locale, today: Day): Day | null {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(words);
  if (iso) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const parts = /^(\d{1,2})([./-])(\d{1,2})(?:\2(\d{4}|\d{2})?)?$/.exec(words);
  if (!parts) return null;
  const [first, second] = [Number(parts[1]), Number(parts[3])];
  const isDayFirst = parts[2] === '.' || first > 12 || (second <= 12 && dayFirst(locale.tag));
  const year = fullYear(parts[4], today);
  return isDayFirst ? dayOf(year, second, first) : dayOf(year, first, second);
}

function named(words: string, today: Day): Day | null {
  const match =
    /^(\d{1,2})(?:st|nd|rd|th|\.)? ([a-z]+)\.?(?: '?(\d{4}|\d{2}))?$/.exec(words) ??
    swap(/^([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?(?: '?(\d{4}|\d{2}))?$/.exec(words));
  const month = match ? months.get(match[2] ?? '') : undefined;
  return match && month ? dayOf(fullYear(match[3], today), month, Number(match[1])) : null;
}

const swap = (match: RegExpExecArray | null): (string | undefined)[] | null =>
  match ? [match[0], match[2], match[1], match[3]] : null;

function fullYear(text: string | undefined, today: Day): number {
  if (!text) return Number(today.slice(0, 4));
  return text.length === 2 ? 2000 + Number(text) - (Number(text) > 70 ? 100 : 0) : Number(text);
}

/** The number of a weekday by its folded name in English or Turkish, whole or short: Monday is 1. */
export const weekdayNamed = (name: string): number | undefined => weekdays.get(name);

function weekday(words: string, today: Day): Day | null {
  const match = /^(?:(next|last|gelecek|onumuzdeki|haftaya|gecen) )?([a-z]+)$/.exec(words);
  const wanted = match ? weekdays.get(match[2] ?? '') : undefined;
  if (!match || !wanted) return null;
  const now = weekdayOf(today);
  if (match[1] === 'last' || match[1] === 'gecen')
    return addDays(today, wanted < now ? wanted - now : wanted - now - 7);
  if (match[1]) return addDays(today, wanted - now + 7);
  return addDays(today, wanted > now ? wanted - now : wanted - now + 7);
}

function shifted(words: string, today: Day): Day | null {
  if (/^(end of month|eom|ay sonu)$/.test(words))
    return addDays(addMonths(`${today.slice(0, 7)}-01`, 1), -1);
  const near = /^(next|last|gelecek|gecen) ([a-z]+)$/.exec(words);
  if (near) return shift(today, near[1] === 'last' || near[1] === 'gecen' ? -1 : 1, near[2]);
  const far = /^(?:in )?([+-]?)(\d{1,4}) ?([a-z]+)(?: (ago|once|sonra|later))?$/.exec(words);
  if (!far) return null;
  const back = far[1] === '-' || far[4] === 'ago' || far[4] === 'once';
  return shift(today, (back ? -1 : 1) * Number(far[2]), far[3]);
}

function shift(today: Day, count: number, unit: string | undefined): Day | null {
  switch (units[unit ?? '']) {
    case 'day':
      return addDays(today, count);
    case 'week':
      return addDays(today, count * 7);
    case 'month':
      return addMonths(today, count);
    case 'year':
      return addMonths(today, count * 12);
    default:
      return null;
  }
}

/** A day whose year may be missing: `3 mar` -> `--03-03`. Null when it means nothing. */
export function parsePartialDay(text: string, locale: Locale): string | null {
  const words = fold(text).replace(/,/g, ' ').trim();
  const yearless = /^--(\d{2})-(\d{2})$/.exec(words);
  if (yearless) return dayOf(2000, Number(yearless[1]), Number(yearless[2])) ? words : null;
  const isShort =
    /^(\d{1,2}[./-]\d{1,2}[.]?|\d{1,2}(st|nd|rd|th|\.)? [a-z]+\.?|[a-z]+\.? \d{1,2}(st|nd|rd|th)?)$/.test(
      words,
    );
  // A leap year as the present, so that 29 February may be said without a year.
  const day = parseDay(
    text,
    isShort ? { ...locale, now: new Date('2000-01-15T12:00:00Z') } : locale,
  );
  return day && isShort ? `-${day.slice(4)}` : day;
}

const ahead = /^(?:in )?(\d{1,3}) ?(hours?|minutes?|mins?|saat|dakika|dk)(?: (?:later|sonra))?$/;

/**
 * An instant as people type it: a day as above, then `15:30`, `3pm` or nothing (9 in the morning); or `in 2 hours`,
 * `30 dakika sonra`. ISO 8601 UTC or null.
 */
export function parseInstant(text: string, locale: Locale): string | null {
  if (/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text.trim())) {
    const exact = new Date(text.trim());
    return Number.isNaN(exact.getTime()) ? null : exact.toISOString();
  }
  const words = fold(text);
  const soon = ahead.exec(words);
  if (soon) {
    const minutes = Number(soon[1]) * (/^(h|saat)/.test(soon[2] ?? '') ? 60 : 1);
    return new Date(Math.floor(locale.now.getTime() / 60_000 + minutes) * 60_000).toISOString();
  }
  const clock = /(?:^| )(?:at |saat )?(\d{1,2})(?:[:.](\d{2}))? ?(am|pm)?$/.exec(words);
  const isClock = clock !== null && (clock[2] !== undefined || clock[3] !== undefined);
  const rest = isClock ? words.slice(0, clock.index).trim() : words;
  // "5.3" is a day, not a clock, unless a day stands before it.
  const dayText = parseDay(words, locale) ? words : rest === '' ? 'today' : rest;
  const day = parseDay(dayText, locale);
  if (!day) return null;
  const [hours, minutes] =
    dayText === words || !isClock ? [9, 0] : [hoursOf(clock[1], clock[3]), Number(clock[2] ?? 0)];
  if (hours > 23 || minutes > 59) return null;
  return instantOf(day, hours, minutes, locale.timeZone).toISOString();
}

function hoursOf(text: string | undefined, half: string | undefined): number {
  const hours = Number(text);
  if (half === 'pm') return hours < 12 ? hours + 12 : hours;
  return half === 'am' && hours === 12 ? 0 : hours;
}
