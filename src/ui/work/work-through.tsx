'use client';

import { AlarmClock, ArrowLeft, Check, ExternalLink, SkipForward } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useState } from 'react';
import type { RecordData } from '@/ui/data/types';
import { type ObjectScope, useObject } from '@/ui/patterns/object-scope';
import { RecordTabs } from '@/ui/patterns/record/record-panel';
import { Button } from '@/ui/primitives/button';
import { EmptyState } from '@/ui/primitives/empty-state';
import { Kbd } from '@/ui/primitives/kbd';
import { useEscape } from '@/ui/shell/escape';
import { navigate } from '@/ui/shell/navigation';
import { PageHeader } from '@/ui/shell/page-header';
import { useShortcuts } from '@/ui/shell/shortcuts';
import { linkOf, type TaskLink } from './link-of';
import { TaskMenu } from './task-menu';
import type { TaskActions } from './use-task-actions';

interface Props {
  scope: ObjectScope;
  /** What is to be done, in order; what is done or moved away leaves by itself. */
  queue: readonly RecordData[];
  /** How many there are, with those that were not read yet. */
  left: number;
  actions: TaskActions;
  editable: boolean;
  onMore: () => void;
  onClose: () => void;
}

/** One task after the other, each with the record it is about beside it. */
export function WorkThrough({ scope, queue, left, actions, editable, onMore, onClose }: Props) {
  const t = useTranslations('work');
  const [passed, setPassed] = useState<ReadonlySet<string>>(new Set());
  const [snoozing, setSnoozing] = useState(false);
  const waiting = queue.filter(({ id }) => !passed.has(id));
  const task = waiting[0];
  const ahead = left - (queue.length - waiting.length);
  const link = task ? linkOf(task) : null;
  const isShort = waiting.length < 5;
  useEffect(() => {
    if (isShort) onMore();
  }, [isShort, onMore]);
  useEscape(onClose);

  const pass = () => task && setPassed(new Set([...passed, task.id]));
  const done = () => {
    if (!task || !editable) return;
    pass();
    actions.complete([task], true);
  };
  const open = () => {
    const shown = link ?? (task ? { object: scope.object.name, id: task.id } : null);
    if (shown) navigate(`/${shown.object}/${shown.id}`);
  };
  const group = 'list' as const;
  useShortcuts([
    { keys: 'd', label: t('done'), group, run: done },
    {
      keys: 's',
      label: t('snooze'),
      group,
      run: () => setSnoozing(editable && task !== undefined),
    },
    { keys: 'n', label: t('skip'), group, run: () => void pass() },
    { keys: 'o', label: t('open'), group, run: open },
  ]);
  // A task that is passed by choosing a time must not come again at once, when the time is today.
  const moving: TaskActions = {
    ...actions,
    when: (tasks) => actions.when(tasks).map((one) => ({ ...one, run: both(one.run, pass) })),
    typedWhen: (tasks) => (text) => {
      const one = actions.typedWhen(tasks)(text);
      return one && { ...one, run: both(one.run, pass) };
    },
    onDay: (tasks) => (day) => both(() => actions.onDay(tasks)(day), pass)(),
  };
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader
        title={
          <span className="flex items-center gap-2">
            <Button variant="ghost" size="icon-sm" aria-label={t('back_to_list')} onClick={onClose}>
              <ArrowLeft aria-hidden />
            </Button>
            {t('work_through')}
          </span>
        }
        tabTitle={t('work_through')}
        {...(task ? { detail: t('left', { count: ahead }) } : {})}
      />
      {task ? (
        <>
          <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-y-auto">
            <Side
              label={t('task')}
              className="w-108 shrink-0 border-r max-md:w-full max-md:border-r-0"
            >
              <RecordTabs key={task.id} scope={scope} id={task.id} />
            </Side>
            <Side
              label={link?.title ?? t('record')}
              className="min-w-0 flex-1 max-md:border-t max-md:border-t-4"
            >
              {link ? (
                <Beside key={link.id} link={link} />
              ) : (
                <EmptyState title={t('no_link')} description={t('no_link_text')} />
              )}
            </Side>
          </div>
          <section
            aria-label={t('steps')}
            className="flex shrink-0 items-center gap-2 border-t px-4 py-2 max-md:grid max-md:grid-cols-4 max-md:gap-1 max-md:px-2"
          >
            {editable ? (
              <>
                <Step variant="primary" icon={<Check aria-hidden />} keys="d" onClick={done}>
                  {t('done')}
                </Step>
                <TaskMenu
                  menu="when"
                  side="top"
                  tasks={[task]}
                  actions={moving}
                  open={snoozing}
                  onOpenChange={setSnoozing}
                >
                  <Step icon={<AlarmClock aria-hidden />} keys="s">
                    {t('snooze')}
                  </Step>
                </TaskMenu>
              </>
            ) : null}
            <Step icon={<SkipForward aria-hidden />} keys="n" onClick={() => void pass()}>
              {t('skip')}
            </Step>
            <Step icon={<ExternalLink aria-hidden />} keys="o" onClick={open}>
              {t('open')}
            </Step>
          </section>
        </>
      ) : (
        <EmptyState
          icon={<Check />}
          title={t('through_title')}
          description={t(passed.size > 0 ? 'through_text' : 'through_none')}
          actions={
            <Button variant="primary" onClick={onClose}>
              {t('back_to_list')}
            </Button>
          }
        />
      )}
    </div>
  );
}

const both = (first: () => void, then: () => void) => () => {
  first();
  then();
};

function Beside({ link }: { link: TaskLink }) {
  const scope = useObject(link.object);
  return <RecordTabs scope={scope} id={link.id} />;
}

function Side({
  label,
  className,
  children,
}: {
  label: string;
  className: string;
  children: ReactNode;
}) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className={`${className} md:overflow-y-auto outline-none`}
    >
      {children}
    </section>
  );
}

function Step({
  icon,
  keys,
  children,
  ...props
}: React.ComponentProps<typeof Button> & { icon: ReactNode; keys: string }) {
  return (
    <Button {...props} className="max-md:flex-col max-md:gap-0 max-md:px-1 max-md:text-xs">
      {icon}
      {children}
      <Kbd keys={keys} className="max-md:hidden" />
    </Button>
  );
}
