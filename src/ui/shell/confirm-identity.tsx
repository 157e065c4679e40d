'use client';

import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import { whenUnconfirmed } from '@/ui/data/api';

const ConfirmDialog = dynamic(
  () => import('@/ui/auth/confirm-identity-dialog').then((module) => module.ConfirmIdentityDialog),
  { ssr: false },
);

/** Asks who it is when the API wants to know, and lets the call that was refused go on. */
export function ConfirmIdentity() {
  const [answer, setAnswer] = useState<((confirmed: boolean) => void) | null>(null);
  useEffect(() => whenUnconfirmed(() => new Promise((resolve) => setAnswer(() => resolve))), []);
  if (!answer) return null;
  return (
    <ConfirmDialog
      onDone={(confirmed) => {
        answer(confirmed);
        setAnswer(null);
      }}
    />
  );
}
