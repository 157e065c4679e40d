'use client';

import { useQuery } from '@tanstack/react-query';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';

/** How many notifications are unread, for the bell; looked at again when the window is and every minute. */
export function useUnread(): number {
  const { data } = useQuery({
    queryKey: keys.unread,
    queryFn: ({ signal }) =>
      api<{ unread: number }>('GET', '/notifications/count', undefined, { signal }),
    staleTime: 0,
    refetchInterval: 60_000,
    refetchOnWindowFocus: 'always',
  });
  return data?.data.unread ?? 0;
}
