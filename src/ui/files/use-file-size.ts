'use client';

import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { numberFormat } from '@/ui/primitives/intl';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** A size as people read it: 3.2 MB. */
export function useFileSize(): (bytes: number) => string {
  const { tag } = useLocaleInfo();
  return (bytes) => {
    const step = Math.min(
      units.length - 1,
      Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1000)),
    );
    return numberFormat(tag, {
      style: 'unit',
      unit: units[step] ?? 'byte',
      unitDisplay: step === 0 ? 'long' : 'short',
      maximumFractionDigits: step > 1 ? 1 : 0,
    }).format(bytes / 1000 ** step);
  };
}
