'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';

/** A reason code in words; codes without words of their own are shown as they stand. */
export function useReason(): (code: string) => string {
  const t = useTranslations('importing');
  return useCallback(
    (code) => (t.has(`reason.${code}`) ? t(`reason.${code}`) : code.replaceAll('_', ' ')),
    [t],
  );
}
