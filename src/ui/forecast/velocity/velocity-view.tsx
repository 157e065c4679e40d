'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { dayIn } from '@/ui/patterns/values/calendar';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { ErrorState } from '@/ui/primitives/error-state';
import { numberFormat } from '@/ui/primitives/intl';
import { SegmentedControl } from '@/ui/primitives/segmented-control';
import { Sheet, SheetContent } from '@/ui/primitives/sheet';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import type { Asked } from '../asked';
import { dayBefore } from '../days';
import { FigureRow, FigureTable } from '../forecast-table';
import { StayList } from './stay-list';
import { useDuration } from './use-duration';
import { type Outcome, outcomes, type StageVelocity, useVelocity } from './use-velocity';

interface Chosen {
  readonly stage: StageVelocity;
  /** Empty: all stays. */
  readonly outcome: Outcome | '';
}

/** How long deals stay in each stage of a pipeline, and what comes of it. Each number leads to its deals. */
export function VelocityView({
  asked,
  ask,
}: {
  asked: Asked;
  ask: (change: Record<string, string>) => void;
}) {
  const t = useTranslations('forecast');
  const { now, timeZone, tag } = useLocaleInfo();
  const duration = useDuration();
  const to = dayIn(now, timeZone);
  const when = { from: dayBefore(to, asked.days - 1), to, owner_id: asked.owner_id };
  const query = useVelocity({ ...when, pipeline_id: asked.pipeline_id });
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const percent = numberFormat(tag, { style: 'percent', maximumFractionDigits: 1 });
  const stages = query.data?.data.stages;
  const cell = (stage: StageVelocity, outcome: Outcome | '') => {
    const count = outcome ? stage[outcome] : stage.entered;
    const name = t(outcome ? `outcome_${outcome}` : 'entered');
    if (count === 0) return <span className="text-faint-foreground">0</span>;
    return (
      <button
        type="button"
        aria-label={`${stage.name}, ${name}: ${count}`}
        onClick={() => setChosen({ stage, outcome })}
        className="rounded-sm underline-offset-4 hover:underline max-md:min-h-11 max-md:min-w-8"
      >
        {count}
      </button>
    );
  };
  return (
    <div className="flex max-w-6xl flex-col gap-3">
      <SegmentedControl
        aria-label={t('velocity_days')}
        value={String(asked.days)}
        onValueChange={(days) => ask({ days: days === '90' ? '' : days })}
        options={[90, 180, 365].map((days) => ({
          value: String(days),
          label: t('last_days', { days }),
        }))}
        className="self-start"
      />
      {query.isError && !stages ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : stages ? (
        <>
          <FigureTable
            label={t('view_velocity')}
            head={[
              t('stage'),
              t('median_time'),
              t('mean_time'),
              t('conversion'),
              t('entered'),
              ...outcomes.map((outcome) => t(`outcome_${outcome}`)),
            ]}
          >
            {stages.map((stage) => (
              <FigureRow
                key={stage.stage_id}
                name={stage.name}
                cells={[
                  duration(stage.median_seconds),
                  duration(stage.mean_seconds),
                  stage.conversion === null ? '–' : percent.format(stage.conversion / 100),
                  cell(stage, ''),
                  ...outcomes.map((outcome) => <span key={outcome}>{cell(stage, outcome)}</span>),
                ]}
              />
            ))}
          </FigureTable>
          <p className="text-muted-foreground text-sm">{t('velocity_note')}</p>
        </>
      ) : (
        <Loading label={t('loading')}>
          <Skeleton className="h-48" />
        </Loading>
      )}
      <Sheet open={chosen !== null} onOpenChange={(open) => !open && setChosen(null)}>
        {chosen ? (
          <SheetContent
            title={`${chosen.stage.name}: ${t(chosen.outcome ? `outcome_${chosen.outcome}` : 'entered')}`}
          >
            <StayList
              asked={{ ...when, stage_id: chosen.stage.stage_id, outcome: chosen.outcome }}
              onLeave={() => setChosen(null)}
            />
          </SheetContent>
        ) : null}
      </Sheet>
    </div>
  );
}
