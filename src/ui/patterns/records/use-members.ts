'use client';

import { useQuery } from '@tanstack/react-query';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';

export interface Person {
  readonly id: string;
  readonly title: string;
  readonly email: string;
  readonly avatar_url: string | null;
}

interface Member {
  id: string;
  name: string;
  email: string;
  avatar_url: string | null;
}

/** The members of the company, for pickers; `everybody`: also programs and those who left, for names. */
export function useMembers(enabled = true, everybody = false) {
  return useQuery({
    queryKey: everybody ? keys.allMembers : keys.members,
    queryFn: ({ signal }) =>
      api<Member[]>('GET', '/members', undefined, {
        signal,
        ...(everybody ? { query: { status: 'all', kind: 'all' } } : {}),
      }),
    select: (answer): Person[] =>
      answer.data.map((member) => ({
        id: member.id,
        title: member.name,
        email: member.email,
        avatar_url: member.avatar_url,
      })),
    staleTime: 60_000,
    enabled,
  });
}
