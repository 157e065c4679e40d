'use client';

import { useMemo } from 'react';
import { uiObjectMap } from '@/registry.ui';
import { type Entry, filterEntries } from '../model/entries';
import type { ObjectScope } from '../object-scope';

/** Everything a list can be filtered by. */
export function useFilterEntries({ object, custom }: ObjectScope): {
  entries: readonly Entry[];
  byPath: ReadonlyMap<string, Entry>;
} {
  return useMemo(() => {
    const entries = filterEntries(object, custom, uiObjectMap);
    return { entries, byPath: new Map(entries.map((entry) => [entry.path, entry])) };
  }, [object, custom]);
}
