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
import { type Held, useCan, useSession } from '@/ui/data/session';
import { type Entry, entriesOf } from './model/entries';
import { seenEntries, seenObject } from './model/seen-fields';

/** An object as screens use it: its definition, the company's own fields beside it, and what the person may do. */
export interface ObjectScope {
  readonly object: ObjectDefinition;
  readonly custom: readonly CustomField[];
  readonly entries: readonly Entry[];
  readonly byPath: ReadonlyMap<string, Entry>;
  readonly language: 'en' | 'tr';
  /** With a record: whether the right goes as far as that. For showing and hiding only. */
  can(verb: RecordVerb, record?: Held): boolean;
}

const none: readonly CustomField[] = [];

export const customFieldsQuery = {
  queryKey: keys.fields,
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    api<CustomField[]>('GET', '/fields', undefined, { signal }),
  staleTime: 60_000,
};

/** The company's own fields of an object. */
function useCustomFields(object: string): readonly CustomField[] {
  const { data } = useQuery(customFieldsQuery);
  return useMemo(
    () => data?.data.filter((field) => field.object === object) ?? none,
    [data, object],
  );
}

/** Throws for a name no object has: pages check it before. */
export function useObject(name: string): ObjectScope {
  const whole = uiObjectMap.get(name);
  if (!whole) throw new Error(`There is no object ${name}.`);
  const rights = useSession().fields?.[name];
  const custom = useCustomFields(name);
  const language = useLocale() === 'tr' ? 'tr' : 'en';
  const can = useCan();
  return useMemo(() => {
    // What a reference leads to that one may not read is no more than an id.
    const object = seenObject(whole, rights);
    const entries = seenEntries(entriesOf(whole, custom), rights).filter(
      ({ field }) => field.kind !== 'ref' || !field.target || can(`${field.target}:read`),
    );
    return {
      object,
      custom,
      entries,
      byPath: new Map(entries.map((entry) => [entry.path, entry])),
      language,
      can: (verb, record) => can(`${name}:${verb}`, record),
    };
  }, [whole, rights, custom, language, can, name]);
}
