'use client';

import { ChartNoAxesColumn, ChevronLeft, ChevronRight } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { usePipelines } from '@/ui/deals/use-pipelines';
import { useMembers } from '@/ui/patterns/records/use-members';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Button } from '@/ui/primitives/button';
import { ErrorState } from '@/ui/primitives/error-state';
import { SegmentedControl } from '@/ui/primitives/segmented-control';
import { Select } from '@/ui/primitives/select';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { navigate } from '@/ui/shell/navigation';
import { PageHeader } from '@/ui/shell/page-header';
import { type Asked, readAsked, type View, views } from './asked';
import { ByOwner } from './by-owner';
import { measures } from './deal-filter';
import { Attainment, Figure } from './figure';
import { FigureRow, FigureTable } from './forecast-table';
import { PeriodControl } from './period-control';
import { monthFrom, periodDays } from './period-name';
import { QuotaCell } from './quota-cell';
import { type By, type Forecast, type Period, useForecast } from './use-forecast';
import { usePeriodName } from './use-period-name';

const ChangesView = dynamic(
  () => import('./changes/changes-view').then((module) => module.ChangesView),
  { loading: () => <Skeleton className="h-72 max-w-6xl" /> },
);
const VelocityView = dynamic(
  () => import('./velocity/velocity-view').then((module) => module.VelocityView),
  { loading: () => <Skeleton className="h-48 max-w-6xl" /> },
);

/** What was won and what is expected, period by period and person by person. What is looked at stands in the address. */
export function ForecastScreen() {
  const t = useTranslations('forecast');
  const search = useSearchParams();
  const asked = readAsked(search);
  const { by, from, pipeline_id, owner_id, view } = asked;
  const query = useForecast({ by, from, pipeline_id, owner_id });
  const forecast = query.data?.data;
  const ask = (change: Record<string, string>) => {
    const next = new URLSearchParams(search);
    for (const [name, value] of Object.entries(change))
      if (value) next.set(name, value);
      else next.delete(name);
    navigate(`/forecast${next.size > 0 ? `?${next}` : ''}`, { replace: true });
  };
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader title={t('title')} icon={<ChartNoAxesColumn aria-hidden />} />
      <Bar asked={asked} forecast={forecast} ask={ask} />
      <div className="min-h-0 flex-1 overflow-y-auto p-4 max-md:p-3">
        {query.isError && !forecast ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : view === 'velocity' ? (
          <VelocityView asked={asked} ask={ask} />
        ) : forecast && view === 'changes' ? (
          <div className="flex flex-col gap-4">
            <PeriodControl forecast={forecast} period={asked.period} ask={ask} />
            <ChangesView asked={asked} forecast={forecast} ask={ask} />
          </div>
        ) : forecast ? (
          <div aria-busy={query.isPlaceholderData} className="flex max-w-6xl flex-col gap-6">
            <Summary forecast={forecast} pipeline_id={pipeline_id} owner_id={owner_id} />
            <ByOwner forecast={forecast} asked={asked} ask={ask} />
          </div>
        ) : (
          <Loading label={t('loading')} className="flex max-w-6xl flex-col gap-4">
            <Skeleton className="h-72" />
            <Skeleton className="h-48" />
          </Loading>
        )}
      </div>
    </div>
  );
}

