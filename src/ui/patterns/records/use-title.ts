'use client';

import { useQuery } from '@tanstack/react-query';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import type { RecordData } from '@/ui/data/types';
import type { Related } from '../editors/editor';

/** What a record is called, when nothing on the screen says so. Null while it is not known, or for no id. */
export function useTitle(object: string, id: string | null): Related | null {
  const { data } = useQuery({
    queryKey: keys.record(object, id ?? ''),
    queryFn: ({ signal }) => api<RecordData>('GET', `/${object}/${id}`, undefined, { signal }),
    enabled: id !== null,
  });
  return id && data ? { id, title: data.data.title } : null;
}
