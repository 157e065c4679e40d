'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useRef } from 'react';
import { uiObjectMap } from '@/registry.ui';
import { type Answer, api } from '@/ui/data/api';
import { isApiError } from '@/ui/data/api-error';
import { keys } from '@/ui/data/keys';
import type { RecordData } from '@/ui/data/types';
import { useUndoToast } from '@/ui/data/undo';
import { useFailureToast } from '@/ui/data/use-records';
import { toast } from '@/ui/primitives/toast';
import { type Entry, keyOf } from './layout';
import type { Shown } from './use-calendar';

/**
 * Gives an entry another time or length: shown at once, sent one after the other, taken back with a word why, undone from a
 * toast. What is on screen is read again once no change is on its way.
 */
export function useEntryChanges(say: (entry: Entry) => string) {
  const client = useQueryClient();
  const t = useTranslations('calendar');
  const showUndo = useUndoToast();
  const report = useFailureToast();
  const queue = useRef<Promise<void>>(Promise.resolve());
  const pending = useRef(0);
  /** Those one's own changes have made, before they are read again. */
  const versions = useRef(new Map<string, number>());

  const show = (object: string, key: string, entry: Entry) =>
    client.setQueriesData<Answer<Shown>>(
      {
        queryKey: keys.lists(object),
        predicate: ({ queryKey }) => 'calendar' in Object(queryKey[3]),
      },
      (answer) =>
        answer && {
          ...answer,
          data: {
            ...answer.data,
            entries: answer.data.entries.map((one) => (keyOf(one) === key ? entry : one)),
          },
        },
    );
  return async (before: Entry, after: Entry): Promise<void> => {
    const { object, id, version } = before;
    const place = uiObjectMap.get(object)?.calendar;
    if (!place || (before.start === after.start && before.end === after.end)) return;
    const length = after.end ? (Date.parse(after.end) - Date.parse(after.start)) / 60_000 : null;
    const body = {
      ...(before.start === after.start ? {} : { [place.start]: after.start }),
      ...(place.end && after.end ? { [place.end]: after.end } : {}),
      ...(place.minutes && length !== null && !after.all_day
        ? { [place.minutes]: Math.round(length) }
        : {}),
    };
    pending.current += 1;
    await client.cancelQueries({ queryKey: keys.lists(object) });
    show(object, keyOf(before), after);
    const send = async () => {
      const known = Math.max(version, versions.current.get(id) ?? 0);
      try {
        const answer = await api<RecordData>('PATCH', `/${object}/${id}`, body, { version: known });
        versions.current.set(id, answer.data.version);
        const message = t('moved', { title: after.title, when: say(after) });
        showUndo({ object, request_id: answer.request_id, message });
      } catch (error) {
        show(object, keyOf(after), before);
        if (isApiError(error, 'stale_version')) toast.error(t('stale', { title: before.title }));
        else report(error);
      }
      pending.current -= 1;
      if (pending.current === 0) await client.invalidateQueries({ queryKey: keys.object(object) });
    };
    queue.current = queue.current.then(send);
    await queue.current;
  };
}