function Bar({
  asked,
  forecast,
  ask,
}: {
  asked: Asked;
  forecast: Forecast | undefined;
  ask: (change: Record<string, string>) => void;
}) {
  const t = useTranslations('forecast');
  const pipelines = usePipelines();
  const { data: members = [] } = useMembers();
  // Stages are compared within one pipeline: without a choice the server takes the default, which is the first.
  const oneOnly = asked.view === 'velocity';
  const [first] = forecast?.periods ?? [];
  const step = (by: number) =>
    first && ask({ from: monthFrom(first.start, by * (asked.by === 'month' ? 1 : 3)), period: '' });
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 border-b px-4 py-2 max-md:px-3">
      <SegmentedControl<View>
        aria-label={t('view')}
        value={asked.view}
        onValueChange={(view) => ask({ view: view === 'figures' ? '' : view })}
        options={views.map((view) => ({ value: view, label: t(`view_${view}`) }))}
        className="max-w-full overflow-x-auto scrollbar-none"
      />
      {asked.view === 'velocity' ? null : (
        <>
          <SegmentedControl<By>
            aria-label={t('by')}
            value={asked.by}
            onValueChange={(by) => ask({ by: by === 'month' ? by : '', from: '', period: '' })}
            options={[
              { value: 'quarter', label: t('by_quarter') },
              { value: 'month', label: t('by_month') },
            ]}
          />
          <span className="flex items-center">
            <Button variant="ghost" size="icon" aria-label={t('earlier')} onClick={() => step(-1)}>
              <ChevronLeft aria-hidden />
            </Button>
            <Button
              variant="ghost"
              disabled={!asked.from}
              onClick={() => ask({ from: '', period: '' })}
            >
              {t('today')}
            </Button>
            <Button variant="ghost" size="icon" aria-label={t('later')} onClick={() => step(1)}>
              <ChevronRight aria-hidden />
            </Button>
          </span>
        </>
      )}
      <span className="flex-1 max-md:hidden" />
      {members.length > 1 ? (
        <Select
          aria-label={t('owner')}
          className="w-44 max-md:w-[calc(50%-0.25rem)]"
          value={asked.owner_id || 'all'}
          options={[
            { value: 'all', label: t('all') },
            ...members.map(({ id, title }) => ({ value: id, label: title })),
          ]}
          onValueChange={(id) => ask({ owner: id === 'all' ? '' : id })}
        />
      ) : null}
      {pipelines.length > 1 ? (
        <Select
          aria-label={t('pipeline_filter')}
          className="w-48 max-md:w-[calc(50%-0.25rem)]"
          value={asked.pipeline_id || (oneOnly ? (pipelines[0]?.id ?? '') : 'all')}
          options={[
            ...(oneOnly ? [] : [{ value: 'all', label: t('all_pipelines') }]),
            ...pipelines.map(({ id, title }) => ({ value: id, label: title })),
          ]}
          onValueChange={(id) => ask({ pipeline: id === 'all' ? '' : id })}
        />
      ) : null}
    </div>
  );
}

function Summary({
  forecast,
  pipeline_id,
  owner_id,
}: {
  forecast: Forecast;
  pipeline_id: string;
  owner_id: string;
}) {
  const t = useTranslations('forecast');
  const { tag } = useLocaleInfo();
  const name = usePeriodName(forecast.fiscal_start_month);
  const { periods, totals, undated, by } = forecast;
  const cut = (period: Period | null) => ({
    period,
    ...(pipeline_id ? { pipeline_id } : {}),
    ...(owner_id ? { owner_id } : {}),
  });
  const { data: members = [] } = useMembers();
  const whose = members.find(({ id }) => id === owner_id)?.title ?? t('all');
  const hasOmitted = totals.some(({ omitted }) => !/^0(\.0+)?$/.test(omitted));
  return (
    <div>
      <h2 className="mb-2 font-semibold text-base">{whose}</h2>
      <FigureTable
        label={whose}
        head={[
          t('measure'),
          ...periods.map((period) => (
            <span key={period.start} title={periodDays(period, tag)}>
              {name(period)}
            </span>
          )),
        ]}
      >
        {[...measures, ...(hasOmitted ? (['omitted'] as const) : [])].map((measure) => (
          <FigureRow
            key={measure}
            name={t(`measure_${measure}`)}
            strong={measure === 'expected'}
            cells={periods.map((period, at) => (
              <Figure
                key={period.start}
                amount={totals[at]?.[measure] ?? '0'}
                measure={measure}
                cut={cut(period)}
                label={`${t(`measure_${measure}`)}, ${name(period)}`}
                strong={measure === 'expected'}
              />
            ))}
          />
        ))}
        {pipeline_id ? null : (
          <>
            <FigureRow
              name={t('quota')}
              cells={periods.map((period, at) => (
                <QuotaCell
                  key={period.start}
                  amount={totals[at]?.quota ?? null}
                  label={name(period)}
                  by={by}
                  period={period}
                />
              ))}
            />
            <FigureRow
              name={t('attainment')}
              cells={periods.map((period, at) => (
                <Attainment key={period.start} percent={totals[at]?.attainment ?? null} />
              ))}
            />
          </>
        )}
      </FigureTable>
      {undated.open_count > 0 ? (
        <p className="mt-2 text-muted-foreground">
          {t('undated', { count: undated.open_count })}{' '}
          <Figure
            amount={undated.weighted}
            measure="weighted"
            cut={cut(null)}
            label={t('undated', { count: undated.open_count })}
          />
        </p>
      ) : null}
    </div>
  );
}
