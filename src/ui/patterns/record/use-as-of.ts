'use client';

import { useQuery } from '@tanstack/react-query';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import type { RecordData } from '@/ui/data/types';
import { isEditable, valueAt } from '../model/entries';
import type { ObjectScope } from '../object-scope';
import { sameValue } from '../values/same';
import type { Change } from './history-entry';

/** A record as it was, as `GET …/{id}/as-of` answers it. */
export interface PastRecord extends RecordData {
  readonly as_of: {
    /** The last event until then; null before all that are kept. */
    readonly event: string | null;
    readonly at: string;
    /** Titles of what it pointed at, by id. */
    readonly names: Readonly<Record<string, string>>;
  };
}

/** Right after an event, or at an instant, ISO 8601; now without either. */
export interface Moment {
  readonly event?: string;
  readonly at?: string;
}

/** A record as it was at a moment; nothing is asked for while there is none. */
export function useAsOf(object: string, id: string, moment: Moment | null) {
  return useQuery({
    queryKey: keys.asOf(object, id, moment),
    queryFn: ({ signal }) =>
      api<PastRecord>('GET', `/${object}/${id}/as-of`, undefined, {
        query: { ...moment },
        signal,
      }),
    enabled: moment !== null,
    staleTime: 0,
  });
}

/** What of a record differs from what it was: `before` is now, `after` is what it was. Only what people can set. */
export function differences(scope: ObjectScope, now: RecordData, past: RecordData): Change[] {
  return scope.entries.filter(isEditable).flatMap(({ path }) => {
    const [before, after] = [valueAt(now, path), valueAt(past, path)];
    return sameValue(before, after) ? [] : [{ field: path, before, after }];
  });
}
