'use client';

import {
  type InfiniteData,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type Answer, api, type Method } from '@/ui/data/api';
import { useErrorText } from '@/ui/data/issue-text';
import { keys } from '@/ui/data/keys';
import { toast } from '@/ui/primitives/toast';
import { type NotificationGroup, type Show, targetOf } from './types';

/** What one is told, newest first, read further on demand. */
export function useNotifications(show: Show) {
  return useInfiniteQuery({
    queryKey: keys.notifications(show),
    queryFn: ({ pageParam, signal }) =>
      api<NotificationGroup[]>('GET', '/notifications', undefined, {
        query: { show, cursor: pageParam },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last: Answer<NotificationGroup[]>) =>
      last.pagination?.next_cursor ?? undefined,
    refetchOnWindowFocus: 'always',
  });
}

interface Step {
  readonly method: Method;
  readonly path: string;
  readonly body?: unknown;
  /** How a group looks once it is done; null: it is gone. */
  readonly patch: (group: NotificationGroup) => NotificationGroup | null;
}

type Pages = InfiniteData<Answer<NotificationGroup[]>, string>;

/** Reading, putting away and muting: shown at once, put right by what the server says. */
export function useNotificationSteps() {
  const client = useQueryClient();
  const t = useTranslations('notifications');
  const errorText = useErrorText();
  const { mutate } = useMutation({
    mutationFn: ({ method, path, body }: Step) => api<{ unread?: number }>(method, path, body),
    onMutate: async ({ patch }) => {
      await client.cancelQueries({ queryKey: keys.allNotifications });
      client.setQueriesData<Pages>({ queryKey: keys.allNotifications }, (pages) =>
        pages && 'pages' in pages ? changed(pages, patch) : pages,
      );
    },
    onSuccess: (answer) => {
      if (answer.data.unread !== undefined) client.setQueryData(keys.unread, answer);
    },
    onError: (error) => void toast.error(errorText(error)),
    onSettled: () =>
      Promise.all(
        [keys.allNotifications, keys.unread].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  });
  const of =
    (group: NotificationGroup, patch: Partial<NotificationGroup> | null) =>
    (one: NotificationGroup): NotificationGroup | null =>
      one.id !== group.id ? one : patch && { ...one, ...patch };
  const post = (path: string, body: unknown, patch: Step['patch']) =>
    mutate({ method: 'POST', path: `/notifications/${path}`, body, patch });
  const mute = (group: NotificationGroup, muted: boolean) =>
    mutate({
      method: muted ? 'PUT' : 'DELETE',
      path: `/${group.object}/${group.record?.id}/mute`,
      patch: of(group, { muted }),
    });
  const undo = (run: () => void) => ({ action: { label: t('undo'), onClick: run } });
  const read = (group: NotificationGroup, to: boolean) =>
    post('read', { ...targetOf(group), read: to }, of(group, { unread: to ? 0 : group.total }));
  return {
    read,
    readAll: () => post('read', { all: true }, (one) => ({ ...one, unread: 0 })),
    archive: (group: NotificationGroup) => {
      post('archive', targetOf(group), of(group, null));
      const back = () => post('archive', { ...targetOf(group), archived: false }, (one) => one);
      toast(t('archived'), undo(back));
    },
    mute: (group: NotificationGroup) => {
      mute(group, !group.muted);
      toast(
        t(group.muted ? 'unmuted' : 'muted'),
        undo(() => mute(group, group.muted)),
      );
    },
  };
}

const changed = (pages: Pages, patch: Step['patch']): Pages => ({
  ...pages,
  pages: pages.pages.map((page) => ({
    ...page,
    data: page.data.flatMap((one) => patch(one) ?? []),
  })),
});
