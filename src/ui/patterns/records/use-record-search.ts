'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import type { RecordData } from '@/ui/data/types';
import { useObject } from '../object-scope';
import { useDebounced } from './use-debounced';

export interface Found {
  readonly id: string;
  readonly title: string;
  /** What tells two of the same name apart: a mail, a domain. */
  readonly detail: string;
}

/** Records of an object for a picker: the newest at first, matches while typing. */
export function useRecordSearch(object: string, text: string, enabled = true) {
  const { object: definition } = useObject(object);
  const q = useDebounced(text.trim(), 150);
  const hint = Object.entries(definition.fields).find(
    ([name, field]) =>
      field.quick && field.searchable && !definition.title.includes(name) && field.kind !== 'ref',
  )?.[0];
  return useQuery({
    queryKey: [...keys.object(object), 'picker', q],
    queryFn: ({ signal }) =>
      api<RecordData[]>('GET', `/${object}`, undefined, { query: { q, limit: 20 }, signal }),
    select: (answer): Found[] =>
      answer.data.map((record) => ({
        id: record.id,
        title: record.title,
        detail: hint ? String(record[hint] ?? '') : '',
      })),
    placeholderData: keepPreviousData,
    enabled,
  });
}
