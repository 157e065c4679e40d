'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { RecordData } from '@/ui/data/types';
import { ChoicePopover } from './choice-popover';
import type { Menu, TaskActions } from './use-task-actions';

interface Props {
  menu: Menu;
  tasks: readonly RecordData[];
  actions: TaskActions;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onReturn?: () => void;
  side?: 'top' | 'bottom';
  /** The button that opens it. */
  children: ReactNode;
}

/** Chooses a time, a person or a priority for tasks. */
export function TaskMenu({ menu, tasks, actions, ...popover }: Props) {
  const t = useTranslations('work');
  const when =
    menu === 'when' ? { typed: actions.typedWhen(tasks), onDay: actions.onDay(tasks) } : {};
  return (
    <ChoicePopover
      {...popover}
      {...when}
      label={t(`menu_${menu}`)}
      placeholder={t(`menu_${menu}_hint`)}
      choices={popover.open ? actions[menu](tasks) : []}
    />
  );
}
