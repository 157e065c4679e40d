'use client';

import { AlarmClock, Check, Flag, ListChecks, Repeat, UserRound } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { tasks as object } from '@/objects/tasks/object';
import { uiObjectMap } from '@/registry.ui';
import type { RecordData } from '@/ui/data/types';
import type { SelectionActions } from '@/ui/patterns/table/selection';
import { checklistProgress } from '@/ui/patterns/values/checklist';
import { choiceLabel, formatInstant } from '@/ui/patterns/values/format';
import type { Locale } from '@/ui/patterns/values/locale';
import { useRecurrenceText } from '@/ui/patterns/values/use-recurrence-text';
import { Badge } from '@/ui/primitives/badge';
import { Button } from '@/ui/primitives/button';
import { Checkbox } from '@/ui/primitives/checkbox';
import { cn } from '@/ui/primitives/cn';
import { preloadLayers } from '@/ui/primitives/layer-loader';
import { Tooltip } from '@/ui/primitives/tooltip';
import { Link } from '@/ui/shell/navigation';
import { ObjectIcon } from '@/ui/shell/object-icon';
import { dueText } from './due-text';
import { linkOf } from './link-of';
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
  /** The menu that is open, and of which task. */
  readonly menu: { readonly id: string; readonly menu: Menu } | null;
  readonly onMenu: (menu: { id: string; menu: Menu } | null) => void;
  readonly onReturn: () => void;
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
        'group/row flex min-h-10 items-center gap-2 border-b px-4 max-md:min-h-14 max-md:px-3',
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
      {editable ? (
        <button
          type="button"
          role="checkbox"
          aria-checked={done}
          aria-label={t('complete_named', { title: task.title })}
          tabIndex={-1}
          onClick={() => context.onComplete(task)}
          className="relative flex size-4.5 shrink-0 items-center justify-center rounded-full border border-control text-transparent before:-inset-2 max-md:before:-inset-3 before:absolute before:content-[''] hover:border-primary hover:text-primary-text aria-checked:border-primary aria-checked:bg-primary aria-checked:text-primary-foreground"
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

/** High and low priority, how it repeats, how far its checklist is. */
function Marks({ task, locale }: { task: RecordData; locale: Locale }) {
  const recurrence = useRecurrenceText();
  const checklist = checklistProgress(task.checklist);
  const { priority } = object.fields;
  const value = String(task.priority ?? '');
  const choice = priority.choices?.find((one) => one.value === value);
  return (
    <>
      {choice && value !== 'normal' ? (
        <Badge color={choice.color} className="shrink-0">
          {choiceLabel(priority, value, locale.language)}
        </Badge>
      ) : null}
      {typeof task.recurrence === 'string' ? (
        <Tooltip content={recurrence(task.recurrence)}>
          <Repeat
            role="img"
            aria-label={recurrence(task.recurrence)}
            className="size-3.5 shrink-0"
          />
        </Tooltip>
      ) : null}
      {checklist ? (
        <span className="flex shrink-0 items-center gap-1 tabular-nums">
          <ListChecks
            role="img"
            aria-label={object.fields.checklist.label[locale.language]}
            className="size-3.5"
          />
          {checklist}
        </span>
      ) : null}
    </>
  );
}

/** The record it is about. */
function Linked({ task }: { task: RecordData }) {
  const link = linkOf(task);
  if (!link) return null;
  return (
    <Link
      href={`/${link.object}/${link.id}`}
      tabIndex={-1}
      className="flex min-w-0 items-center gap-1 rounded-sm hover:text-foreground hover:underline [&_svg]:size-3.5 [&_svg]:shrink-0"
    >
      <ObjectIcon name={uiObjectMap.get(link.object)?.icon ?? ''} />
      <span className="truncate">{link.title}</span>
    </Link>
  );
}

function DueTime({
  task,
  locale,
  className,
}: {
  task: RecordData;
  locale: Locale;
  className: string;
}) {
  const instant = task.status === 'done' ? task.done_at : task.due_at;
  const text =
    task.status === 'done'
      ? dueText({ due_at: String(task.done_at), all_day: false }, locale)
      : dueText(task, locale);
  if (!text || typeof instant !== 'string') return null;
  const isLate = task.status !== 'done' && Date.parse(instant) < locale.now.getTime();
  return (
    <time
      dateTime={instant}
      title={formatInstant(instant, locale)}
      className={cn('shrink-0 tabular-nums', isLate && 'text-danger', className)}
    >
      {text}
    </time>
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
  const open = context.menu?.id === task.id && context.menu.menu === menu;
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
      {...(open ? {} : { onClick: () => context.onMenu({ id: task.id, menu }) })}
    >
      {icon}
    </Button>
  );
  // Only the menu that is open is more than a button: there may be hundreds of rows.
  if (!open) return button;
  return (
    <TaskMenu
      menu={menu}
      tasks={[task]}
      actions={context.actions}
      open
      onOpenChange={(next) => context.onMenu(next ? { id: task.id, menu } : null)}
      onReturn={context.onReturn}
    >
      {button}
    </TaskMenu>
  );
}
