'use client';

import { useMemo } from 'react';
import type { Granted } from '@/identity/roles/rights';
import { useSession } from '@/ui/data/session';

/** What one may do oneself, and so may give to others. */
export function useGranted(): Granted {
  const { permissions, reach, fields } = useSession();
  return useMemo(
    () => ({
      permissions: new Set(permissions),
      reach: reach && { objects: reach.objects, people: reach.people, teams: [] },
      fields,
    }),
    [permissions, reach, fields],
  );
}
