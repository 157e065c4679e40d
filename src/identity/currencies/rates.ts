import type { Ctx } from '@/core/run/context';
import { formatScaled, parseScaled } from '@/core/run/engine/values/numbers';
import { currencyDigits } from '@/core/shape/money';
import type { Tx } from '@/platform/db/types';
import { rateDigits } from './read-rate';

/** An amount that has to be told in the currency of the company. */
export interface Foreign {
  /** ISO 4217, not the company's. */
  readonly currency: string;
  /** `YYYY-MM-DD`: the rate of this day counts. */
  readonly day: string;
}

/** Exact decimals by what was asked; without an entry there is no rate that early. */
export type Rates = (asked: Foreign) => string | undefined;

const keyOf = ({ currency, day }: Foreign): string => `${currency} ${day}`;

/** Whoever converts amounts and whoever changes rates of a company wait for each other. */
const lockKey = 'exchange_rates ';

/** Until the caller commits nobody changes a rate: what is stored with them is found by whoever changes one later. */
export async function keepRates(ctx: Ctx, tx: Tx): Promise<void> {
  await tx.run({
    name: 'exchange_rates_keep',
    text: 'select pg_advisory_xact_lock_shared(hashtextextended($1, 0))',
    values: [lockKey + ctx.scope.company_id],
  });
}

/** Waits until nobody stores amounts by the rates as they are, and keeps them away until the caller commits. */
export async function lockRates(ctx: Ctx, tx: Tx): Promise<void> {
  await tx.run({
    text: 'select pg_advisory_xact_lock(hashtextextended($1, 0))',
    values: [lockKey + ctx.scope.company_id],
  });
}

/** The rates of some currencies on some days. */
export async function ratesOn(ctx: Ctx, tx: Tx, asked: readonly Foreign[]): Promise<Rates> {
  const pairs = [...new Map(asked.map((one) => [keyOf(one), one])).values()];
  if (pairs.length === 0) return () => undefined;
  const { rows } = await tx.run<Foreign & { rate: string }>({
    name: 'exchange_rates_on',
    text: `select a.currency, a.day, r.rate::text as rate from unnest($2::text[], $3::text[]) as a(currency, day)
      cross join lateral (select rate from exchange_rates r where r.company_id = $1 and r.currency = a.currency
        and r.valid_from <= a.day::date order by r.valid_from desc limit 1) r`,
    values: [
      ctx.scope.company_id,
      pairs.map(({ currency }) => currency),
      pairs.map(({ day }) => day),
    ],
  });
  const found = new Map(rows.map((row) => [keyOf(row), row.rate]));
  return (one) => found.get(keyOf(one));
}

/**
 * `convert('100.00', 'USD', 'EUR', '0.9')` is `90.00`: an amount in minor units of the other currency, half away from
 * zero. Null when it is beyond what an amount can hold.
 */
export function convert(amount: string, from: string, to: string, rate: string): string | null {
  const digits = currencyDigits(from);
  const value = parseScaled(amount, digits) * parseScaled(rate, rateDigits);
  const more = BigInt(10) ** BigInt(currencyDigits(to));
  const less = BigInt(10) ** BigInt(digits + rateDigits);
  const doubled = value * more * 2n;
  const minor = (doubled + (value < 0n ? -less : less)) / (less * 2n);
  return (minor < 0n ? -minor : minor) < largest ? formatScaled(minor, currencyDigits(to)) : null;
}

/** As of any amount: sums of millions stay exact. */
const largest = 10n ** 17n;
