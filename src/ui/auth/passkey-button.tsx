'use client';

import { Fingerprint } from 'lucide-react';
import { useState } from 'react';
import { isApiError } from '@/ui/data/api-error';
import { useErrorText } from '@/ui/data/issue-text';
import { Button } from '@/ui/primitives/button';
import { FormFailure } from '@/ui/primitives/form-failure';
import { usePasskeys } from './use-passkeys';

export interface PasskeyButtonProps {
  label: string;
  /** Gets what the passkey answered. */
  onAnswer: (passkey: object) => Promise<unknown>;
}

/** Has the browser ask for a passkey; nothing where it knows none. */
export function PasskeyButton({ label, onAnswer }: PasskeyButtonProps) {
  const errorText = useErrorText();
  const able = usePasskeys();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  if (able === false) return null;
  const ask = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const { askPasskey } = await import('./passkey');
      const passkey = await askPasskey();
      if (passkey) await onAnswer(passkey);
    } catch (error) {
      if (!isApiError(error)) throw error;
      setFailure(errorText(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="flex flex-col gap-2">
      <FormFailure message={failure} />
      <Button size="lg" busy={busy} disabled={!able} onClick={() => void ask()}>
        <Fingerprint aria-hidden />
        {label}
      </Button>
    </div>
  );
}
