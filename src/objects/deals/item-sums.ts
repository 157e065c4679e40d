import type { Ctx } from '@/core/run/context';
import type { Change } from '@/core/run/engine/hooks';
import { applyPatches, type PreparedPatch } from '@/core/run/engine/update';
import { shapeOf } from '@/core/run/engine/write';
import type { Issue } from '@/core/shape/errors';
import { toDecimal, toUnits } from '@/core/shape/line-amounts';
import { currencyDigits } from '@/core/shape/money';
import type { Tx } from '@/platform/db/types';
import { deals } from './object';

interface Sum {
  readonly deal_id: string;
  readonly currency: string;
  /** Minor units. */
  readonly total: string;
  readonly by_items: boolean;
}

/** What the items of deals come to without tax, by deal; deals without items are absent. */
async function sumsOf(
  ctx: Ctx,
  tx: Tx,
  deal_ids: readonly string[],
): Promise<ReadonlyMap<string, Sum>> {
  const { rows } = await tx.run<Sum>({
    name: 'deal_item_sums',
    text: `select i.deal_id, d.currency, d.amount_from_items as by_items, sum(i.total)::text as total
      from deal_items i join deals d on d.company_id = i.company_id and d.id = i.deal_id and d.deleted_at is null
      where i.company_id = $1 and i.deal_id = any($2::uuid[]) and i.deleted_at is null group by 1, 2, 3`,
    values: [ctx.scope.company_id, deal_ids],
  });
  return new Map(rows.map((row) => [row.deal_id, row]));
}

const decimal = ({ total, currency }: Sum): string =>
  toDecimal(BigInt(total), currencyDigits(currency));

/** Gives deals the sum of their items as their amount, unless they say otherwise. A deal without items keeps its amount. */
export async function refreshAmounts(ctx: Ctx, tx: Tx, deal_ids: readonly string[]): Promise<void> {
  const sums = [...(await sumsOf(ctx, tx, deal_ids)).values()].filter(({ by_items }) => by_items);
  if (sums.length === 0) return;
  const patches = sums.map(
    (sum): PreparedPatch => ({
      id: sum.deal_id,
      checked: { set: { amount: decimal(sum) }, custom: {}, extensions: {} },
      version: undefined,
      issues: [],
    }),
  );
  await applyPatches(ctx, tx, await shapeOf(ctx, deals), patches);
}

/** Deals that take their amount from their items cannot be given another one, nor another currency. */
export async function settleAmounts(
  ctx: Ctx,
  tx: Tx,
  changes: readonly Change[],
  problems: Map<string, Issue[]>,
): Promise<void> {
  const asked = changes.filter(
    ({ before, set }) =>
      before !== null && ['amount', 'amount_from_items', 'currency'].some((name) => name in set),
  );
  if (asked.length === 0) return;
  const sums = await sumsOf(
    ctx,
    tx,
    asked.map(({ id }) => id),
  );
  for (const { id, before, set } of asked) {
    const sum = sums.get(id);
    if (!sum) continue;
    const add = (path: string, message: string) =>
      problems.set(id, [...(problems.get(id) ?? []), { path, code: 'from_items', message }]);
    if ('currency' in set && set.currency !== sum.currency)
      add('currency', 'The items of this deal are in another currency.');
    const byItems = set.amount_from_items ?? before?.amount_from_items;
    if (byItems !== true) continue;
    const given = typeof set.amount === 'string' ? set.amount : null;
    const digits = currencyDigits(sum.currency);
    const isSum = given !== null && toUnits(given, digits) === BigInt(sum.total);
    if (!('amount' in set) || isSum) set.amount = decimal(sum);
    else add('amount', 'The amount is the sum of the items.');
  }
}
