import { numberFormat } from '@/ui/primitives/intl';

/** An exchange rate as `/api/exchange-rates` returns it. */
export interface Rate {
  readonly id: string;
  /** ISO 4217. */
  readonly currency: string;
  /** What one unit is worth in the currency of the company: an exact decimal. */
  readonly rate: string;
  /** The first day it counts, `YYYY-MM-DD`. */
  readonly valid_from: string;
}

/** Rates by currency, the latest first. */
export function byCurrency(rates: readonly Rate[]): readonly (readonly [string, Rate[]])[] {
  const groups = new Map<string, Rate[]>();
  for (const rate of rates) groups.set(rate.currency, [...(groups.get(rate.currency) ?? []), rate]);
  return [...groups];
}

/** `1 USD = 0.92 EUR` in the digits of the reader. */
export const rateText = ({ currency, rate }: Rate, own: string, tag: string): string =>
  `1 ${currency} = ${numberFormat(tag, { maximumFractionDigits: 10 }).format(rate as Intl.StringNumericLiteral)} ${own}`;
