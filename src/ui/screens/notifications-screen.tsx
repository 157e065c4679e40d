'use client';

import { Bell, CheckCheck, Settings } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { GroupRow } from '@/ui/notifications/group-row';
import type { NotificationGroup, Show } from '@/ui/notifications/types';
import { useNotificationSteps, useNotifications } from '@/ui/notifications/use-notifications';
import { useUnread } from '@/ui/notifications/use-unread';
import { Button } from '@/ui/primitives/button';
import { EmptyState } from '@/ui/primitives/empty-state';
import { ErrorState } from '@/ui/primitives/error-state';
import { MoreButton } from '@/ui/primitives/more-button';
import { SegmentedControl } from '@/ui/primitives/segmented-control';
import { Loading, Skeleton } from '@/ui/primitives/skeleton';
import { Tooltip } from '@/ui/primitives/tooltip';
import { Link } from '@/ui/shell/navigation';
import { PageHeader } from '@/ui/shell/page-header';
import { useShortcuts } from '@/ui/shell/shortcuts';

/** What concerns me, grouped by record. */
export function NotificationsScreen() {
  const t = useTranslations('notifications');
  const [show, setShow] = useState<Show>('all');
  const unread = useUnread();
  const query = useNotifications(show);
  const steps = useNotificationSteps();
  const groups = query.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageHeader
        title={t('title')}
        icon={<Bell />}
        {...(unread > 0 ? { detail: t('unread_count', { count: unread }) } : {})}
        actions={
          <>
            <Tooltip content={t('read_all')}>
              <Button
                variant="ghost"
                size="icon-sm"
                aria-label={t('read_all')}
                disabled={unread === 0}
                onClick={steps.readAll}
              >
                <CheckCheck aria-hidden />
              </Button>
            </Tooltip>
            <Tooltip content={t('settings')}>
              <Button asChild variant="ghost" size="icon-sm" aria-label={t('settings')}>
                <Link href="/settings/notifications">
                  <Settings aria-hidden />
                </Link>
              </Button>
            </Tooltip>
          </>
        }
      />
      <div className="border-b px-4 py-2 max-md:px-3">
        <SegmentedControl
          aria-label={t('show')}
          value={show}
          onValueChange={setShow}
          options={[
            { value: 'all', label: t('show_all') },
            { value: 'unread', label: t('show_unread') },
          ]}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div tabIndex={0} className="min-h-0 flex-1 overflow-y-auto outline-none">
        {query.isPending ? (
          <Loading label={t('title')} className="flex flex-col gap-4 p-4">
            {[1, 2, 3, 4].map((at) => (
              <Skeleton key={at} className="h-12" />
            ))}
          </Loading>
        ) : query.isError ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : groups.length === 0 ? (
          <EmptyState
            icon={<Bell />}
            title={t(show === 'unread' ? 'all_read_title' : 'empty_title')}
            description={t(show === 'unread' ? 'all_read_text' : 'empty_text')}
          />
        ) : (
          <Groups groups={groups} steps={steps} />
        )}
        <MoreButton query={query} label={t('older')} className="m-4" />
      </div>
    </div>
  );
}

/** The list, with keys that move over it and act on the entry that has the focus. */
function Groups({
  groups,
  steps,
}: {
  groups: readonly NotificationGroup[];
  steps: ReturnType<typeof useNotificationSteps>;
}) {
  const t = useTranslations('notifications');
  const list = useRef<HTMLUListElement>(null);
  const focusable = () => [
    ...(list.current?.querySelectorAll<HTMLElement>('[data-group-focus]') ?? []),
  ];
  const place = () =>
    focusable().findIndex((one) => one.closest('li')?.contains(document.activeElement));
  const move = (by: number) => {
    const all = focusable();
    all[Math.min(Math.max(place() + by, 0), all.length - 1)]?.focus();
  };
  const withFocused = (act: (group: NotificationGroup) => void) => () => {
    const group = groups[place()];
    if (group) act(group);
  };
  const group = 'list' as const;
  useShortcuts([
    { keys: 'j', label: t('key_next'), group, run: () => move(1) },
    { keys: 'k', label: t('key_previous'), group, run: () => move(-1) },
    {
      keys: 'r',
      label: t('mark_read'),
      group,
      run: withFocused((one) => steps.read(one, one.unread > 0)),
    },
    {
      keys: 'e',
      label: t('archive'),
      group,
      run: withFocused((one) => {
        const next = focusable()[place() + 1] ?? focusable()[place() - 1];
        steps.archive(one);
        next?.focus();
      }),
    },
    {
      keys: 'm',
      label: t('mute'),
      group,
      run: withFocused((one) => {
        if (one.record && !one.record.deleted && one.object !== 'imports') steps.mute(one);
      }),
    },
  ]);
  return (
    <ul ref={list} className="divide-y">
      {groups.map((one) => (
        <GroupRow key={one.id} group={one} steps={steps} />
      ))}
    </ul>
  );
}
