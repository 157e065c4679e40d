'use client';

import { useQuery } from '@tanstack/react-query';
import { useLocale } from 'next-intl';
import { useMemo } from 'react';
import type { CustomField } from '@/core/shape/custom-field';
import type { ObjectDefinition } from '@/core/shape/object';
import type { RecordVerb } from '@/identity/permissions';
import { uiObjectMap } from '@/registry.ui';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import { useSession } from '@/ui/data/session';
import { type Entry, entriesOf } from './model/entries';

/** An object as screens use it: its definition, the company's own fields beside it, and what the person may do. */
export interface ObjectScope {
  readonly object: ObjectDefinition;
  readonly custom: readonly CustomField[];
  readonly entries: readonly Entry[];
  readonly byPath: ReadonlyMap<string, Entry>;
  readonly language: 'en' | 'tr';
  can(verb: RecordVerb): boolean;
}

const none: readonly CustomField[] = [];

/** The company's own fields of all objects. */
function useCustomFields(object: string): readonly CustomField[] {
  const { data } = useQuery({
    queryKey: keys.fields,
    queryFn: ({ signal }) => api<CustomField[]>('GET', '/fields', undefined, { signal }),
    staleTime: 60_000,
  });
  return useMemo(
    () => data?.data.filter((field) => field.object === object) ?? none,
    [data, object],
  );
}

/** Throws for a name no object has: pages check it before. */
export function useObject(name: string): ObjectScope {
  const object = uiObjectMap.get(name);
  if (!object) throw new Error(`There is no object ${name}.`);
  const custom = useCustomFields(name);
  const language = useLocale() === 'tr' ? 'tr' : 'en';
  const { permissions } = useSession();
  return useMemo(() => {
    const entries = entriesOf(object, custom);
    const granted = new Set(permissions);
    return {
      object,
      custom,
      entries,
      byPath: new Map(entries.map((entry) => [entry.path, entry])),
      language,
      can: (verb) => granted.has(`${name}:${verb}`),
    };
  }, [object, custom, language, permissions, name]);
}
