import rrule, { type Options, type RRule } from 'rrule';
import { dayIn, instantIn } from './engine/time-zone';

const whole = { INTERVAL: /^[1-9]\d?$/, COUNT: /^[1-9]\d{0,2}$/, WKST: /^(MO|SU)$/ };
const until = /^[1-9]\d{3}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3])[0-5]\d[0-5]\dZ?)?$/;
const day = '(MO|TU|WE|TH|FR|SA|SU)';
const days = new RegExp(`^${day}(,${day}){0,6}$`);

/**
 * Parts of a rule by how often it comes. Only what always comes again: the library searches until the year 9999 for
 * what does not (30 February), for many seconds.
 */
const parts: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  DAILY: { ...whole, UNTIL: until },
  WEEKLY: { ...whole, UNTIL: until, BYDAY: days },
  MONTHLY: {
    ...whole,
    UNTIL: until,
    // From February on in steps of a year no month has 31 days.
    INTERVAL: /^([1-9]|1[01])$/,
    BYDAY: new RegExp(`^(([1-5]|-1)${day}|${day}(,${day}){0,6})$`),
    BYMONTHDAY: /^(-1|[1-9]|[12]\d|3[01])(,(-1|[1-9]|[12]\d|3[01])){0,30}$/,
    BYSETPOS: /^(-1|[1-4])$/,
  },
  YEARLY: { ...whole, UNTIL: until },
};

/**
 * A rule of RFC 5545 in its plain form (`FREQ=WEEKLY;BYDAY=MO`): days and longer only, every part once and within bounds.
 * Null for anything else.
 */
export function plainRule(text: string): string | null {
  const rule = text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '')
    .replace(/;$/, '');
  const named = rule.split(';').map((part): [string, string] => {
    const [name = '', value = ''] = part.split(/=(.*)/s, 2);
    return [name, value];
  });
  const given = new Map(named);
  const known = parts[given.get('FREQ') ?? ''];
  const good = named.every(([name, value]) => name === 'FREQ' || known?.[name]?.test(value));
  if (!known || !good || given.size < named.length) return null;
  if (given.has('COUNT') && given.has('UNTIL')) return null;
  if (given.has('BYDAY') && given.has('BYMONTHDAY')) return null;
  if (given.has('BYSETPOS') && !/^[A-Z]/.test(given.get('BYDAY') ?? '')) return null;
  return rule;
}

/** A series that rested for longer starts anew, ms. */
const longest = 5 * 366 * 86_400_000;

export interface Occurrence {
  readonly due_at: string;
  /** The rule of the rest of the series. */
  readonly recurrence: string;
}

/**
 * The time after `due_at` (and after `now`, so that what was missed is not caught up) that a plain rule names, at the
 * same time on the clocks of `zone`; null when the series ends.
 */
export function nextOccurrence(
  rule: string,
  due_at: Date,
  now: Date,
  zone: string,
): Occurrence | null {
  const series = seriesOf(rule, due_at, now, zone);
  const found = series?.rule.after(series.after);
  if (!series || !found || found.getUTCFullYear() > 9999) return null;
  const { count, time } = series;
  return {
    due_at: instantIn(zone, found.toISOString().slice(0, 10), time).toISOString(),
    recurrence: count ? rule.replace(/COUNT=\d+/, `COUNT=${count - 1}`) : rule,
  };
}

/**
 * All times after `due_at` and `now` that a plain rule names before `end`, which must be near: every day until then is
 * looked at.
 */
export function occurrencesAfter(
  rule: string,
  due_at: Date,
  now: Date,
  zone: string,
  end: Date,
): Date[] {
  const series = seriesOf(rule, due_at, now, zone);
  if (!series) return [];
  const { count, time } = series;
  const last = new Date(`${dayIn(zone, end)}T23:59:59Z`);
  return series.rule
    .between(series.after, last)
    .slice(0, count ? count - 1 : undefined)
    .map((found) => instantIn(zone, found.toISOString().slice(0, 10), time))
    .filter((found) => found < end);
}

/** What comes after `due_at` and `now`; null when that is nothing. Clocks on the wall are counted as if they were UTC: only they know no summer time. */
function seriesOf(rule: string, due_at: Date, now: Date, zone: string) {
  const { count, ...options } = rrule.RRule.parseString(rule);
  if (count === 1) return null;
  const time = timeIn(zone, due_at);
  const wall = (instant: Date) => new Date(`${dayIn(zone, instant)}T${timeIn(zone, instant)}:00Z`);
  const after = wall(due_at > now ? due_at : now);
  const isOld = after.getTime() - wall(due_at).getTime() > longest;
  const dtstart = isOld ? new Date(`${dayIn(zone, now)}T${time}:00Z`) : wall(due_at);
  return { rule: ruleOf({ ...options, dtstart }), after, time, count };
}

const ruleOf = (options: Partial<Options>): RRule => new rrule.RRule(options);

/** `HH:MM` on the clocks of a zone. */
const timeIn = (zone: string, instant: Date): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
  }).format(instant);
