'use client';

import { Check, Copy } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/ui/primitives/button';
import { Input } from '@/ui/primitives/input';

export interface ShowOnceProps {
  label: string;
  value: string;
  onDone: () => void;
}

/** A secret that is shown this once, to be copied. */
export function ShowOnce({ label, value, onDone }: ShowOnceProps) {
  const t = useTranslations('settings');
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
  };
  return (
    <div className="flex flex-col gap-4">
      <div className="flex gap-2">
        <Input
          readOnly
          aria-label={label}
          value={value}
          className="font-mono"
          onFocus={(event) => event.target.select()}
        />
        <Button onClick={() => void copy()}>
          {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
          {copied ? t('copied') : t('copy')}
        </Button>
      </div>
      <Button variant="primary" className="self-end" onClick={onDone}>
        {t('done')}
      </Button>
    </div>
  );
}
