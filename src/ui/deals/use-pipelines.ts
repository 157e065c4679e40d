'use client';

import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import type { RecordData } from '@/ui/data/types';

export interface Pipeline {
  readonly id: string;
  readonly title: string;
  readonly is_default: boolean;
  /** Empty: any reason will do. */
  readonly lost_reasons: readonly string[];
}

/** The pipelines of the company, the default one first, as the server chooses among them. */
export function usePipelines(): readonly Pipeline[] {
  const params = { sort: 'position', limit: 100, include: '' };
  const { data } = useQuery({
    queryKey: keys.list('pipelines', params),
    queryFn: ({ signal }) =>
      api<RecordData[]>('GET', '/pipelines', undefined, { query: params, signal }),
    staleTime: 60_000,
  });
  return useMemo(() => {
    const all = (data?.data ?? []).map((record) => ({
      id: record.id,
      title: record.title,
      is_default: record.is_default === true,
      lost_reasons: Array.isArray(record.lost_reasons) ? (record.lost_reasons as string[]) : [],
    }));
    return all.sort((a, b) => Number(b.is_default) - Number(a.is_default));
  }, [data]);
}
