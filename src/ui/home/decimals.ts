/** The sum of exact decimal texts, exact: `1.10` and `2` give `3.10`. */
export function sumOf(amounts: readonly string[]): string {
  const digits = Math.max(0, ...amounts.map((amount) => amount.split('.')[1]?.length ?? 0));
  const total = amounts.reduce((sum, amount) => {
    const [whole = '0', part = ''] = amount.split('.');
    return sum + BigInt(`${whole}${part.padEnd(digits, '0')}`);
  }, 0n);
  if (digits === 0) return String(total);
  const text = String(total < 0n ? -total : total).padStart(digits + 1, '0');
  return `${total < 0n ? '-' : ''}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
