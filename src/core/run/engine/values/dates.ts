import { Problem } from './problem';
import { asString } from './text';

const day = /^(\d{4})-(\d{2})-(\d{2})$/;
const yearless = /^--(\d{2})-(\d{2})$/;
const instant =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?([Zz]|[+-]\d{2}:?\d{2})$/;

const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether the day is in the calendar; year 0 is not. */
function isDay(year: number, month: number, dayOfMonth: number): boolean {
  const leap = month === 2 && ((year % 4 === 0 && year % 100 !== 0) || year % 400 === 0);
  const length = lengths[month - 1];
  return (
    year > 0 && length !== undefined && dayOfMonth >= 1 && dayOfMonth <= length + (leap ? 1 : 0)
  );
}

/** `YYYY-MM-DD`, a real calendar day of the years 1 to 9999. */
export function parseDate(input: unknown): string {
  const text = asString(input).trim();
  const match = day.exec(text);
  if (!match || !isDay(Number(match[1]), Number(match[2]), Number(match[3]))) {
    throw new Problem('invalid_date', 'This must be a day of the calendar, YYYY-MM-DD.');
  }
  return text;
}

/** `YYYY-MM-DD` or, when the year is unknown, `--MM-DD` (29 February included). */
export function parsePartialDate(input: unknown): string {
  const text = asString(input).trim();
  const match = yearless.exec(text);
  if (match && isDay(2000, Number(match[1]), Number(match[2]))) return text;
  return parseDate(text);
}

/** An ISO 8601 instant with its offset; answers UTC with milliseconds. */
export function parseInstant(input: unknown): string {
  const text = asString(input).trim();
  const match = instant.exec(text);
  const wrong = () =>
    new Problem(
      'invalid_datetime',
      'This must be an instant with its time zone, like 2026-03-01T09:30:00Z.',
    );
  if (!match) throw wrong();
  const [, date = '', hours = '', minutes = '', seconds = '00', fraction = '', zone = ''] = match;
  parseDate(date);
  const offset = /^[Zz]$/.test(zone) ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const value = new Date(
    `${date}T${hours}:${minutes}:${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`,
  );
  if (Number.isNaN(value.getTime())) throw wrong();
  const utc = value.toISOString();
  if (!day.test(utc.slice(0, 10)) || utc.startsWith('0000')) throw wrong();
  return utc;
}
