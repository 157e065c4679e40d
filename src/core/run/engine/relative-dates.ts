/** Days from the first to the last one, both included, `YYYY-MM-DD`. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year';

const shifted = /^([+-])(\d{1,4})([dwmy])$/;
const period = /^(this|last|next)_(week|month|quarter|year)$/;
const near: Readonly<Record<string, number>> = { yesterday: -1, today: 0, tomorrow: 1 };
const unitOf: Readonly<Record<string, Unit>> = { d: 'day', w: 'week', m: 'month', y: 'year' };
const shift: Readonly<Record<string, number>> = { last: -1, this: 0, next: 1 };

const format = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** Midnight UTC of a calendar day; parts may overflow. `Date.UTC` itself takes the years 0 to 99 for 1900 to 1999. */
export const utcDay = (year: number, month: number, day: number): number =>
  new Date(0).setUTCFullYear(year, month, day);

/** Moves a day; the last day of a month stays one where the target month is shorter. */
function move(day: string, count: number, unit: Unit): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  if (unit === 'day' || unit === 'week')
    return format(utcDay(year, month - 1, date + count * (unit === 'week' ? 7 : 1)));
  const months = unit === 'year' ? 12 : unit === 'quarter' ? 3 : 1;
  const last = new Date(utcDay(year, month + count * months, 0)).getUTCDate();
  return format(utcDay(year, month - 1 + count * months, Math.min(date, last)));
}

/** First day of the period a day lies in; weeks begin on Monday. */
function startOf(day: string, unit: Unit): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  if (unit === 'week')
    return move(day, -((new Date(utcDay(year, month - 1, date)).getUTCDay() + 6) % 7), 'day');
  if (unit === 'month') return format(utcDay(year, month - 1, 1));
  if (unit === 'quarter') return format(utcDay(year, month - 1 - ((month - 1) % 3), 1));
  return unit === 'year' ? format(utcDay(year, 0, 1)) : day;
}

/**
 * A relative date as days: `today`, `yesterday`, `tomorrow`, `-7d`, `+2w`, `-1m`, `+1y`,
 * `this_week`, `last_month`, `next_quarter`, `this_year`. Null for anything else.
 * @param today the day it is for the company, `YYYY-MM-DD`
 */
export function relativeDays(text: string, today: string): Days | null {
  const days = near[text];
  if (days !== undefined && Object.hasOwn(near, text)) {
    const day = move(today, days, 'day');
    return { from: day, to: day };
  }
  const moved = shifted.exec(text);
  if (moved) {
    const count = Number(moved[2]) * (moved[1] === '-' ? -1 : 1);
    const day = move(today, count, unitOf[moved[3] ?? 'd'] ?? 'day');
    return /^(?!0000)\d{4}-/.test(day) ? { from: day, to: day } : null;
  }
  const named = period.exec(text);
  if (!named) return null;
  const unit = named[2] as Unit;
  const from = move(startOf(today, unit), shift[named[1] ?? 'this'] ?? 0, unit);
  return { from, to: move(move(from, 1, unit), -1, 'day') };
}

/** The day after, for ranges that end before it. */
export const dayAfter = (day: string): string => move(day, 1, 'day');
