'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { tasks } from '@/objects/tasks/object';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import type { RecordData } from '@/ui/data/types';
import { useObject } from '@/ui/patterns/object-scope';
import { useEdit } from '@/ui/patterns/records/use-edit';
import { useReadable } from '@/ui/patterns/records/use-readable';
import { dayIn } from '@/ui/patterns/values/calendar';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Checkbox } from '@/ui/primitives/checkbox';
import { cn } from '@/ui/primitives/cn';
import { Link } from '@/ui/shell/navigation';
import { dueText } from '@/ui/work/due-text';
import { linkOf } from '@/ui/work/link-of';
import { Card, Nothing } from './card';
import { allOf, listHref, type Whose } from './filters';

const shown = 8;

/** What is due today or was due before, to be ticked off in place. */
export function TasksCard({ whose }: { whose: Whose }) {
  const t = useTranslations('home');
  const filter = allOf(
    whose,
    { field: 'status', op: 'eq', value: 'open' },
    { field: 'due_at', op: 'lte', value: 'today' },
  );
  const params = {
    filter: JSON.stringify(filter),
    sort: 'due_at',
    limit: shown,
    include: useReadable('tasks', 'account,contact,deal,lead'),
    count: 'exact',
  };
  const query = useQuery({
    queryKey: keys.list('tasks', { home: 'tasks', ...params }),
    queryFn: ({ signal }) =>
      api<RecordData[]>('GET', '/tasks', undefined, { query: params, signal }),
  });
  const total = query.data?.pagination?.total ?? 0;
  return (
    <Card
      title={t('tasks')}
      {...(total > 0
        ? { more: { href: listHref('tasks', filter, 'due_at'), label: t('all', { count: total }) } }
        : {})}
      query={query}
    >
      {() =>
        query.data?.data.length ? (
          <ul className="py-1">
            {query.data.data.map((task) => (
              <TaskLine key={task.id} task={task} />
            ))}
          </ul>
        ) : (
          <Nothing>{t('tasks_none')}</Nothing>
        )
      }
    </Card>
  );
}

function TaskLine({ task }: { task: RecordData }) {
  const t = useTranslations('home');
  const scope = useObject(tasks.name);
  const save = useEdit(scope);
  const locale = useLocaleInfo();
  const isDone = task.status === 'done';
  const due = typeof task.due_at === 'string' ? new Date(task.due_at) : null;
  // What is to be done on a day has all of it.
  const isLate =
    due !== null &&
    (task.all_day === true
      ? dayIn(due, locale.timeZone) < dayIn(locale.now, locale.timeZone)
      : due < locale.now);
  const about = linkOf(task);
  return (
    <li className="flex min-h-11 items-center gap-3 px-4 text-sm hover:bg-hover">
      <Checkbox
        checked={isDone}
        disabled={!scope.can('update', task)}
        aria-label={t('done', { title: task.title })}
        onCheckedChange={(done) =>
          void save({ base: task, changes: { status: done ? 'done' : 'open' } })
        }
      />
      <Link href={`/tasks/${task.id}`} className="flex min-w-0 flex-1 items-center gap-3 py-1.5">
        <span className="flex min-w-0 flex-1 flex-col">
          <span
            className={cn('truncate font-medium', isDone && 'text-muted-foreground line-through')}
          >
            {task.title}
          </span>
          {about ? (
            <span className="truncate text-muted-foreground text-xs">{about.title}</span>
          ) : null}
        </span>
        <span
          className={cn(
            'shrink-0 text-xs tabular-nums',
            isLate && !isDone ? 'font-medium text-danger' : 'text-muted-foreground',
          )}
        >
          {dueText(task, locale)}
        </span>
      </Link>
    </li>
  );
}
