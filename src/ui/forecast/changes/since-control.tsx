'use client';

import { useTranslations } from 'next-intl';
import { Input } from '@/ui/primitives/input';
import { SegmentedControl } from '@/ui/primitives/segmented-control';
import { isNamed, type Named, sinceDay } from '../asked';
import { type Day, dayBefore, isDay } from '../days';

/** Since when changes are shown: a name for a day, or any day. */
export function SinceControl({
  since,
  today,
  ask,
}: {
  since: string;
  today: Day;
  ask: (change: Record<string, string>) => void;
}) {
  const t = useTranslations('forecast');
  const value: Named | 'day' = isDay(since) ? 'day' : isNamed(since) ? since : 'week';
  return (
    <>
      <SegmentedControl<Named | 'day'>
        aria-label={t('since')}
        value={value}
        onValueChange={(next) =>
          ask({ since: next === 'day' ? sinceDay(since, today) : next, kind: '' })
        }
        options={(['yesterday', 'week', 'month', 'day'] as const).map((one) => ({
          value: one,
          label: t(`since_${one}`),
        }))}
        className="max-w-full overflow-x-auto scrollbar-none"
      />
      {value === 'day' ? (
        <Input
          type="date"
          aria-label={t('since')}
          className="w-40"
          value={since}
          max={dayBefore(today, 1)}
          min="1970-01-01"
          onChange={({ target }) => {
            if (isDay(target.value)) ask({ since: target.value, kind: '' });
          }}
        />
      ) : null}
    </>
  );
}
