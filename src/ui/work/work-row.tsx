'use client';

import { AlarmClock, Check, Flag, UserRound } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { RecordData } from '@/ui/data/types';
import type { SelectionActions } from '@/ui/patterns/table/selection';
import type { Locale } from '@/ui/patterns/values/locale';
import { Button } from '@/ui/primitives/button';
import { Checkbox } from '@/ui/primitives/checkbox';
import { cn } from '@/ui/primitives/cn';
import { preloadLayers } from '@/ui/primitives/layer-loader';
import { DueTime, Linked, Marks } from './task-details';
import { TaskMenu } from './task-menu';
import { type Menu, menus, type TaskActions } from './use-task-actions';

export interface RowContext {
  readonly locale: Locale;
  readonly actions: TaskActions;
  readonly selection: SelectionActions;
  readonly phone: boolean;
  /** Ticks choose instead of completing: on phones. */
  readonly selecting: boolean;
  readonly editable: boolean;
  readonly openId: string | null;
  readonly onOpen: (id: string) => void;
  readonly onComplete: (task: RecordData) => void;
  readonly menu: OpenMenu | null;
  readonly onMenu: (menu: OpenMenu | null) => void;
  readonly onReturn: () => void;
}

/** The menu that is open, beside which task, and the tasks it is for. */
export interface OpenMenu {
  readonly id: string;
  readonly menu: Menu;
  readonly tasks: readonly RecordData[];
}

const icons: Readonly<Record<Menu, ReactNode>> = {
  when: <AlarmClock aria-hidden />,
  who: <UserRound aria-hidden />,
  priority: <Flag aria-hidden />,
};

/** One task: a tick, its title, what it belongs to, when it is due, and what can be done with it. */
export function WorkRow({ task, context }: { task: RecordData; context: RowContext }) {
  const t = useTranslations('work');
  const words = useTranslations('list');
  const { locale, selection, phone, selecting, editable, onOpen } = context;
  const done = task.status === 'done';
  const selected = selection.isSelected(task.id);
  const shownMenus = phone ? (['when'] as const) : menus;
  return (
    <li
      data-row={task.id}
      className={cn(
        'group/row flex min-h-10 items-center gap-3 border-b px-4 max-md:min-h-14 max-md:px-3',
        selected
          ? 'bg-primary-soft'
          : context.openId === task.id
            ? 'bg-selected'
            : 'hover:bg-surface',
      )}
    >
      {phone && !selecting ? null : (
        <Checkbox
          aria-label={words('select_one', { title: task.title })}
          checked={selected}
          tabIndex={-1}
          onClick={(event) => {
            event.preventDefault();
            if (event.shiftKey) selection.extend(task.id);
            else selection.toggle(task.id);
          }}
          className={cn(
            !phone &&
              !selected &&
              'opacity-0 focus-visible:opacity-100 group-focus-within/row:opacity-100 group-hover/row:opacity-100',
          )}
        />
      )}
      {editable && !(phone && selecting) ? (
        <button
          type="button"
          role="checkbox"
          aria-checked={done}
          aria-label={t('complete_named', { title: task.title })}
          tabIndex={-1}
          onClick={() => context.onComplete(task)}
          className="relative flex size-4.5 shrink-0 items-center justify-center rounded-full border border-control text-transparent before:-inset-x-1 before:-inset-y-2 max-md:before:-inset-3.5 before:absolute before:content-[''] hover:border-primary hover:text-primary-text aria-checked:border-primary aria-checked:bg-primary aria-checked:text-primary-foreground"
        >
          <Check aria-hidden strokeWidth={3} className="size-3" />
        </button>
      ) : null}
      <div className="flex min-w-0 flex-1 items-center gap-2 max-md:flex-col max-md:items-stretch max-md:gap-0 max-md:py-1.5">
        <button
          type="button"
          data-row-title
          onClick={() => onOpen(task.id)}
          className={cn(
            'min-w-0 truncate rounded-sm py-1 text-left max-md:text-base md:shrink',
            done && 'text-muted-foreground line-through',
          )}
        >
          {task.title}
        </button>
        <span className="flex min-w-0 flex-1 items-center gap-2 text-muted-foreground text-xs">
          <Marks task={task} locale={locale} />
          <Linked task={task} />
          <DueTime task={task} locale={locale} className="ml-auto max-md:order-first max-md:ml-0" />
        </span>
      </div>
      {editable && !done && !selecting
        ? shownMenus.map((menu) => (
            <RowMenu key={menu} menu={menu} task={task} context={context} icon={icons[menu]} />
          ))
        : null}
    </li>
  );
}

function RowMenu({
  menu,
  task,
  context,
  icon,
}: {
  menu: Menu;
  task: RecordData;
  context: RowContext;
  icon: ReactNode;
}) {
  const t = useTranslations('work');
  const open = context.menu?.id === task.id && context.menu.menu === menu ? context.menu : null;
  const button = (
    <Button
      variant="ghost"
      size="icon-sm"
      tabIndex={-1}
      aria-label={t(`menu_${menu}_named`, { title: task.title })}
      className={cn(
        !context.phone &&
          !open &&
          'opacity-0 focus-visible:opacity-100 group-focus-within/row:opacity-100 group-hover/row:opacity-100',
      )}
      onPointerEnter={preloadLayers}
      {...(open ? {} : { onClick: () => context.onMenu({ id: task.id, menu, tasks: [task] }) })}
    >
      {icon}
    </Button>
  );
  // Only the menu that is open is more than a button: there may be hundreds of rows.
  if (!open) return button;
  return (
    <TaskMenu
      menu={menu}
      tasks={open.tasks}
      actions={context.actions}
      open
      onOpenChange={(next) => context.onMenu(next ? open : null)}
      onReturn={context.onReturn}
    >
      {button}
    </TaskMenu>
  );
}
