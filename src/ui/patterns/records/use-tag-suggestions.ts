'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Answer } from '@/ui/data/api';
import { valueAt } from '../model/entries';

/** Words used in a field by the records on this device, most used first. */
export function useTagSuggestions(path: string): string[] {
  const client = useQueryClient();
  return useMemo(() => {
    const counts = new Map<string, number>();
    for (const [, cached] of client.getQueriesData<{ pages?: Answer<unknown>[]; data?: unknown }>({
      queryKey: ['records'],
    })) {
      for (const page of cached?.pages ?? (cached ? [cached] : [])) {
        for (const record of Array.isArray(page.data) ? page.data : [page.data]) {
          const words =
            typeof record === 'object' && record !== null
              ? valueAt(record as Record<string, unknown>, path)
              : null;
          if (!Array.isArray(words)) continue;
          for (const word of words)
            if (typeof word === 'string') counts.set(word, (counts.get(word) ?? 0) + 1);
        }
      }
    }
    return [...counts].sort((a, b) => b[1] - a[1]).map(([word]) => word);
  }, [client, path]);
}
