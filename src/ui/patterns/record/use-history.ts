'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { type Answer, api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';

/** A field that changed, in the API's values. */
export interface Change {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** One event of a record, as `GET …/{id}/history` answers it. */
export interface HistoryEntry {
  readonly id: string;
  /** `contact.updated` */
  readonly name: string;
  readonly created_at: string;
  readonly actor: {
    readonly kind: string;
    readonly id: string | null;
    readonly name: string | null;
  };
  readonly source: string;
  readonly request_id: string;
  readonly changes: readonly Change[];
  /** Titles of the records and people the changes name, by id. */
  readonly names: Readonly<Record<string, string>>;
}

/** What happened to a record, newest first, read further on demand. */
export function useHistory(object: string, id: string) {
  return useInfiniteQuery({
    queryKey: keys.history(object, id),
    queryFn: ({ pageParam, signal }) =>
      api<HistoryEntry[]>('GET', `/${object}/${id}/history`, undefined, {
        query: { cursor: pageParam, limit: 30 },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last: Answer<HistoryEntry[]>) => last.pagination?.next_cursor ?? undefined,
  });
}
