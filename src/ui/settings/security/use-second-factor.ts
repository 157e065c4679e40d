'use client';

import { useQuery } from '@tanstack/react-query';
import { api } from '@/ui/data/api';
import { keys } from '@/ui/data/keys';
import type { SecondFactor } from './types';

/** What the person's sign-in consists of. */
export const useSecondFactor = () =>
  useQuery({
    queryKey: keys.secondFactor,
    queryFn: ({ signal }) => api<SecondFactor>('GET', '/auth/second-factor', undefined, { signal }),
  });
