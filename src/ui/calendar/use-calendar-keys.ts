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

/** To the next entry on screen or the one before, around the ends. */
function goToEntry(by: 1 | -1): void {
  const all = [...document.querySelectorAll<HTMLElement>('[data-entry]')];
  const at = all.indexOf(document.activeElement as HTMLElement);
  const next = at < 0 ? (by > 0 ? 0 : -1) : (at + by) % all.length;
  all.at(next)?.focus();
}

/** The calendar by keyboard; entries themselves hear Alt and the arrows. */
export function useCalendarKeys({ show, step, today, create }: Options) {
  const t = useTranslations('calendar');
  const group = 'list' as const;
  const all: Shortcut[] = [
    { keys: 't', label: t('today'), group, run: today },
    { keys: 'j', label: t('next'), group, run: () => step(1) },
    { keys: 'k', label: t('previous'), group, run: () => step(-1) },
    { keys: 'n', label: t('next_entry'), group, run: () => goToEntry(1) },
    { keys: 'p', label: t('previous_entry'), group, run: () => goToEntry(-1) },
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
