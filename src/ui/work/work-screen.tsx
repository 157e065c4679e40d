'use client';

import { CircleCheck, ListChecks, Play } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useNow, useTranslations } from 'next-intl';
import { useCallback, useMemo, useState } from 'react';
import { tasks as object } from '@/objects/tasks/object';
import type { RecordData } from '@/ui/data/types';
import { useObject } from '@/ui/patterns/object-scope';
import { ConflictDialog } from '@/ui/patterns/record/conflict-dialog';
import { useSelection } from '@/ui/patterns/table/selection';
import { useIsPhone } from '@/ui/patterns/use-is-phone';
import { useLocaleInfo } from '@/ui/patterns/values/use-locale-info';
import { Button } from '@/ui/primitives/button';
import { EmptyState } from '@/ui/primitives/empty-state';
import { ErrorState } from '@/ui/primitives/error-state';
import { Once } from '@/ui/primitives/once';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { PageHeader } from '@/ui/shell/page-header';
import { type GroupName, upcoming } from './groups';
import { MemberPicker } from './member-picker';
import { QuickAddTask } from './quick-add-task';
import { useTaskActions } from './use-task-actions';
import { useWork } from './use-work';
import { useWorkAddress } from './use-work-address';
import { useWorkKeys } from './use-work-keys';
import { WorkBulkBar } from './work-bulk-bar';
import { GroupHeading, WorkGroup } from './work-group';
import type { RowContext } from './work-row';

// Fetched when they are first needed; the list itself stays light.
const RecordPanel = dynamic(
  () => import('@/ui/patterns/record/record-panel').then((module) => module.RecordPanel),
  { ssr: false },
);
const WorkThrough = dynamic(() => import('./work-through').then((module) => module.WorkThrough), {
  ssr: false,
});

