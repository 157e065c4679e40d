import { currencyDigits } from './money';

/**
 * What lines of a deal or quote come to, exactly: whole numbers of minor units, no floats. The rule, per line:
 * - list price = quantity x unit price, rounded to the minor unit;
 * - net = the unrounded list price less the discount in percent, rounded once; or the list price less the discount amount;
 * - tax = net x tax rate, rounded.
 * Halves are rounded up. Totals are sums of the rounded lines, so what a page shows adds up.
 *
 * A discount on the whole is spread over the tax rates by what their lines come to, to the last minor unit (what is left by
 * rounding goes to the largest remainders, then to the lowest rates); the tax of a rate is then worked out once, from what is
 * left of its net.
 */
export interface Line {
  /** At most 4 decimals. */
  readonly quantity: number | string | null;
  /** Exact decimal in the currency. */
  readonly unit_price: string | null;
  /** 0 to 100, at most 2 decimals. */
  readonly discount_percent: number | null;
  /** Of the whole line. Counts only without `discount_percent`. */
  readonly discount_amount: string | null;
  /** Percent, at most 2 decimals. */
  readonly tax_rate: number | null;
}

/** A discount on all lines together; the amount counts only without the percent. */
export interface WholeDiscount {
  /** 0 to 100, at most 2 decimals. */
  readonly discount_percent: number | null;
  /** Exact decimal in the currency. */
  readonly discount_amount: string | null;
}

/** In minor units. `total` is with tax; `net` may be negative when the discount is more than the line is worth. */
export interface LineAmounts {
  readonly list: bigint;
  readonly discount: bigint;
  readonly net: bigint;
  readonly tax: bigint;
  readonly total: bigint;
}

export interface Totals extends LineAmounts {
  /** The part of `discount` that is on the whole; may ask for more than `net` has, which leaves it below zero. */
  readonly whole: bigint;
  /** Tax by rate, the lowest rate first; `net` is what it is worked out from. */
  readonly taxes: readonly { readonly rate: number; readonly net: bigint; readonly tax: bigint }[];
}

const quantityScale = 4;
const percentScale = 2;
/** 100 % at that scale. */
const wholePercent = 10_000n;

/** A decimal as a whole number of 10^-digits; empty is 0. Throws for more decimals than that. */
export function toUnits(value: number | string | null | undefined, digits: number): bigint {
  const [, sign, int = '', fraction = ''] =
    /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(value ?? '0')) ?? [];
  const kept = fraction.replace(/0+$/, '');
  if (int === '' || kept.length > digits) throw new Error(`${value} is no decimal of ${digits}`);
  const units = BigInt(int + kept.padEnd(digits, '0'));
  return sign ? -units : units;
}

/** The way back, always with all digits: `toDecimal(1250n, 2)` is `12.50`. */
export function toDecimal(units: bigint, digits: number): string {
  const text = (units < 0n ? -units : units).toString().padStart(digits + 1, '0');
  const sign = units < 0n ? '-' : '';
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** An amount in the form of its currency, `12.5` in euros is `12.50`; null when it has more decimals than that has. */
export function inCurrency(amount: string, currency: string): string | null {
  const digits = currencyDigits(currency);
  try {
    return toDecimal(toUnits(amount, digits), digits);
  } catch {
    return null;
  }
}

/** Rounds what is not negative to the nearest whole, halves up. */
const divide = (value: bigint, by: bigint): bigint => (value * 2n + by) / (by * 2n);

/** The amounts of one line in a currency. */
export function lineAmounts(line: Line, currency: string): LineAmounts {
  const digits = currencyDigits(currency);
  const exact = toUnits(line.quantity, quantityScale) * toUnits(line.unit_price, digits);
  const scale = 10n ** BigInt(quantityScale);
  const list = divide(exact, scale);
  const kept = wholePercent - toUnits(line.discount_percent, percentScale);
  const net =
    line.discount_percent === null
      ? list - toUnits(line.discount_amount, digits)
      : divide(exact * kept, scale * wholePercent);
  const rate = toUnits(line.tax_rate, percentScale);
  const tax = net > 0n ? divide(net * rate, wholePercent) : 0n;
  return { list, discount: list - net, net, tax, total: net + tax };
}

/** The sums of lines in one currency, less a discount on the whole. */
export function totalsOf(lines: readonly Line[], currency: string, off?: WholeDiscount): Totals {
  const sums = { list: 0n, discount: 0n, net: 0n, tax: 0n, total: 0n };
  const rates = new Map<number | null, { net: bigint; tax: bigint }>();
  for (const line of lines) {
    const amounts = lineAmounts(line, currency);
    for (const key of ['list', 'discount', 'net', 'tax', 'total'] as const)
      sums[key] += amounts[key];
    const known = rates.get(line.tax_rate) ?? { net: 0n, tax: 0n };
    rates.set(line.tax_rate, { net: known.net + amounts.net, tax: known.tax + amounts.tax });
  }
  const groups = [...rates]
    .sort(([a], [b]) => (a ?? -1) - (b ?? -1))
    .map(([rate, sum]) => ({ rate, ...sum }));
  const whole = wholeOf(sums.net, currency, off);
  const parts = spread(
    whole,
    groups.map(({ net }) => (net > 0n ? net : 0n)),
  );
  const left = groups.map((group, at) => {
    if (whole === 0n) return group;
    const net = group.net - (parts[at] ?? 0n);
    const tax = net > 0n ? divide(net * toUnits(group.rate, percentScale), wholePercent) : 0n;
    return { rate: group.rate, net, tax };
  });
  const tax = left.reduce((sum, group) => sum + group.tax, 0n);
  const net = sums.net - whole;
  const taxes = left.flatMap(({ rate, ...sum }) => (rate === null ? [] : [{ rate, ...sum }]));
  return {
    list: sums.list,
    discount: sums.discount + whole,
    whole,
    net,
    tax,
    total: net + tax,
    taxes,
  };
}

/** A discount on what is worth nothing is none. */
function wholeOf(net: bigint, currency: string, off: WholeDiscount | undefined): bigint {
  if (!off || net <= 0n) return 0n;
  return off.discount_percent === null
    ? toUnits(off.discount_amount, currencyDigits(currency))
    : divide(net * toUnits(off.discount_percent, percentScale), wholePercent);
}

/** Shares of an amount by weight that come to exactly that amount; nobody gets more than their weight unless there is more. */
function spread(amount: bigint, weights: readonly bigint[]): bigint[] {
  const all = weights.reduce((sum, weight) => sum + weight, 0n);
  if (amount === 0n || all === 0n) return weights.map(() => 0n);
  const parts = weights.map((weight, at) => ({
    at,
    share: (amount * weight) / all,
    rest: (amount * weight) % all,
  }));
  let left = amount - parts.reduce((sum, { share }) => sum + share, 0n);
  const shares = parts.map(({ share }) => share);
  for (const { at } of [...parts].sort((a, b) =>
    a.rest === b.rest ? a.at - b.at : a.rest < b.rest ? 1 : -1,
  )) {
    if (left === 0n) break;
    shares[at] = (shares[at] ?? 0n) + 1n;
    left -= 1n;
  }
  return shares;
}
