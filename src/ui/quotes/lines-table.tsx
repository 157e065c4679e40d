'use client';

import { useTranslations } from 'next-intl';
import { LineTotals } from '@/ui/patterns/record/totals';
import { formatMoney } from '@/ui/patterns/values/format';
import { numberFormat } from '@/ui/primitives/intl';
import type { QuoteLine, QuoteLines } from './types';

/** The lines of a quote and what they come to. */
export function LinesTable({ quote, tag }: { quote: QuoteLines; tag: string }) {
  const t = useTranslations('items');
  const money = (amount: string | null) => formatMoney(amount ?? '0', quote.currency, tag);
  const number = (value: number, style: 'decimal' | 'percent' = 'decimal') =>
    numberFormat(tag, { style, maximumFractionDigits: 4 }).format(value);
  const discount = ({ discount_percent, discount_amount }: QuoteLine) =>
    discount_percent !== null
      ? number(discount_percent / 100, 'percent')
      : discount_amount !== null
        ? money(discount_amount)
        : '';
  return (
    <div className="@container">
      <ul className="border-b">
        {quote.lines.map((line, at) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a quote never change their place
            key={at}
            className="grid grid-cols-[1fr_auto] gap-x-4 border-t py-2"
          >
            <span className="min-w-0 break-words font-medium">{line.name}</span>
            <span className="text-right font-medium tabular-nums">{money(line.net)}</span>
            <span className="col-span-2 text-muted-foreground tabular-nums">
              {t('priced', {
                quantity: [number(line.quantity), line.unit].filter(Boolean).join(' '),
                price: money(line.unit_price),
              })}
              {discount(line) ? ` · ${t('less', { discount: discount(line) })}` : ''}
              {line.tax_rate !== null
                ? ` · ${t('tax', { rate: number(line.tax_rate / 100, 'percent') })}`
                : ''}
            </span>
          </li>
        ))}
      </ul>
      <div className="pt-3">
        <LineTotals totals={quote.totals} currency={quote.currency} tag={tag} />
      </div>
    </div>
  );
}
