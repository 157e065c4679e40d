'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/ui/primitives/button';
import { CopyButton } from '../copy-button';

export interface RecoveryCodesProps {
  codes: readonly string[];
  onDone: () => void;
}

/** Recovery codes, shown this once. */
export function RecoveryCodes({ codes, onDone }: RecoveryCodesProps) {
  const t = useTranslations('settings');
  const title = useTranslations('security')('codes_title');
  return (
    <div className="flex flex-col gap-4">
      <ul aria-label={title} className="grid gap-y-1 rounded-md bg-surface p-3 font-mono text-sm">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex justify-end gap-2">
        <CopyButton value={codes.join('\n')} />
        <Button variant="primary" onClick={onDone}>
          {t('done')}
        </Button>
      </div>
    </div>
  );
}