/** Tasks of one person by when they are due, to be worked off. */
export function WorkScreen() {
  const t = useTranslations('work');
  const words = useTranslations('list');
  const scope = useObject(object.name);
  const phone = useIsPhone();
  const now = useNow({ updateInterval: 60_000 });
  const info = useLocaleInfo();
  const locale = useMemo(() => ({ ...info, now }), [info, now]);
  const [address, setAddress] = useWorkAddress();
  const { member, open: openId, through } = address;
  const { groups, queries, bounds: _, ...work } = useWork(member, locale);
  const actions = useTaskActions(locale);
  const [selecting, setSelecting] = useState(false);
  const [showDone, setShowDone] = useState(false);
  const [menu, setMenu] = useState<RowContext['menu']>(null);

  const shown = useMemo(() => {
    const open = (['overdue', 'today', ...upcoming] as const).flatMap((name) => groups[name].tasks);
    return showDone ? [...open, ...groups.done.tasks] : open;
  }, [groups, showDone]);
  const ids = useMemo(() => shown.map(({ id }) => id), [shown]);
  const selection = useSelection(ids);
  const chosen = shown.filter(({ id }) => selection.selection.ids.has(id));
  const editable = scope.can('update', { owner_id: member });

  const open = useCallback(
    (id: string | null) => setAddress({ open: id }, { replace: openId !== null && id !== null }),
    [setAddress, openId],
  );
  const keys = useWorkKeys({
    enabled: !through,
    shown,
    chosen,
    editable,
    openId,
    onOpen: open,
    onComplete: (tasks, done) => actions.complete(tasks, done),
    onMenu: setMenu,
    onSelect: selection,
    onThrough: () => setAddress({ through: true }),
  });
  const readMore = useCallback(() => {
    for (const name of ['overdue', 'today'] as const) {
      const { hasNextPage, isFetchingNextPage, fetchNextPage } = queries[name];
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
    }
  }, [queries]);

  if (through && !work.isPending && !work.error) {
    const due = [...groups.overdue.tasks, ...groups.today.tasks];
    return (
      <WorkThrough
        scope={scope}
        queue={chosen.length > 0 ? chosen : due}
        left={chosen.length > 0 ? chosen.length : groups.overdue.total + groups.today.total}
        actions={actions}
        editable={editable}
        onMore={readMore}
        onClose={() => setAddress({ through: false })}
      />
    );
  }

  const context: RowContext = {
    locale,
    actions,
    selection,
    phone,
    selecting,
    editable,
    openId,
    onOpen: (id) => (selecting ? selection.toggle(id) : open(id)),
    onComplete: (task: RecordData) => {
      keys.remember(task.id);
      actions.complete([task], task.status !== 'done');
    },
    menu,
    onMenu: (next) => {
      if (next) keys.remember(next.id);
      setMenu(next);
    },
    onReturn: keys.comeBack,
  };
  const at = openId ? ids.indexOf(openId) : -1;
  const neighbour = (by: 1 | -1) => {
    const id = at < 0 ? undefined : ids[at + by];
    return id ? () => open(id) : undefined;
  };
  const ahead = upcoming.reduce((sum, name) => sum + groups[name].total, 0);
  const isEmpty = groups.overdue.total + groups.today.total + ahead === 0;
  const group = (name: GroupName, nested = false) => (
    <WorkGroup
      key={name}
      name={name}
      read={groups[name]}
      query={queries[name]}
      context={context}
      nested={nested}
      {...(name === 'done'
        ? { fold: { open: showDone, toggle: () => setShowDone(!showDone) } }
        : {})}
    />
  );
  return (
    <div className="flex h-full min-h-0">
      <section className="relative flex min-w-0 flex-1 flex-col" aria-label={t('title')}>
        <PageHeader
          title={t('title')}
          icon={<ListChecks />}
          actions={
            <>
              {phone ? (
                <Button
                  variant="ghost"
                  size="icon"
                  aria-label={words('select')}
                  aria-pressed={selecting}
                  onClick={() => {
                    setSelecting(!selecting);
                    selection.clear();
                  }}
                >
                  <CircleCheck aria-hidden className={selecting ? 'text-primary-text' : ''} />
                </Button>
              ) : null}
              <MemberPicker value={member} onChange={(next) => setAddress({ member: next })} />
              <Button
                aria-label={t('work_through')}
                disabled={groups.overdue.total + groups.today.total === 0 && chosen.length === 0}
                onClick={() => setAddress({ through: true })}
              >
                <Play aria-hidden />
                {phone ? null : t('work_through')}
              </Button>
            </>
          }
        />
        {scope.can('create') ? (
          <div className="flex shrink-0 border-b px-4 py-2 max-md:px-3">
            <QuickAddTask member={member} locale={locale} />
          </div>
        ) : null}
        <div
          ref={keys.list}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="min-h-0 flex-1 overflow-y-auto pb-16 outline-none"
        >
          {work.isPending ? (
            <Loading label={words('loading')} className="flex flex-col gap-4 p-4">
              {[1, 2, 3, 4, 5, 6].map((one) => (
                <Skeleton key={one} className="h-6" />
              ))}
            </Loading>
          ) : work.error ? (
            <ErrorState error={work.error} onRetry={work.retry} />
          ) : (
            <>
              {isEmpty ? (
                <EmptyState
                  icon={<ListChecks />}
                  title={t('empty_title')}
                  description={t('empty_text')}
                />
              ) : null}
              {group('overdue')}
              {group('today')}
              {ahead > 0 ? (
                <section aria-label={t('upcoming')}>
                  <GroupHeading level="h2" count={ahead}>
                    {t('upcoming')}
                  </GroupHeading>
                  {upcoming.map((name) => group(name, true))}
                </section>
              ) : null}
              {group('done')}
            </>
          )}
        </div>
        <Once when={selection.selection.ids.size > 0}>
          <WorkBulkBar scope={scope} selection={selection} tasks={chosen} actions={actions} />
        </Once>
      </section>
      {openId ? (
        <RecordPanel
          scope={scope}
          id={openId}
          onPrevious={neighbour(-1)}
          onNext={neighbour(1)}
          onClose={() => open(null)}
          phone={phone}
        />
      ) : null}
      <ConflictDialog />
    </div>
  );
}
