import { dateFormat, numberFormat } from '@/ui/primitives/intl';

/** What formatting and reading values depends on. Made once per screen from the session. */
export interface Locale {
  /** BCP 47 with the company's region, `en-DE`: English words, German order of dates and digits. */
  readonly tag: string;
  readonly language: 'en' | 'tr';
  /** IANA name. */
  readonly timeZone: string;
  /** ISO 4217 of the company. */
  readonly currency: string;
  readonly now: Date;
}

/** `en` and `DE` -> `en-DE`. */
export const localeTag = (language: string, country: string | null | undefined): string =>
  country && /^[A-Z]{2}$/.test(country) ? `${language}-${country}` : language;

const cached = new Map<string, { decimal: string; group: string }>();

/** The separators numbers are written with. */
export function separators(tag: string): { decimal: string; group: string } {
  const known = cached.get(tag);
  if (known) return known;
  const parts = numberFormat(tag, {}).formatToParts(-1234567.8);
  const found = {
    decimal: parts.find((part) => part.type === 'decimal')?.value ?? '.',
    group: parts.find((part) => part.type === 'group')?.value ?? ',',
  };
  cached.set(tag, found);
  return found;
}

/** Whether days come before months in numeric dates. */
export function dayFirst(tag: string): boolean {
  const parts = dateFormat(tag, {
    day: 'numeric',
    month: 'numeric',
    year: 'numeric',
  }).formatToParts(new Date(0));
  const order = parts.map((part) => part.type);
  return order.indexOf('day') < order.indexOf('month');
}

/** Digits after the point of a currency: 2 for EUR, 0 for JPY. */
export function currencyDigits(currency: string): number {
  try {
    return (
      numberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
      2
    );
  } catch (error) {
    if (error instanceof RangeError) return 2;
    throw error;
  }
}
