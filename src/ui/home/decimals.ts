import { toDecimal, toUnits } from '@/core/shape/line-amounts';

/** The sum of exact decimal texts, exact: `1.10` and `2` give `3.10`. */
export function sumOf(amounts: readonly string[]): string {
  const digits = Math.max(0, ...amounts.map((amount) => amount.split('.')[1]?.length ?? 0));
  return toDecimal(
    amounts.reduce((sum, amount) => sum + toUnits(amount, digits), 0n),
    digits,
  );
}
