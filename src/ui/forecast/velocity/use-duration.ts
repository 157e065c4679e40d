'use client';

import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { numberFormat } from '@/ui/primitives/intl';

/** Says how long something takes: `3.5 days`, `5 hours`, `12 minutes`; a dash for nothing. */
export function useDuration(): (seconds: number | null) => string {
  const { tag } = useLocaleInfo();
  return (seconds) => {
    if (seconds === null) return '–';
    const [unit, size] =
      seconds >= 86_400 ? ['day', 86_400] : seconds >= 3600 ? ['hour', 3600] : ['minute', 60];
    return numberFormat(tag, {
      style: 'unit',
      unit: unit as string,
      unitDisplay: 'long',
      maximumFractionDigits: 1,
    }).format(seconds / (size as number));
  };
}
