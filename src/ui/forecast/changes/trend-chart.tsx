'use client';

import { useTranslations } from 'next-intl';
import { CartesianGrid, Line, LineChart, Tooltip, XAxis, YAxis } from 'recharts';
import { formatDay, formatMoney } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { dateFormat, numberFormat } from '@/ui/primitives/intl';
import type { Point } from './use-changes';

const lines = [
  { measure: 'expected', color: 'var(--primary)', dash: '' },
  { measure: 'won', color: 'var(--success)', dash: '4 3' },
] as const;

/** What was won, and with what is expected, as two lines. The numbers stand in the table. */
export function TrendChart({ points }: { points: readonly Point[] }) {
  const t = useTranslations('forecast');
  const { tag, currency } = useLocaleInfo();
  const compact = numberFormat(tag, { notation: 'compact', maximumFractionDigits: 1 });
  const short = dateFormat(tag, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const data = points.map((point) => ({
    ...{ day: point.day, texts: point },
    ...{ expected: Number(point.expected), won: Number(point.won) },
  }));
  const tick = { fill: 'var(--faint-foreground)', fontSize: 11 };
  return (
    <figure className="m-0 rounded-md border p-2">
      <figcaption className="flex flex-wrap gap-4 px-2 pt-1 text-muted-foreground text-xs">
        <span className="sr-only">{t('trend_chart')}</span>
        {lines.map(({ measure, color, dash }) => (
          <span key={measure} className="inline-flex items-center gap-1.5">
            <svg aria-hidden width="18" height="4">
              <line
                x1="0"
                x2="18"
                y1="2"
                y2="2"
                stroke={color}
                strokeWidth="2"
                strokeDasharray={dash}
              />
            </svg>
            {t(`measure_${measure}`)}
          </span>
        ))}
      </figcaption>
      <LineChart
        responsive
        accessibilityLayer={false}
        data={data}
        className="h-56 w-full text-xs"
        margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
      >
        <CartesianGrid vertical={false} stroke="var(--border)" />
        <XAxis
          dataKey="day"
          tickFormatter={(day: string) => short.format(new Date(`${day}T00:00:00Z`))}
          minTickGap={40}
          tickLine={false}
          axisLine={false}
          tick={tick}
        />
        <YAxis
          width={48}
          tickFormatter={(value: number) => compact.format(value)}
          tickLine={false}
          axisLine={false}
          tick={tick}
        />
        <Tooltip
          isAnimationActive={false}
          content={({ active, payload }) => {
            const point = payload?.[0]?.payload?.texts as Point | undefined;
            return active && point ? (
              <div className="rounded-md border bg-popover px-2.5 py-1.5 text-sm shadow-md">
                <div className="text-muted-foreground text-xs">{formatDay(point.day, tag)}</div>
                {lines.map(({ measure }) => (
                  <div key={measure} className="tabular-nums">
                    {t(`measure_${measure}`)}: {formatMoney(point[measure], currency, tag)}
                  </div>
                ))}
              </div>
            ) : null;
          }}
        />
        {lines.map(({ measure, color, dash }) => (
          <Line
            key={measure}
            dataKey={measure}
            stroke={color}
            strokeWidth={2}
            strokeDasharray={dash}
            dot={false}
            isAnimationActive={false}
          />
        ))}
      </LineChart>
    </figure>
  );
}
