'use client';

import { Check, Copy } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/ui/primitives/button';

/** Copies a text and says so. `label`: what is copied, where there is room for an icon alone. */
export function CopyButton({ value, label }: { value: string; label?: string }) {
  const t = useTranslations('settings');
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
  };
  const icon = copied ? <Check aria-hidden /> : <Copy aria-hidden />;
  if (label === undefined)
    return (
      <Button onClick={() => void copy()}>
        {icon}
        {copied ? t('copied') : t('copy')}
      </Button>
    );
  return (
    <Button
      variant="ghost"
      size="icon"
      aria-label={copied ? t('copied') : `${t('copy')}: ${label}`}
      onClick={() => void copy()}
    >
      {icon}
    </Button>
  );
}
