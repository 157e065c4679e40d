'use client';

import { ListChecks, Repeat } from 'lucide-react';
import { tasks as object } from '@/objects/tasks/object';
import { uiObjectMap } from '@/registry.ui';
import type { RecordData } from '@/ui/data/types';
import { checklistProgress } from '@/ui/patterns/values/checklist';
import { choiceLabel, formatInstant } from '@/ui/patterns/values/format';
import type { Locale } from '@/ui/patterns/values/locale';
import { useRecurrenceText } from '@/ui/patterns/values/use-recurrence-text';
import { Badge } from '@/ui/primitives/badge';
import { cn } from '@/ui/primitives/cn';
import { Tooltip } from '@/ui/primitives/tooltip';
import { Link } from '@/ui/shell/navigation';
import { ObjectIcon } from '@/ui/shell/object-icon';
import { dueText } from './due-text';
import { linkOf } from './link-of';

/** High and low priority, how it repeats, how far its checklist is. */
export function Marks({ task, locale }: { task: RecordData; locale: Locale }) {
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
export function Linked({ task }: { task: RecordData }) {
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

/** When it is due, red once that has passed; of a done one when it was done. */
export function DueTime({
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
