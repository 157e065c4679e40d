'use client';

import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
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

/** Whether the person may do it, for showing and hiding only; the server decides. `can('contacts:update')`. */
export function useCan(): (permission: string) => boolean {
  const { permissions } = useSession();
  const set = useMemo(() => new Set(permissions), [permissions]);
  return (permission) => set.has(permission);
}
