import { formatMoney } from '@/ui/patterns/values/format';

export const isZero = (amount: string): boolean => /^-?0(\.0+)?$/.test(amount);

/** A difference with its sign: `+€1,200.00`, `−€50.00`. */
export function signedMoney(amount: string, currency: string, tag: string): string {
  if (isZero(amount)) return formatMoney(amount, currency, tag);
  const text = formatMoney(amount.replace('-', ''), currency, tag);
  return `${amount.startsWith('-') ? '−' : '+'}${text}`;
}
