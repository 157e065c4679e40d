'use client';

import { useTranslations } from 'next-intl';
import { Bar, BarChart, CartesianGrid, Tooltip, XAxis, YAxis } from 'recharts';
import { formatMoney } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { numberFormat } from '@/ui/primitives/intl';
import { type Month, monthName } from './months';

/** Amounts won by month as bars, or how many for whoever does not see amounts. The numbers stand in the table beside it. */
export function ResultsChart({ months }: { months: readonly Month[] }) {
  const t = useTranslations('home');
  const { tag, currency } = useLocaleInfo();
  const compact = numberFormat(tag, { notation: 'compact', maximumFractionDigits: 1 });
  const bars = months.map((month) => ({ ...month, height: Number(month.won_amount ?? month.won) }));
  return (
    <figure className="m-0 px-2 py-3">
      <figcaption className="sr-only">{t('results_chart')}</figcaption>
      <BarChart
        responsive
        accessibilityLayer={false}
        data={bars}
        className="h-52 w-full text-xs"
        margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
      >
        <CartesianGrid vertical={false} stroke="var(--border)" />
        <XAxis
          dataKey="month"
          tickFormatter={(month: string) => monthName(month, tag, 'short')}
          tickLine={false}
          axisLine={false}
          tick={{ fill: 'var(--faint-foreground)', fontSize: 11 }}
        />
        <YAxis
          width={44}
          tickFormatter={(value: number) => compact.format(value)}
          tickLine={false}
          axisLine={false}
          tick={{ fill: 'var(--faint-foreground)', fontSize: 11 }}
        />
        <Tooltip
          cursor={{ fill: 'var(--hover)' }}
          isAnimationActive={false}
          content={({ active, payload }) => {
            const month = payload?.[0]?.payload as Month | undefined;
            return active && month ? (
              <div className="rounded-md border bg-popover px-2.5 py-1.5 text-sm shadow-md">
                <div className="text-muted-foreground text-xs">
                  {monthName(month.month, tag, 'long')}
                </div>
                <div className="font-medium tabular-nums">
                  {month.won_amount === null ? null : formatMoney(month.won_amount, currency, tag)}
                </div>
                <div className="text-muted-foreground text-xs">
                  {t('won_lost', { won: month.won, lost: month.lost })}
                </div>
              </div>
            ) : null;
          }}
        />
        <Bar
          dataKey="height"
          fill="var(--primary)"
          radius={[3, 3, 0, 0]}
          maxBarSize={36}
          isAnimationActive={false}
        />
      </BarChart>
    </figure>
  );
}
