'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/ui/primitives/button';
import { Input } from '@/ui/primitives/input';
import { CopyButton } from './copy-button';

export interface ShowOnceProps {
  label: string;
  value: string;
  onDone: () => void;
}

const stay = (event: Event): void => event.preventDefault();

/** For the dialog around: it closes by its buttons alone, as what it shows cannot be seen again. */
export const untilDone = { onInteractOutside: stay, onEscapeKeyDown: stay };

/** A secret that is shown this once, to be copied. */
export function ShowOnce({ label, value, onDone }: ShowOnceProps) {
  const t = useTranslations('settings');
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
        <CopyButton value={value} />
      </div>
      <Button variant="primary" className="self-end" onClick={onDone}>
        {t('done')}
      </Button>
    </div>
  );
}
