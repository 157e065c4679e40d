import type { Ctx } from '@/core/run/context';
import type { Change, Values } from '@/core/run/engine/hooks';
import { formatScaled, parseScaled } from '@/core/run/engine/values/numbers';
import { Problem } from '@/core/run/engine/values/problem';
import type { Issue } from '@/core/shape/errors';
import { currencyDigits } from '@/core/shape/money';
import { rateThen } from '@/identity/currencies/rate-then';
import { convert, type Foreign, keepRates, ratesOn } from '@/identity/currencies/rates';
import type { Tx } from '@/platform/db/types';

/** A day that every rate began before: the latest one counts. */
const latest = '9999-12-31';

/** The day whose rate says what a deal is worth: a closed one stays at the rate of its close, an open one goes with the latest. */
export const rateDay = (status: unknown, closed_on: unknown): string =>
  status !== 'open' && typeof closed_on === 'string' ? closed_on : latest;

const valueIn = ({ before, set }: Change, name: string): unknown =>
  name in set ? set[name] : before?.[name];

const depends = ['amount', 'currency', 'status', 'closed_on', 'amount_base'];

/**
 * Puts amounts into the form of their currency and says what they are worth in the company's: nothing where no rate is
 * known. What is wrong with an amount goes to `problems`.
 */
export async function settleWorth(
  ctx: Ctx,
  tx: Tx,
  changes: readonly Change[],
  problems: Map<string, Issue[]>,
): Promise<void> {
  const own = ctx.principal.company.currency;
  const foreign: { readonly change: Change; readonly amount: string; readonly asked: Foreign }[] =
    [];
  for (const change of changes) {
    const { before, set } = change;
    if (before !== null && !depends.some((name) => name in set)) continue;
    const currency = String(valueIn(change, 'currency') ?? own);
    const given = valueIn(change, 'amount');
    const amount = given == null ? null : inForm(String(given), currency);
    if (amount !== null && typeof amount === 'object') {
      problems.set(change.id, [...(problems.get(change.id) ?? []), amount]);
      continue;
    }
    if ('amount' in set || 'currency' in set) set.amount = amount;
    set.amount_base = currency === own ? amount : null;
    const day = rateDay(valueIn(change, 'status'), valueIn(change, 'closed_on'));
    if (amount !== null && currency !== own)
      foreign.push({ change, amount, asked: { currency, day } });
  }
  if (foreign.length === 0) return;
  await keepRates(ctx, tx);
  const rateOf = await ratesOn(
    ctx,
    tx,
    foreign.map(({ asked }) => asked),
  );
  for (const { change, amount, asked } of foreign) {
    const rate = rateOf(asked);
    if (rate !== undefined) change.set.amount_base = convert(amount, asked.currency, own, rate);
  }
}

/**
 * What a deal was worth at an instant: by the rates of then, in the currency the company has today. Its events cannot tell,
 * since it is no change of a deal when a rate comes or goes.
 */
export async function worthThen(ctx: Ctx, deal: Values, at: string): Promise<Values> {
  const own = ctx.principal.company.currency;
  const { amount, currency, status, closed_on } = deal;
  if (typeof amount !== 'string' || typeof currency !== 'string') return { amount_base: null };
  if (currency === own) return { amount_base: amount };
  const rate = await rateThen(ctx, { currency, day: rateDay(status, closed_on) }, at);
  return { amount_base: rate === undefined ? null : convert(amount, currency, own, rate) };
}

/** `12.5` in euros is `12.50`; in yen there is no such amount. */
function inForm(amount: string, currency: string): string | Issue {
  const digits = currencyDigits(currency);
  try {
    return formatScaled(parseScaled(amount, digits), digits);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return { path: 'amount', code: problem.code, message: problem.message };
  }
}
