'use client';

import { useLocale, useNow } from 'next-intl';
import { useMemo } from 'react';
import { useSession } from '@/ui/data/session';
import { type Locale, localeTag } from './locale';

/** How this person reads and writes dates, numbers and amounts: their language, their company's region, currency and time zone. */
export function useLocaleInfo(): Locale {
  const language = useLocale() === 'tr' ? 'tr' : 'en';
  const { currency, country, time_zone } = useSession().company;
  const now = useNow();
  return useMemo(
    () => ({ tag: localeTag(language, country), language, currency, timeZone: time_zone, now }),
    [language, country, currency, time_zone, now],
  );
}
