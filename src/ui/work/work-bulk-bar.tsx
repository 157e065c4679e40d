'use client';

import { AlarmClock, Check } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { RecordData } from '@/ui/data/types';
import type { ObjectScope } from '@/ui/patterns/object-scope';
import { BulkBar } from '@/ui/patterns/table/bulk-bar';
import type { SelectionActions } from '@/ui/patterns/table/selection';
import { Button } from '@/ui/primitives/button';
import { TaskMenu } from './task-menu';
import type { TaskActions } from './use-task-actions';

interface Props {
  scope: ObjectScope;
  selection: SelectionActions;
  /** The chosen ones. */
  tasks: readonly RecordData[];
  actions: TaskActions;
}

/** What can be done with several tasks at once: done, another time, a person, any field. */
export function WorkBulkBar({ scope, selection, tasks, actions }: Props) {
  const t = useTranslations('work');
  const [menu, setMenu] = useState<'when' | 'who' | null>(null);
  const open = tasks.filter(({ status }) => status !== 'done');
  const clearing: TaskActions = {
    ...actions,
    when: (of) => actions.when(of).map(clearAfter),
    typedWhen: (of) => (text) => {
      const one = actions.typedWhen(of)(text);
      return one && clearAfter(one);
    },
    onDay: (of) => (day) => {
      actions.onDay(of)(day);
      selection.clear();
    },
    who: (of) => actions.who(of).map(clearAfter),
  };
  function clearAfter<T extends { run: () => void }>(choice: T): T {
    return {
      ...choice,
      run: () => {
        choice.run();
        selection.clear();
      },
    };
  }
  const menuOf = (name: 'when' | 'who') => ({
    menu: name,
    side: 'top' as const,
    tasks: open,
    actions: clearing,
    open: menu === name,
    onOpenChange: (next: boolean) => setMenu(next ? name : null),
  });
  const buttonClass = 'max-md:order-last max-md:flex-1';
  return (
    <BulkBar scope={scope} selection={selection} matching={undefined} filter={null} q="">
      {scope.can('update') && open.length > 0 ? (
        <>
          <Button
            size="sm"
            className={buttonClass}
            onClick={() => {
              actions.complete(open, true);
              selection.clear();
            }}
          >
            <Check aria-hidden />
            {t('done')}
          </Button>
          <TaskMenu {...menuOf('when')}>
            <Button size="sm" className={buttonClass}>
              <AlarmClock aria-hidden />
              {t('reschedule')}
            </Button>
          </TaskMenu>
          <TaskMenu {...menuOf('who')}>
            <Button size="sm" className={buttonClass}>
              {t('reassign')}
            </Button>
          </TaskMenu>
        </>
      ) : null}
    </BulkBar>
  );
}
