'use client';

import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { ReachingVerb } from '@/core/shape/reach';
import { type Answer, api } from './api';
import { keys } from './keys';
import type { Session } from './types';

const SessionContext = createContext<Session | null>(null);

/** Gives the session the page came with, refreshed in the background. */
export function SessionProvider({ initial, children }: { initial: Session; children: ReactNode }) {
  const first = useMemo(
    () => ({ data: initial, request_id: '' }) satisfies Answer<Session>,
    [initial],
  );
  const { data } = useQuery({
    queryKey: keys.session,
    queryFn: ({ signal }) => api<Session>('GET', '/auth/session', undefined, { signal }),
    initialData: first,
    staleTime: 60_000,
  });
  return <SessionContext value={data.data}>{children}</SessionContext>;
}

/** Who is signed in, in which company, with which rights. Throws outside the signed-in part. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession is used outside of SessionProvider');
  return session;
}

/** What says how far rights on a record go. */
export interface Held {
  readonly id?: string;
  readonly owner_id?: unknown;
}

/**
 * Whether the person may do it, with a record: whether the right goes as far as that (`mustReach` of the server). For showing
 * and hiding only; the server decides. `can('contacts:update')`.
 */
export function useCan(): (permission: string, record?: Held) => boolean {
  const { permissions, reach } = useSession();
  return useMemo(() => {
    const set = new Set(permissions);
    return (permission, record) => {
      if (!set.has(permission)) return false;
      const [object = '', verb] = permission.split(':');
      const far = record && reach?.objects[object]?.[verb as ReachingVerb];
      return (
        !far ||
        reach.people[far].includes(record.owner_id as string) ||
        (verb === 'update' && reach.changeable.includes(record.id as string))
      );
    };
  }, [permissions, reach]);
}
