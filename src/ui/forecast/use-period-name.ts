'use client';

import { useTranslations } from 'next-intl';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { periodName } from './period-name';
import type { Period } from './use-forecast';

/** How a period is called, where the fiscal year begins in a month (1 to 12). */
export function usePeriodName(first_month: number): (period: Period) => string {
  const t = useTranslations('forecast');
  const { tag } = useLocaleInfo();
  const words = {
    quarter: (values: { quarter: number; year: string }) => t('quarter', values),
    fiscal: t('fiscal'),
  };
  return (period) => periodName(period, tag, words, first_month);
}
