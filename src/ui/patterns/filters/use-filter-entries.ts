'use client';

import { useMemo } from 'react';
import { addressOf } from '@/core/shape/countries';
import { uiObjectMap } from '@/registry.ui';
import { useCan, useSession } from '@/ui/data/session';
import type { Entry } from '../model/entries';
import type { ObjectScope } from '../object-scope';
import { filterEntries } from './filter-entries';

/** Everything a list can be filtered by. */
export function useFilterEntries({ object, custom }: ObjectScope): {
  entries: readonly Entry[];
  byPath: ReadonlyMap<string, Entry>;
} {
  const can = useCan();
  const { fields } = useSession();
  return useMemo(() => {
    const entries = filterEntries(object, custom, uiObjectMap).filter(
      ({ path, field, through }) => {
        const { target } = (through && object.fields[`${through.name}_id`]) ?? field;
        const rights = fields?.[(through ? target : object.name) ?? ''];
        const name = through ? path.slice(through.name.length + 1) : path;
        const right = rights?.[name] ?? rights?.[addressOf(name) ?? ''];
        return (!target || can(`${target}:read`)) && (!right || right === 'read_only');
      },
    );
    return { entries, byPath: new Map(entries.map((entry) => [entry.path, entry])) };
  }, [object, custom, can, fields]);
}
