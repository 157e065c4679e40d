'use client';

import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { uiObjects } from '@/registry.ui';
import { type Answer, api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useCan } from '@/ui/data/session';
import type { Day } from '@/ui/patterns/values/calendar';
import { addDays } from '@/ui/primitives/calendar-days';
import type { Entry } from './layout';

export interface Shown {
  readonly entries: readonly Entry[];
  readonly truncated: boolean;
}

/** Objects with a place on the calendar that one may read. */
export function useCalendarObjects() {
  const can = useCan();
  return uiObjects.filter(({ name, calendar }) => calendar && can(`${name}:read`));
}

/** What members have on some days, of every object with a place on the calendar; each follows the changes of its records. */
export function useCalendar(days: readonly Day[], members: readonly string[]) {
  const objects = useCalendarObjects();
  const [from = '', last = from] = [days[0], days.at(-1)];
  return useQueries({
    queries: objects.map(({ name }) => ({
      queryKey: keys.list(name, { calendar: from, last, members }),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api<Shown>('GET', '/calendar', undefined, {
          query: { from, to: addDays(last, 1), members: members.join(), object: name },
          signal,
        }),
      placeholderData: keepPreviousData,
    })),
    combine: (results) => ({
      entries: results.flatMap(
        ({ data }) => (data as Answer<Shown> | undefined)?.data.entries ?? [],
      ),
      truncated: results.some(({ data }) => data?.data.truncated),
      isPending: results.some(({ isPending }) => isPending),
      error: results.find(({ isError, data }) => isError && !data)?.error ?? null,
      retry: () => {
        for (const result of results) if (result.isError) void result.refetch();
      },
    }),
  });
}
