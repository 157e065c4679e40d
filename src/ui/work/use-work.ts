'use client';

import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { tasks } from '@/objects/tasks/object';
import { type Answer, api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import type { RecordData } from '@/ui/data/types';
import { useReadable } from '@/ui/patterns/records/use-readable';
import type { Locale } from '@/ui/patterns/values/locale';
import {
  arrange,
  boundsOf,
  filterOf,
  type GroupName,
  groupNames,
  type Read,
  type Reads,
  sortOf,
} from './groups';

const pageSize = 25;

type Pages = InfiniteData<Answer<RecordData[]>>;

/** The first tasks of a group with the count of all, read on as asked. `day` begins a new reading at midnight. */
function useGroup(name: GroupName, member: string, day: number) {
  const include = useReadable(tasks.name, 'account,contact,deal,lead,owner');
  return useInfiniteQuery({
    queryKey: keys.list(tasks.name, { work: name, member, day, include }),
    queryFn: ({ pageParam, signal }) =>
      api<RecordData[]>('GET', `/${tasks.name}`, undefined, {
        query: {
          filter: JSON.stringify(filterOf(name, member)),
          sort: sortOf(name),
          include,
          limit: pageSize,
          ...(pageParam ? { cursor: pageParam } : { count: 'exact' }),
        },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last: Answer<RecordData[]>) => last.pagination?.next_cursor ?? undefined,
  });
}

export type GroupQuery = ReturnType<typeof useGroup>;

/** The tasks of a member in their groups, as far as they were read. */
export function useWork(member: string, locale: Pick<Locale, 'now' | 'timeZone'>) {
  const bounds = useMemo(() => boundsOf(locale), [locale]);
  const { today: day } = bounds;
  const queries: Record<GroupName, GroupQuery> = {
    overdue: useGroup('overdue', member, day),
    today: useGroup('today', member, day),
    tomorrow: useGroup('tomorrow', member, day),
    week: useGroup('week', member, day),
    later: useGroup('later', member, day),
    undated: useGroup('undated', member, day),
    done: useGroup('done', member, day),
  };
  const data = groupNames.map((name) => queries[name].data);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the data of every group
  const groups = useMemo(() => {
    const reads = groupNames.map((name, at) => [name, readOf(data[at])]);
    return arrange(Object.fromEntries(reads) as Reads, member, bounds);
  }, [...data, member, bounds]);
  const all = Object.values(queries);
  return {
    groups,
    queries,
    bounds,
    isPending: all.some((query) => query.isPending),
    /** Nothing can be shown for it. */
    error: all.find((query) => query.isError && !query.data)?.error ?? null,
    retry: () => {
      for (const query of all) if (query.isError) void query.refetch();
    },
  };
}

const readOf = (data: Pages | undefined): Read => ({
  tasks: data?.pages.flatMap((page) => page.data) ?? [],
  total: data?.pages[0]?.pagination?.total ?? 0,
});
