'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/ui/primitives/button';
import { cn } from '@/ui/primitives/cn';

interface Props {
  chips: readonly { readonly value: string; readonly label: string }[];
  /** A kind of entries; all when empty. */
  value: string;
  onChange: (value: string) => void;
}

/** Which entries a timeline shows. */
export function FilterChips({ chips, value, onChange }: Props) {
  const t = useTranslations('timeline');
  const all = [{ value: '', label: t('all') }, { value: 'change', label: t('changes') }, ...chips];
  return (
    <div role="group" aria-label={t('show')} className="flex flex-wrap gap-1">
      {all.map((chip) => (
        <Button
          key={chip.value}
          size="sm"
          variant={chip.value === value ? 'secondary' : 'ghost'}
          aria-pressed={chip.value === value}
          className={cn('rounded-full max-md:h-9', chip.value === value && 'bg-hover')}
          onClick={() => onChange(chip.value)}
        >
          {chip.label}
        </Button>
      ))}
    </div>
  );
}
