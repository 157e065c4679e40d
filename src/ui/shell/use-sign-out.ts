'use client';

import { api } from '@/ui/data/api';
import { isApiError } from '@/ui/data/api-error';
import { clearDrafts } from '@/ui/data/drafts';
import { useFailureToast } from '@/ui/data/use-records';

/** Ends the session and forgets what this device kept. */
export function useSignOut(): () => Promise<void> {
  const report = useFailureToast();
  return async () => {
    try {
      await api('POST', '/auth/logout', {});
    } catch (error) {
      // A session that is already gone is as good as signed out.
      if (!isApiError(error, 'unauthenticated')) return report(error);
    }
    clearDrafts();
    location.assign('/sign-in');
  };
}
