import { dateFormat } from '@/ui/primitives/intl';
import type { Day } from './calendar';

/** Weekdays as rules of RFC 5545 name them, Monday first. */
export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof weekdays)[number];

/** How often something comes again, as the editor takes it apart. */
export interface Repeat {
  readonly every: 'day' | 'weekday' | 'week' | 'month' | 'year';
  /** Every so many days, weeks, months or years. */
  readonly interval: number;
  /** Of weeks; empty: the weekday it began on. */
  readonly days: readonly Weekday[];
  /** Of months; null: the day of the month it began on. */
  readonly on: MonthPlace | null;
  readonly end: RepeatEnd | null;
}

/** A day of the month by its number, -1 for the last; or a weekday by its place, -1 for the last. */
export type MonthPlace =
  | { readonly day: number }
  | { readonly place: number; readonly weekday: Weekday };

export type RepeatEnd = { readonly times: number } | { readonly until: Day };

export const frequencies = {
  DAILY: 'day',
  WEEKLY: 'week',
  MONTHLY: 'month',
  YEARLY: 'year',
} as const;
export const working = 'MO,TU,WE,TH,FR';

/** A rule of RFC 5545 as the editor takes it apart; null for one it cannot write. */
export function readRule(rule: string): Repeat | null {
  const parts = new Map(rule.split(';').map((part) => part.split('=', 2) as [string, string]));
  const every = frequencies[parts.get('FREQ') as keyof typeof frequencies];
  if (!every || ['BYSETPOS', 'WKST'].some((name) => parts.has(name))) return null;
  const by = parts.get('BYDAY') ?? '';
  const interval = Number(parts.get('INTERVAL') ?? 1);
  const end = endOf(parts);
  if (end === undefined) return null;
  if (every === 'week' && by === working && interval === 1)
    return { every: 'weekday', interval, days: [], on: null, end };
  const on = every === 'month' ? placeOf(by, parts.get('BYMONTHDAY')) : null;
  if (on === undefined) return null;
  const days = every === 'week' && by ? (by.split(',') as Weekday[]) : [];
  return { every, interval, days, on, end };
}

function endOf(parts: ReadonlyMap<string, string>): RepeatEnd | null | undefined {
  const [times, until] = [parts.get('COUNT'), parts.get('UNTIL')];
  if (times) return { times: Number(times) };
  if (!until) return null;
  const day = /^(\d{4})(\d{2})(\d{2})(?:T235959Z)?$/.exec(until);
  return day ? { until: `${day[1]}-${day[2]}-${day[3]}` } : undefined;
}

function placeOf(by: string, days: string | undefined): MonthPlace | null | undefined {
  if (days) return /^-?\d+$/.test(days) ? { day: Number(days) } : undefined;
  if (!by) return null;
  const named = /^(-1|[1-5])([A-Z]{2})$/.exec(by);
  return named ? { place: Number(named[1]), weekday: named[2] as Weekday } : undefined;
}

/** `Monday` in the reader's language. */
export const weekdayName = (day: Weekday, language: string, width: 'long' | 'short'): string =>
  dateFormat(language, { weekday: width, timeZone: 'UTC' }).format(
    // 1 January 2024 was a Monday.
    new Date(Date.UTC(2024, 0, 1 + weekdays.indexOf(day))),
  );
