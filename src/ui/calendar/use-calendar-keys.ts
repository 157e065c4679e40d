'use client';

import { useTranslations } from 'next-intl';
import { type Shortcut, useShortcuts } from '@/ui/shell/shortcuts';
import type { View } from './days';

interface Options {
  show: (view: View) => void;
  step: (by: 1 | -1) => void;
  today: () => void;
  create?: () => void;
}

const letters: readonly (readonly [string, View])[] = [
  ['m', 'month'],
  ['w', 'week'],
  ['d', 'day'],
  ['a', 'agenda'],
];

/** The calendar by keyboard; entries themselves hear Alt and the arrows. */
export function useCalendarKeys({ show, step, today, create }: Options) {
  const t = useTranslations('calendar');
  const group = 'list' as const;
  const all: Shortcut[] = [
    { keys: 't', label: t('today'), group, run: today },
    { keys: 'j', label: t('next'), group, run: () => step(1) },
    { keys: 'k', label: t('previous'), group, run: () => step(-1) },
    ...letters.map(([keys, view]) => ({
      keys,
      label: t(`view_${view}`),
      group,
      run: () => show(view),
    })),
    ...(create ? [{ keys: 'c', label: t('create'), group, opensField: true, run: create }] : []),
    { keys: 'alt+arrowdown', label: t('key_move'), group, run: () => undefined },
    { keys: 'alt+shift+arrowdown', label: t('key_resize'), group, run: () => undefined },
  ];
  useShortcuts(all);
}
