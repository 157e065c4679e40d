'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { formatDay, formatMoney } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { ErrorState } from '@/ui/primitives/error-state';
import { SegmentedControl } from '@/ui/primitives/segmented-control';
import { Skeleton } from '@/ui/primitives/skeleton';
import { FigureRow, FigureTable } from '../forecast-table';
import { type Point, useSeries, type Which } from './use-changes';

const TrendChart = dynamic(() => import('./trend-chart').then((module) => module.TrendChart), {
  ssr: false,
  loading: () => <Skeleton className="h-56" />,
});

/** How the forecast of the period went, day by day, as a picture or as numbers. */
export function TrendCard({ which }: { which: Which }) {
  const t = useTranslations('forecast');
  const [as, setAs] = useState<'chart' | 'table'>('chart');
  const query = useSeries(which);
  const points = query.data?.data.points ?? [];
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.isPending) return <Skeleton className="h-56" />;
  // One point is no way.
  if (points.length < 2) return null;
  return (
    <div>
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h2 className="font-semibold text-base">{t('trend')}</h2>
        <SegmentedControl
          aria-label={t('show_as')}
          value={as}
          onValueChange={setAs}
          options={[
            { value: 'chart', label: t('as_chart') },
            { value: 'table', label: t('as_table') },
          ]}
        />
      </div>
      {as === 'chart' ? <TrendChart points={points} /> : <TrendTable points={points} />}
    </div>
  );
}

function TrendTable({ points }: { points: readonly Point[] }) {
  const t = useTranslations('forecast');
  const { currency, tag } = useLocaleInfo();
  const shown = ['won', 'weighted', 'expected'] as const;
  return (
    <FigureTable
      label={t('trend')}
      head={[t('day'), ...shown.map((measure) => t(`measure_${measure}`))]}
    >
      {[...points].reverse().map((point) => (
        <FigureRow
          key={point.day}
          name={formatDay(point.day, tag)}
          cells={shown.map((measure) => formatMoney(point[measure], currency, tag))}
        />
      ))}
    </FigureTable>
  );
}
