'use client';

import { History } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { dayIn } from '@/ui/patterns/values/calendar';
import { formatDay } from '@/ui/patterns/values/format';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { EmptyState } from '@/ui/primitives/empty-state';
import { ErrorState } from '@/ui/primitives/error-state';
import { MoreButton } from '@/ui/primitives/more-button';
import { Select } from '@/ui/primitives/select';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { type Asked, sinceDay } from '../asked';
import { type Measure, measures } from '../deal-filter';
import type { Forecast } from '../use-forecast';
import { BridgeTable } from './bridge-table';
import { ChangeList } from './change-list';
import { SinceControl } from './since-control';
import { TrendCard } from './trend-card';
import { type ChangeKind, changeKinds, useChanges } from './use-changes';

const BridgeChart = dynamic(() => import('./bridge-chart').then((module) => module.BridgeChart), {
  ssr: false,
  loading: () => <Skeleton className="h-64" />,
});

interface Props {
  asked: Asked;
  forecast: Forecast;
  ask: (change: Record<string, string>) => void;
}

/** What changed a number of the forecast since a day: the sum of it as a bridge, the deals behind it, and its way there. */
export function ChangesView({ asked, forecast, ask }: Props) {
  const t = useTranslations('forecast');
  const { now, timeZone, tag } = useLocaleInfo();
  const today = dayIn(now, timeZone);
  const measure: Measure = measures.find((one) => one === asked.measure) ?? 'expected';
  const kind: ChangeKind | '' = changeKinds.find((one) => one === asked.kind) ?? '';
  const period =
    forecast.periods.find(({ start }) => start === asked.period) ?? forecast.periods[0];
  const which = {
    by: asked.by,
    period: period?.start ?? '',
    pipeline_id: asked.pipeline_id,
    owner_id: asked.owner_id,
  };
  const query = useChanges({ ...which, since: sinceDay(asked.since, today), measure, kind });
  const [first] = query.data?.pages ?? [];
  const found = first?.data;
  const deals = query.data?.pages.flatMap((page) => page.data.deals) ?? [];
  return (
    <div className="flex max-w-6xl flex-col gap-6">
      <div className="flex flex-wrap items-center gap-2">
        <SinceControl since={asked.since} today={today} ask={ask} />
        <Select<Measure>
          aria-label={t('measure')}
          className="w-44"
          value={measure}
          options={[...measures].reverse().map((one) => ({
            value: one,
            label: t(`measure_${one}`),
          }))}
          onValueChange={(next) => ask({ measure: next === 'expected' ? '' : next, kind: '' })}
        />
      </div>
      {query.isError && !found ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : !found ? (
        <Loading label={t('loading')} className="flex flex-col gap-4">
          <Skeleton className="h-64" />
          <Skeleton className="h-48" />
        </Loading>
      ) : found.since === null || found.start === null || found.end === null ? (
        <EmptyState
          icon={<History />}
          title={t('no_history')}
          description={
            found.recorded_since
              ? t('history_since', { day: formatDay(found.recorded_since, tag) })
              : t('history_tonight')
          }
        />
      ) : (
        <div aria-busy={query.isPlaceholderData} className="flex flex-col gap-6">
          <section aria-labelledby="bridge">
            <h2 id="bridge" className="mb-2 font-semibold text-base">
              {t('changed_since', { day: formatDay(found.since, tag) })}
            </h2>
            <div className="grid grid-cols-2 gap-4 max-lg:grid-cols-1">
              <BridgeChart start={found.start} end={found.end} kinds={found.kinds} />
              <BridgeTable
                start={found.start}
                end={found.end}
                kinds={found.kinds}
                chosen={kind}
                onChoose={(next) => ask({ kind: next })}
              />
            </div>
          </section>
          <section aria-labelledby="changed">
            <h2 id="changed" className="mb-2 font-semibold text-base">
              {kind ? t(`kind_${kind}`) : t('changed_deals')}
            </h2>
            <ChangeList deals={deals} />
            <MoreButton query={query} label={t('more_deals')} className="mt-2" />
          </section>
        </div>
      )}
      <TrendCard which={which} />
    </div>
  );
}
