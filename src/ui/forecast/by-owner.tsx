'use client';

import { useTranslations } from 'next-intl';
import { useCan } from '@/ui/data/session';
import { useMembers } from '@/ui/patterns/records/use-members';
import type { Asked } from './asked';
import { measures } from './deal-filter';
import { Attainment, Figure } from './figure';
import { FigureRow, FigureTable } from './forecast-table';
import { PeriodControl } from './period-control';
import { QuotaCell } from './quota-cell';
import type { Figures, Forecast } from './use-forecast';
import { usePeriodName } from './use-period-name';

const nothing: Figures = {
  won: '0',
  commit: '0',
  best_case: '0',
  pipeline: '0',
  omitted: '0',
  weighted: '0',
  expected: '0',
  quota: null,
  attainment: null,
};

interface Line {
  readonly id: string | null;
  readonly name: string;
  readonly figures: Figures;
}

/** One period, person by person. Whoever may set quotas sees everybody. */
export function ByOwner({
  forecast,
  asked,
  ask,
}: {
  forecast: Forecast;
  asked: Asked;
  ask: (change: Record<string, string>) => void;
}) {
  const { pipeline_id, owner_id } = asked;
  const t = useTranslations('forecast');
  const canSet = useCan()('company:update') && !pipeline_id;
  const { data: members = [] } = useMembers(canSet);
  const name = usePeriodName(forecast.fiscal_start_month);
  const at = Math.max(
    forecast.periods.findIndex(({ start }) => start === asked.period),
    0,
  );
  const period = forecast.periods[at];
  if (!period) return null;
  const known = forecast.owners.map(
    ({ owner_id, name: person, figures }): Line => ({
      id: owner_id,
      name: person ?? t('nobody'),
      figures: figures[at] ?? nothing,
    }),
  );
  const others = members
    .filter(({ id }) => !known.some((line) => line.id === id))
    .map(({ id, title }): Line => ({ id, name: title, figures: nothing }));
  const lines = [...known, ...(canSet && !owner_id ? others : [])];
  const isMember = (id: string | null) => members.some((member) => member.id === id);
  return (
    <div>
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h2 className="font-semibold text-base">{t('by_owner')}</h2>
        <PeriodControl forecast={forecast} period={asked.period} ask={ask} />
      </div>
      {lines.length === 0 ? (
        <p className="text-faint-foreground">{t('no_deals')}</p>
      ) : (
        <FigureTable
          label={t('by_owner')}
          head={[
            t('owner'),
            ...measures.map((measure) => t(`measure_${measure}`)),
            ...(pipeline_id ? [] : [t('quota'), t('attainment')]),
          ]}
        >
          {lines.map((line) => (
            <FigureRow
              key={line.id ?? 'nobody'}
              name={line.name}
              cells={[
                ...measures.map((measure) => (
                  <Figure
                    key={measure}
                    amount={line.figures[measure]}
                    measure={measure}
                    cut={{ period, owner_id: line.id, ...(pipeline_id ? { pipeline_id } : {}) }}
                    label={`${t(`measure_${measure}`)}, ${line.name}`}
                    strong={measure === 'expected'}
                  />
                )),
                ...(pipeline_id
                  ? []
                  : [
                      <QuotaCell
                        key="quota"
                        amount={line.figures.quota}
                        user_id={canSet && line.id && isMember(line.id) ? line.id : undefined}
                        label={`${line.name}, ${name(period)}`}
                        by={forecast.by}
                        period={period}
                      />,
                      <Attainment key="attainment" percent={line.figures.attainment} />,
                    ]),
              ]}
            />
          ))}
        </FigureTable>
      )}
    </div>
  );
}
