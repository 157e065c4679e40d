'use client';

import { useTranslations } from 'next-intl';
import { SegmentedControl } from '@/ui/primitives/segmented-control';
import type { Forecast } from './use-forecast';
import { usePeriodName } from './use-period-name';

/** Which of the periods is looked at closely; it stands in the address, the first one unsaid. */
export function PeriodControl({
  forecast,
  period,
  ask,
}: {
  forecast: Forecast;
  period: string;
  ask: (change: Record<string, string>) => void;
}) {
  const t = useTranslations('forecast');
  const name = usePeriodName(forecast.fiscal_start_month);
  const [first] = forecast.periods;
  const there = forecast.periods.some(({ start }) => start === period);
  return (
    <SegmentedControl
      aria-label={t('period')}
      value={there ? period : (first?.start ?? '')}
      onValueChange={(next) => ask({ period: next === first?.start ? '' : next, kind: '' })}
      options={forecast.periods.map((one) => ({ value: one.start, label: name(one) }))}
      className="max-w-full self-start overflow-x-auto scrollbar-none"
    />
  );
}
