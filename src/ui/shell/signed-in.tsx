'use client';

import dynamic from 'next/dynamic';
import type { ReactNode } from 'react';
import { SessionProvider, useSession } from '@/ui/data/session';
import type { Session } from '@/ui/data/types';
import { AppShell } from './app-shell';
import { ConfirmIdentity } from './confirm-identity';
import { Screen } from './screen';

const HeldBack = dynamic(() => import('@/ui/auth/held-back').then((module) => module.HeldBack));

/** The whole signed-in part: one page whose screens follow the address. */
export function SignedIn({ session, collapsed }: { session: Session; collapsed: boolean }) {
  return (
    <SessionProvider initial={session}>
      <Admitted>
        <AppShell collapsed={collapsed}>
          <Screen />
        </AppShell>
      </Admitted>
      <ConfirmIdentity />
    </SessionProvider>
  );
}

/** The work, or why the sign-in policy of the company keeps somebody from it. */
function Admitted({ children }: { children: ReactNode }) {
  const { held_back } = useSession();
  return held_back ? <HeldBack reason={held_back} /> : children;
}
