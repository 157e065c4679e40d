'use client';

import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import { formatDay } from './format';
import { type MonthPlace, readRule, weekdayName } from './recurrence';
import { useLocaleInfo } from './use-locale-info';

/** Says a rule of RFC 5545 as a sentence: `Every 2 weeks on Monday and Friday, until 31 March 2027`. */
export function useRecurrenceText(): (rule: string) => string {
  const t = useTranslations('recurrence');
  const { language, tag } = useLocaleInfo();
  return useCallback(
    (rule) => {
      const repeat = readRule(rule);
      if (!repeat) return t('other', { rule });
      const { every, interval: count, days, on, end } = repeat;
      const names = days.map((day) => weekdayName(day, language, 'long'));
      const list = new Intl.ListFormat(language, { type: 'conjunction' }).format(names);
      const place = (where: MonthPlace): string => {
        if ('day' in where)
          return where.day === -1
            ? t('month_last_day', { count })
            : t('month_day', { count, day: where.day });
        const day = weekdayName(where.weekday, language, 'long');
        const which = where.place === -1 ? 'last' : where.place;
        return t('month_weekday', { count, place: t(`place_${which}`), day });
      };
      const sentence =
        every === 'month' && on
          ? place(on)
          : every === 'week' && list
            ? t('week_on', { count, days: list })
            : t(`every_${every}`, { count });
      if (!end) return sentence;
      return 'times' in end
        ? t('times', { sentence, count: end.times })
        : t('until', { sentence, day: formatDay(end.until, tag) });
    },
    [t, language, tag],
  );
}
