'use client';

import { useTranslations } from 'next-intl';
import { tasks as object } from '@/objects/tasks/object';
import { useSession } from '@/ui/data/session';
import type { RecordData } from '@/ui/data/types';
import { useMembers } from '@/ui/patterns/records/use-members';
import type { Locale } from '@/ui/patterns/values/locale';
import { Avatar } from '@/ui/primitives/avatar';
import { Badge } from '@/ui/primitives/badge';
import type { Choice } from './choice-popover';
import { fullDueText } from './due-text';
import { dayOfSnooze, laterToday, onDay, type Snooze, snoozes } from './snooze';
import { type Due, readDue } from './title-date';
import { useTaskChanges } from './use-task-changes';

type Tasks = readonly RecordData[];

/** What can be chosen for tasks in a popover. */
export const menus = ['when', 'who', 'priority'] as const;
export type Menu = (typeof menus)[number];

/** What can be done with one task or several, each with its words and its undo. */
export function useTaskActions(locale: Locale) {
  const t = useTranslations('work');
  const change = useTaskChanges();
  const { user } = useSession();
  const members = useMembers();
  const named = (tasks: Tasks) => ({ count: tasks.length, title: tasks[0]?.title ?? '' });

  const move = (tasks: Tasks, dueOf: (task: RecordData) => Due) => {
    const [first] = tasks;
    if (!first) return;
    void change({
      tasks,
      set: (task) => ({ ...dueOf(task) }),
      message: t('moved', { ...named(tasks), when: fullDueText(dueOf(first), locale) }),
    });
  };
  const snoozeTo = (snooze: Snooze, task: RecordData): Due | null =>
    snooze === 'later_today'
      ? laterToday(locale)
      : onDay(dayOfSnooze(snooze, locale), task, locale);
  const { choices: priorities = [] } = object.fields.priority;

  return {
    /** Done, or open again. */
    complete: (tasks: Tasks, done: boolean) =>
      void change({
        tasks,
        set: { status: done ? 'done' : 'open' },
        shown: { done_at: done ? locale.now.toISOString() : null },
        message: t(done ? 'completed' : 'reopened', named(tasks)),
      }),

    /** Times to choose from. */
    when: (tasks: Tasks): Choice[] =>
      snoozes.flatMap((snooze) => {
        const first = tasks[0] && snoozeTo(snooze, tasks[0]);
        if (!first) return [];
        return [
          {
            id: snooze,
            label: t(`snooze_${snooze}`),
            detail: fullDueText(first, locale),
            run: () => move(tasks, (task) => snoozeTo(snooze, task) ?? first),
          },
        ];
      }),
    /** A time as typed. */
    typedWhen:
      (tasks: Tasks) =>
      (text: string): Choice | null => {
        const due = readDue(text, locale);
        return due
          ? { id: 'typed', label: fullDueText(due, locale), run: () => move(tasks, () => due) }
          : null;
      },
    onDay: (tasks: Tasks) => (day: string) => move(tasks, (task) => onDay(day, task, locale)),

    who: (tasks: Tasks): Choice[] =>
      (members.data ?? []).map((one) => ({
        id: one.id,
        label: one.title,
        ...(one.id === user.id ? { detail: t('me') } : {}),
        icon: <Avatar size="xs" name={one.title} id={one.id} src={one.avatar_url} />,
        run: () =>
          void change({
            tasks,
            set: { owner_id: one.id },
            shown: { owner: { id: one.id, title: one.title, avatar_url: one.avatar_url } },
            message: t('reassigned', { ...named(tasks), name: one.title }),
          }),
      })),

    priority: (tasks: Tasks): Choice[] =>
      priorities.map(({ value, label, color }) => ({
        id: value,
        label: label[locale.language],
        icon: (
          <Badge color={color} className="w-3 px-0">
            {' '}
          </Badge>
        ),
        run: () =>
          void change({
            tasks,
            set: { priority: value },
            message: t('prioritised', { ...named(tasks), priority: label[locale.language] }),
          }),
      })),
  };
}

export type TaskActions = ReturnType<typeof useTaskActions>;
