import { api } from '@/ui/data/api';

/** A share as `/api/shares` returns it. */
export interface Share {
  readonly id: string;
  readonly grantee: { readonly kind: 'user' | 'team'; readonly id: string; readonly name: string };
  readonly access: 'read' | 'change';
}

/** Why somebody sees a record, or does not, as `/api/access` tells it. */
export interface Reason {
  readonly code:
    | 'role'
    | 'owner'
    | 'team'
    | 'below'
    | 'shared'
    | 'through'
    | 'private'
    | 'no_right'
    | 'not_reached';
  readonly object: string | null;
  readonly record_id: string | null;
}

interface Verdict {
  readonly allowed: boolean;
  readonly reason: Reason;
}

export interface PersonAccess {
  readonly user_id: string;
  readonly name: string;
  readonly read: Verdict;
  readonly update: Verdict;
  readonly delete: Verdict;
}

export const sharesKey = (object: string, id: string) => ['shares', object, id] as const;
export const accessKey = (object: string, id: string) => ['access', object, id] as const;

type Signal = { signal: AbortSignal };

export const sharesQuery = (object: string, record_id: string) => ({
  queryKey: sharesKey(object, record_id),
  queryFn: ({ signal }: Signal) =>
    api<Share[]>('GET', '/shares', undefined, { query: { object, record_id }, signal }),
});

export const accessQuery = (object: string, record_id: string) => ({
  queryKey: accessKey(object, record_id),
  queryFn: ({ signal }: Signal) =>
    api<{ people: PersonAccess[] }>('GET', '/access', undefined, {
      query: { object, record_id },
      signal,
    }),
  // Rights change elsewhere.
  staleTime: 0,
});
