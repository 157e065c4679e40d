'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useMemo } from 'react';
import { navigate } from '@/ui/shell/navigation';

export const filterNames = [
  'from',
  'to',
  'name',
  'object',
  'record_id',
  'actor_kind',
  'actor_id',
  'source',
  'ip',
  'request_id',
] as const;
export type FilterName = (typeof filterNames)[number];
export type AuditFilter = Readonly<Partial<Record<FilterName, string>>>;

/** What the list is chosen by, kept in the address in the words of the API; '' takes a part away. */
export function useAuditFilter(): [AuditFilter, (change: AuditFilter | null) => void] {
  const params = useSearchParams();
  const path = usePathname();
  const filter = useMemo(
    () =>
      Object.fromEntries(
        filterNames.flatMap((name) => {
          const value = params.get(name);
          return value ? [[name, value]] : [];
        }),
      ) as AuditFilter,
    [params],
  );
  /** Null takes everything away. */
  const change = (next: AuditFilter | null) => {
    const merged = Object.entries(next ? { ...filter, ...next } : {}).filter(([, value]) => value);
    const search = new URLSearchParams(merged);
    navigate(search.size > 0 ? `${path}?${search}` : path);
  };
  return [filter, change];
}
