'use client';

import { useLocale } from 'next-intl';
import { useCallback } from 'react';
import type { Label } from '@/core/shape/field';

/** Picks the text of a definition's label in the language of the page. */
export function useLabel(): (label: Label) => string {
  const locale = useLocale();
  return useCallback((label) => (locale === 'tr' ? label.tr : label.en), [locale]);
}
