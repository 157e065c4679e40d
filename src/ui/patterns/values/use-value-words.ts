'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { ValueWords } from './format';
import { useRecurrenceText } from './use-recurrence-text';

/** The words values are shown in. */
export function useValueWords(): ValueWords {
  const t = useTranslations('record');
  const recurrence = useRecurrenceText();
  return useMemo(() => ({ yes: t('yes'), no: t('no'), recurrence }), [t, recurrence]);
}
