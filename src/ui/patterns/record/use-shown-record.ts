'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { rememberRecord } from '@/ui/data/recent';
import { findCached } from '@/ui/data/record-cache';
import { useSession } from '@/ui/data/session';
import type { RecordData } from '@/ui/data/types';
import { useRecord } from '@/ui/data/use-records';
import { includesOf } from '../model/entries';
import type { ObjectScope } from '../object-scope';

/** A record with the names of all it refers to; what a list already holds is shown until it is here. */
export function useShownRecord(
  scope: ObjectScope,
  id: string,
): { record: RecordData | undefined; error: unknown; refetch: () => void } {
  const client = useQueryClient();
  const { company } = useSession();
  const { name } = scope.object;
  const query = useRecord(name, id, includesOf(scope.entries).slice(0, 10).join(','));
  const record = query.data?.data ?? findCached(client, name, id);
  const title = record?.title;
  useEffect(() => {
    if (title) rememberRecord(company.id, { object: name, id, title });
  }, [company.id, name, id, title]);
  return {
    record: query.isError ? undefined : record,
    error: query.error,
    refetch: () => void query.refetch(),
  };
}
