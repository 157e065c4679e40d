'use client';

import { signOut } from '@/ui/data/sign-out';
import { useFailureToast } from '@/ui/data/use-records';

/** Signs out; tells when that fails. */
export function useSignOut(): () => Promise<void> {
  const report = useFailureToast();
  return () => signOut().catch(report);
}
