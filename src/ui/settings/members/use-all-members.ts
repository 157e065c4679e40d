import { useQuery } from '@tanstack/react-query';
import type { RoleName } from '@/identity/permissions';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';

export const memberStatuses = ['active', 'deactivated', 'removed'] as const;

export interface Member {
  readonly id: string;
  readonly kind: 'person' | 'service';
  readonly name: string;
  /** Empty for a service account. */
  readonly email: string;
  readonly avatar_url: string | null;
  readonly role: RoleName;
  readonly status: (typeof memberStatuses)[number];
  readonly last_seen_at: string | null;
}

/** People and service accounts, those who left too. */
export const useAllMembers = () =>
  useQuery({
    queryKey: keys.allMembers,
    queryFn: ({ signal }) =>
      api<Member[]>('GET', '/members', undefined, {
        signal,
        query: { status: 'all', kind: 'all' },
      }),
  });
