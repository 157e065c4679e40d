'use client';

import { SessionProvider } from '@/ui/data/session';
import type { Session } from '@/ui/data/types';
import { AppShell } from './app-shell';
import { Screen } from './screen';

/** The whole signed-in part: one page whose screens follow the address. */
export function SignedIn({ session, collapsed }: { session: Session; collapsed: boolean }) {
  return (
    <SessionProvider initial={session}>
      <AppShell collapsed={collapsed}>
        <Screen />
      </AppShell>
    </SessionProvider>
  );
}
