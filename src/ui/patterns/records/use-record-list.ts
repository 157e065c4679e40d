'use client';

import {
  type InfiniteData,
  keepPreviousData,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Filter } from '@/core/shape/filter';
import { type Answer, api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import type { RecordData } from '@/ui/data/types';

/** What a list shows, as the API takes it. */
export interface ListParams {
  readonly sort: string;
  readonly q: string;
  readonly filter: Filter | null;
  readonly include: string;
  readonly deleted?: boolean;
}

const pageSize = 100;

const queryOf = ({ sort, q, filter, include, deleted }: ListParams) => ({
  sort,
  q,
  include,
  filter: filter ? JSON.stringify(filter) : '',
  deleted: deleted ? true : null,
});

/** The whole result, fetched in keyset pages as it is scrolled. `records` are those loaded so far, each once. */
export function useRecordList(object: string, params: ListParams) {
  const query = useInfiniteQuery({
    queryKey: keys.list(object, params),
    queryFn: ({ pageParam, signal }) =>
      api<RecordData[]>('GET', `/${object}`, undefined, {
        query: { ...queryOf(params), limit: pageSize, cursor: pageParam },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last: Answer<RecordData[]>) => last.pagination?.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: (state) =>
      ((state.state.data as InfiniteData<unknown> | undefined)?.pages.length ?? 0) <= 3,
  });
  const records = useMemo(
    () => unique(query.data?.pages.flatMap((page) => page.data) ?? []),
    [query.data],
  );
  return { ...query, records };
}

/** A record that moved while pages were read comes twice; the newer copy at the older place stays. */
function unique(records: readonly RecordData[]): RecordData[] {
  return [...new Map(records.map((record) => [record.id, record])).values()];
}

export interface Count {
  readonly total: number;
  readonly is_estimate: boolean;
}

/** How many records match: an estimate at first, exact when asked for. Small results come exact by themselves. */
export function useRecordCount(object: string, params: ListParams, exact: boolean) {
  return useQuery({
    queryKey: [
      ...keys.lists(object),
      'count',
      queryOf({ ...params, sort: '', include: '' }),
      exact,
    ],
    queryFn: async ({ signal }): Promise<Count> => {
      const query = {
        ...queryOf({ ...params, sort: '', include: '' }),
        limit: 1,
        count: exact ? 'exact' : 'estimate',
        fields: 'id',
      };
      const { pagination } = await api<RecordData[]>('GET', `/${object}`, undefined, {
        query,
        signal,
      });
      return { total: pagination?.total ?? 0, is_estimate: pagination?.total_is_estimate ?? false };
    },
    placeholderData: keepPreviousData,
  });
}
