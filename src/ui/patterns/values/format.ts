import { type Address, type Field, inOwnCurrency, type LabelledValue } from '@/core/shape/field';
import { relationName } from '@/core/shape/object';
import { dateFormat, numberFormat, relativeTimeFormat } from '@/ui/primitives/intl';
import type { Entry } from '../model/entries';
import { type Day, dayIn } from './calendar';
import { checklistText } from './checklist';
import { isEmpty } from './empty';
import { currencyDigits, type Locale } from './locale';
import { shownOf } from './mention-text';
import { formatPhone } from './phone';

/** The text of a choice in the reader's language; the raw value when it is no longer offered. */
export const choiceLabel = (field: Field, value: string, language: 'en' | 'tr'): string =>
  field.choices?.find((choice) => choice.value === value)?.label[language] ?? value;

/** What a value may need words for. */
export interface ValueWords {
  readonly yes: string;
  readonly no: string;
  /** A rule of RFC 5545 as a sentence. */
  readonly recurrence: (rule: string) => string;
}

/** `mar 5, 2026` in the reader's own order. */
export const formatDay = (day: Day, tag: string): string =>
  dateFormat(tag, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));

/** A day with its weekday, to check what a typed word meant. */
export const formatLongDay = (day: Day, tag: string): string =>
  dateFormat(tag, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${day}T00:00:00Z`));

/** `--03-05` without its year, a whole day as usual. */
export function formatPartialDay(day: string, tag: string): string {
  if (!day.startsWith('--')) return formatDay(day, tag);
  const leap = new Date(`2000-${day.slice(2)}T00:00:00Z`);
  return dateFormat(tag, { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(leap);
}

/** Day and minute, in the company's time zone. */
export const formatInstant = (instant: string, locale: Locale): string =>
  plainSpaces(
    dateFormat(locale.tag, {
      dateStyle: 'medium',
      timeStyle: 'short',
      timeZone: locale.timeZone,
    }).format(new Date(instant)),
  );

/** The minute of a day: `15:00`, or `3:00 PM` where the clock has twelve hours. */
export const formatClock = (instant: Date, tag: string, timeZone: string): string =>
  plainSpaces(dateFormat(tag, { timeStyle: 'short', timeZone }).format(instant));

/** `2026-03-05 15:00`; with a clock of twelve hours as it is read back, `2026-03-05 3:00 PM`. */
export const minuteText = (instant: Date, timeZone: string, clock = 'en-GB'): string =>
  `${dayIn(instant, timeZone)} ${formatClock(instant, clock, timeZone)}`;

/** Servers and browsers put different spaces before `PM`. */
export const plainSpaces = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

const steps = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** `3 days ago`, `in 2 hours`, `now`. */
export function formatRelative(instant: string, locale: Locale): string {
  const seconds = (new Date(instant).getTime() - locale.now.getTime()) / 1000;
  const words = relativeTimeFormat(locale.language, { numeric: 'auto' });
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) < size) continue;
    // Days are those of the calendar: the morning before yesterday is two days ago in the afternoon and in the morning.
    const count = unit === 'day' ? daysFrom(locale, instant) : Math.trunc(seconds / size);
    return words.format(count, unit);
  }
  return words.format(0, 'second');
}

const daysFrom = ({ now, timeZone }: Locale, instant: string): number =>
  Math.round(
    (Date.parse(dayIn(new Date(instant), timeZone)) - Date.parse(dayIn(now, timeZone))) /
      86_400_000,
  );

/** An exact amount with its currency; whole amounts without cents, digits beyond the currency's stay. */
export function formatMoney(amount: string, currency: string, tag: string): string {
  const digits = currencyDigits(currency);
  try {
    const words = numberFormat(tag, {
      style: 'currency',
      currency,
      minimumFractionDigits: digits,
      trailingZeroDisplay: 'stripIfInteger',
    });
    // Decimal text keeps every digit; a number would round large amounts.
    return words.format(amount as Intl.StringNumericLiteral);
  } catch (error) {
    if (error instanceof RangeError) return `${amount} ${currency}`;
    throw error;
  }
}

/** `12 High St, Leeds LS1 4AB, United Kingdom`. */
export function formatAddress(value: Address, language: string): string {
  const place = [value.postal_code, value.city].filter(Boolean).join(' ');
  return [value.street, place, value.state, countryName(value.country, language)]
    .filter(Boolean)
    .join(', ');
}

/** The name of an ISO country; anything else as it stands. */
export function countryName(code: string | undefined | null, language: string): string {
  if (!code || !/^[A-Z]{2}$/.test(code)) return code ?? '';
  return new Intl.DisplayNames([language], { type: 'region', fallback: 'code' }).of(code) ?? code;
}

/** The included record behind a reference or person, when the answer carries it. */
export function relatedOf(
  entry: Entry,
  record: Readonly<Record<string, unknown>>,
): { id: string; title: string } | null {
  const value = record[relationName(entry.path)];
  return typeof value === 'object' && value !== null && 'title' in value
    ? (value as { id: string; title: string })
    : null;
}

/**
 * One value as plain text: for cells, history, copying and screen readers. Empty values are ''.
 * @param record the record it belongs to, for its currency and included titles
 */
export function formatValue(
  entry: Entry,
  value: unknown,
  record: Readonly<Record<string, unknown>>,
  locale: Locale,
  words: ValueWords,
): string {
  const { field } = entry;
  if (isEmpty(value)) return '';
  switch (field.kind) {
    case 'boolean':
      return value ? words.yes : words.no;
    case 'integer':
    case 'decimal':
      return numberFormat(locale.tag, { maximumFractionDigits: field.scale ?? 6 }).format(
        Number(value),
      );
    case 'percent':
      return numberFormat(locale.tag, {
        style: 'percent',
        maximumFractionDigits: 2,
      }).format(Number(value) / 100);
    case 'money':
      return formatMoney(
        String(value),
        inOwnCurrency(field) && typeof record.currency === 'string'
          ? record.currency
          : locale.currency,
        locale.tag,
      );
    case 'date':
      return formatDay(String(value), locale.tag);
    case 'partial_date':
      return formatPartialDay(String(value), locale.tag);
    case 'datetime':
      return formatInstant(String(value), locale);
    case 'choice':
      return choiceLabel(field, String(value), locale.language);
    case 'multi_choice':
      return (value as string[]).map((one) => choiceLabel(field, one, locale.language)).join(', ');
    case 'tags':
      return (value as string[]).join(', ');
    case 'long_text':
      return field.format === 'checklist' ? checklistText(value) : shownOf(String(value)).text;
    case 'ref':
    case 'user':
      return relatedOf(entry, record)?.title ?? '';
    case 'address':
      return formatAddress(value as Address, locale.language);
    case 'addresses':
      return (value as Address[]).map((one) => formatAddress(one, locale.language)).join(' · ');
    case 'phone':
      return formatPhone(String(value));
    case 'phones':
      return (value as LabelledValue[]).map((one) => formatPhone(one.value)).join(', ');
    case 'emails':
    case 'links':
      return (value as LabelledValue[]).map((one) => one.value).join(', ');
    default:
      return field.format === 'recurrence' ? words.recurrence(String(value)) : String(value);
  }
}

/** What an editor starts with: the value as it would be typed, readable back by `parseText`. */
export function editText(field: Field, value: unknown, locale: Locale): string {
  if (isEmpty(value)) return '';
  switch (field.kind) {
    case 'integer':
    case 'decimal':
    case 'percent':
      return numberFormat(locale.tag, {
        useGrouping: false,
        maximumFractionDigits: 6,
      }).format(Number(value));
    case 'money':
      return numberFormat(locale.tag, {
        useGrouping: false,
        maximumFractionDigits: 6,
      }).format(String(value) as Intl.StringNumericLiteral);
    case 'datetime': {
      const instant = new Date(String(value));
      const { hour12 } = dateFormat(locale.tag, {
        timeStyle: 'short',
      }).resolvedOptions();
      return minuteText(instant, locale.timeZone, hour12 ? 'en-US' : 'en-GB');
    }
    default:
      return String(value);
  }
}
