'use client';

import { useTranslations } from 'next-intl';
import { numberFormat } from '@/ui/primitives/intl';
import { formatMoney } from '../values/format';

/** Sums of lines, exact decimals in one currency. */
export interface ShownTotals {
  readonly subtotal: string;
  readonly discount: string;
  /** The part of it that is on the whole. */
  readonly whole_discount?: string;
  readonly net: string;
  readonly tax: string;
  readonly total: string;
  readonly taxes: readonly { readonly rate: number; readonly tax: string }[];
}

/** What lines come to: discount and every tax rate by themselves, the total last. */
export function LineTotals({
  totals,
  currency,
  tag,
}: {
  totals: ShownTotals;
  currency: string;
  /** Of the locale that numbers are written in. */
  tag: string;
}) {
  const t = useTranslations('items');
  const money = (amount: string) => formatMoney(amount, currency, tag);
  const percent = (rate: number) =>
    numberFormat(tag, { style: 'percent', maximumFractionDigits: 2 }).format(rate / 100);
  const hasDiscount = /[1-9]/.test(totals.discount);
  const rows = [
    ...(hasDiscount
      ? [
          [t('subtotal'), money(totals.subtotal)],
          [t('discount'), `−${money(totals.discount)}`],
        ]
      : []),
    ...(/[1-9]/.test(totals.whole_discount ?? '')
      ? [[t('whole_discount'), money(totals.whole_discount ?? '')]]
      : []),
    [t('net'), money(totals.net)],
    ...totals.taxes.map(({ rate, tax }) => [t('tax', { rate: percent(rate) }), money(tax)]),
  ];
  return (
    <dl className="ml-auto grid w-full max-w-72 grid-cols-[1fr_auto] gap-x-4 gap-y-1 tabular-nums">
      {rows.map(([label, amount]) => (
        <div key={label} className="col-span-2 grid grid-cols-subgrid">
          <dt className="text-muted-foreground">{label}</dt>
          <dd className="text-right">{amount}</dd>
        </div>
      ))}
      <div className="col-span-2 grid grid-cols-subgrid border-t pt-1 font-semibold text-base">
        <dt>{t('total')}</dt>
        <dd className="text-right">{money(totals.total)}</dd>
      </div>
    </dl>
  );
}
