'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { uiObjectMap } from '@/registry.ui';
import { type Answer, api } from '@/ui/data/api';
import { isApiError } from '@/ui/data/api-error';
import { keys } from '@/ui/data/keys';
import { useUndoToast } from '@/ui/data/undo';
import { useFailureToast } from '@/ui/data/use-records';
import { toast } from '@/ui/primitives/toast';
import { type Entry, keyOf } from './layout';
import type { Shown } from './use-calendar';

/** Gives an entry another time or length: shown at once, taken back with a word why, undone from a toast. */
export function useEntryChanges(say: (entry: Entry) => string) {
  const client = useQueryClient();
  const t = useTranslations('calendar');
  const showUndo = useUndoToast();
  const report = useFailureToast();

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
    await client.cancelQueries({ queryKey: keys.lists(object) });
    show(object, keyOf(before), after);
    try {
      const answer = await api('PATCH', `/${object}/${id}`, body, { version });
      const message = t('moved', { title: after.title, when: say(after) });
      showUndo({ object, request_id: answer.request_id, message });
    } catch (error) {
      show(object, keyOf(after), before);
      if (isApiError(error, 'stale_version')) toast.error(t('stale', { title: before.title }));
      else report(error);
    }
    await client.invalidateQueries({ queryKey: keys.object(object) });
  };
}
