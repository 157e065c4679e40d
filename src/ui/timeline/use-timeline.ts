'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type Answer, api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import type { RecordData } from '@/ui/data/types';
import type { HistoryEntry } from '@/ui/patterns/record/history-entry';

/** One entry of `GET …/{id}/timeline`: a change of the record, or a record that belongs to it. */
export interface TimelineEntry {
  readonly kind: string;
  readonly id: string;
  readonly at: string;
  readonly object: string;
  readonly event: HistoryEntry | null;
  readonly record: RecordData | null;
}

/** What happened to a record and what belongs to it, newest first, read further on demand; `kinds` separated by commas, all when empty. */
export function useTimeline(object: string, id: string, kinds: string) {
  return useInfiniteQuery({
    queryKey: [...keys.timeline(object, id), kinds],
    queryFn: ({ pageParam, signal }) =>
      api<TimelineEntry[]>('GET', `/${object}/${id}/timeline`, undefined, {
        query: { cursor: pageParam, limit: 30, kind: kinds },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last: Answer<TimelineEntry[]>) => last.pagination?.next_cursor ?? undefined,
  });
}

/** The pinned notes of a record, newest first, with these relations; `link` is how notes point at it. */
export function usePinnedNotes(object: string, id: string, link: string, include: string) {
  const filter = JSON.stringify({
    and: [
      { field: link, op: 'eq', value: id },
      { field: 'is_pinned', op: 'eq', value: true },
    ],
  });
  return useQuery({
    queryKey: [...keys.timeline(object, id), 'pinned'],
    queryFn: ({ signal }) =>
      api<RecordData[]>('GET', '/notes', undefined, {
        query: { filter, include, limit: 200 },
        signal,
      }),
  });
}
