import { dayIn, instantOf } from '@/ui/patterns/values/calendar';
import type { Locale } from '@/ui/patterns/values/locale';
import { parseInstant } from '@/ui/patterns/values/natural-date';
import { fold } from '@/ui/primitives/fold';
import { readRepeat } from './title-repeat';

/** A time as a task has it. */
export interface Due {
  /** ISO 8601 UTC; the first moment of the day when `all_day`. */
  readonly due_at: string;
  readonly all_day: boolean;
}

/** What a typed line says: the words of the title, and the time named among them. */
export interface TitleReading extends Due {
  readonly title: string;
  /** The words that name the time. */
  readonly phrase: string;
  /** A rule of RFC 5545 when they say that it comes again: `every monday 9:00`. */
  readonly recurrence?: string;
}

const long =
  'monday|tuesday|wednesday|thursday|friday|saturday|sunday|pazartesi|sali|carsamba|persembe|cuma|cumartesi|pazar';
/** Short names that are no words of their own in either language. */
const short = 'mon|tue|tues|wed|thu|thur|thurs|fri|pzt|cmt';
const months =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|ocak|oca|subat|sub|mart|nisan|nis|mayis|haziran|haz|temmuz|tem|agustos|agu|eylul|eyl|ekim|eki|kasim|kas|aralik|ara';
const clock = '(?:at |saat )?\\d{1,2}(?:[:.]\\d{2}(?: ?[ap]m)?| ?[ap]m)';
const days = [
  'today|tomorrow|tmr|bugun|yarin|haftaya',
  `(?:(?:next|gelecek|onumuzdeki|haftaya) )?(?:${long})`,
  `(?:next |haftaya )?(?:${short})`,
  '(?:next|haftaya) (?:sat|sun)',
  `\\d{1,2}(?:st|nd|rd|th|\\.)? (?:${months})(?: \\d{4})?`,
  `(?:${months}) \\d{1,2}(?:st|nd|rd|th)?(?: \\d{4})?`,
  '\\d{4}-\\d{1,2}-\\d{1,2}',
  '\\d{1,2}([./])\\d{1,2}\\1\\d{2}(?:\\d{2})?',
  'in \\d{1,3} (?:days?|weeks?|months?)',
  '\\d{1,3} (?:days?|weeks?|months?) later',
  '\\d{1,3} (?:gun|hafta|ay) sonra',
  '(?:next|gelecek) (?:week|month|hafta|ay)',
  'end of month|ay sonu',
].join('|');

const isDay = new RegExp(`^(?:${days})$`);
const isDayAndClock = new RegExp(`^(?:${days}) ${clock}$`);
const isClock = new RegExp(`^${clock.replace('[:.]', ':')}$`);
const isSoon =
  /^(?:in \d{1,3} (?:hours?|minutes?|mins?)|\d{1,3} (?:hours?|minutes?|mins?) later|\d{1,3} (?:saat|dakika|dk) sonra)$/;

/** Words of one phrase, at most. */
const longestPhrase = 6;

/**
 * Finds the time named in a title: `call Anna next tue 3pm`, `yarın 15:00'te Anna'yı ara`, `her pazartesi rapor`. Only what can hardly mean
 * anything else counts, the longest such words, at the end rather than at the beginning. Null when no time is named, or
 * nothing but a time.
 */
export function readTitle(text: string, locale: Locale): TitleReading | null {
  const words = text.trim().split(/\s+/);
  for (let length = Math.min(longestPhrase, words.length - 1); length > 0; length--) {
    const last = words.length - length;
    const starts = [last, ...Array.from({ length: last }, (_, at) => at)];
    for (const start of starts) {
      const phrase = words.slice(start, start + length).join(' ');
      const repeat = readRepeat(plain(phrase), locale);
      const due = readDue(repeat?.first ?? phrase, locale);
      if (!due) continue;
      const title = [...words.slice(0, start), ...words.slice(start + length)].join(' ');
      return { title, phrase, ...due, ...(repeat ? { recurrence: repeat.rule } : {}) };
    }
  }
  return null;
}

/** A phrase that names a time and nothing else; null for anything else. */
export function readDue(text: string, locale: Locale): Due | null {
  const words = plain(text).replace(/^(?:on|by|due|until) /, '');
  if (isDay.test(words)) {
    const instant = parseInstant(words, locale);
    return instant ? allDay(dayIn(new Date(instant), locale.timeZone), locale) : null;
  }
  if (isClock.test(words)) {
    const today = parseInstant(words, locale);
    // What has passed today is meant for tomorrow.
    const next = today && Date.parse(today) > locale.now.getTime() ? today : null;
    return timed(next ?? parseInstant(`tomorrow ${words}`, locale));
  }
  return isDayAndClock.test(words) || isSoon.test(words)
    ? timed(parseInstant(words, locale))
    : null;
}

/** Folded words with single spaces, without what hangs on them: `15:00'te`, `friday,`. */
const plain = (text: string): string =>
  fold(text)
    .replace(/(\d)['’]\p{L}+/gu, '$1')
    .replace(/[,;]+/g, ' ')
    .trim()
    .replace(/\s+/g, ' ');

const timed = (due_at: string | null): Due | null => (due_at ? { due_at, all_day: false } : null);

export const allDay = (day: string, { timeZone }: Pick<Locale, 'timeZone'>): Due => ({
  due_at: instantOf(day, 0, 0, timeZone).toISOString(),
  all_day: true,
});
