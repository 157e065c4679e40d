'use client';

import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { dateFormat } from '@/ui/primitives/intl';
import { navigate } from '@/ui/shell/navigation';
import type { Values } from './use-ask';

/** What the columns of the board are, as the API calls it. */
export const groupings = ['stage', 'owner', 'month'] as const;
export type Grouping = (typeof groupings)[number];

/** The column of deals without an owner, or without a day. */
const none = 'none';

/** Columns of the months long before and long after this one. */
const isManyMonths = (column: string): column is 'earlier' | 'later' =>
  column === 'earlier' || column === 'later';

const isMonth = (column: string): boolean => /^\d{4}-\d{2}$/.test(column);

/** The grouping the address names; everything else in the address stays when another is chosen. */
export function useGrouping(): [Grouping, (next: Grouping) => void] {
  const asked = useSearchParams().get('group');
  const choose = useCallback((next: Grouping) => {
    const search = new URLSearchParams(window.location.search);
    if (next === 'stage') search.delete('group');
    else search.set('group', next);
    navigate(`${window.location.pathname}?${search}`);
  }, []);
  return [groupings.find((one) => one === asked) ?? 'stage', choose];
}

/** What a deal has in a column: its stage, its owner, or the last day of the month as its expected close. Null for a column of many months. */
export function valuesIn(grouping: Grouping, column: string): Values | null {
  if (grouping === 'stage') return { stage_id: column };
  const value = column === none ? null : column;
  if (grouping === 'owner') return { owner_id: value };
  if (value === null) return { close_on: null };
  // Of many months, or of the grouping before, until the answer is there.
  if (!isMonth(column)) return null;
  const [year = 0, month = 0] = column.split('-').map(Number);
  const last = new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
  return { close_on: last };
}

/** What a column is called: the API knows names of stages and people, months are the reader's. */
export function useColumnName(
  grouping: Grouping,
): (column: { id: string; name: string }) => string {
  const t = useTranslations('board');
  const { tag } = useLocaleInfo();
  return useCallback(
    ({ id, name }) => {
      if (grouping === 'stage') return name;
      if (id === none) return t(grouping === 'owner' ? 'no_owner' : 'no_month');
      if (grouping === 'owner') return name;
      if (isManyMonths(id)) return t(`months_${id}`);
      // Of the grouping before, until the answer is there.
      if (!isMonth(id)) return name;
      const words = dateFormat(tag, {
        month: 'long',
        year: 'numeric',
        timeZone: 'UTC',
      });
      return words.format(new Date(`${id}-01T00:00:00Z`));
    },
    [grouping, t, tag],
  );
}
