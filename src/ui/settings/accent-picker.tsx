'use client';

import { Check } from 'lucide-react';
import { useTranslations } from 'next-intl';
import * as Radix from 'radix-ui/radio-group';
import { useEffect } from 'react';
import { useSession } from '@/ui/data/session';
import { cn } from '@/ui/primitives/cn';
import { paintAccent } from '@/ui/shell/accent';

/** Offered colours; the first is Ambit's own and stored as null. */
const swatches = [
  ['indigo', '#4453d6'],
  ['blue', '#1c63c4'],
  ['teal', '#0d7573'],
  ['green', '#1d7641'],
  ['amber', '#935a00'],
  ['red', '#bf302c'],
  ['pink', '#b52a6d'],
  ['violet', '#6a45cf'],
  ['grey', '#3c3f46'],
] as const;

export interface AccentPickerProps {
  /** `#rrggbb` or null for Ambit's own. */
  value: string | null;
  onValueChange: (value: string | null) => void;
  disabled?: boolean;
}

/** The company's accent, tried out on the page while it is chosen. */
export function AccentPicker({ value, onValueChange, disabled }: AccentPickerProps) {
  const t = useTranslations('company');
  const { company } = useSession();
  useEffect(() => {
    paintAccent(value);
    return () => paintAccent(company.accent);
  }, [value, company.accent]);
  const current = value?.toLowerCase() ?? swatches[0][1];
  return (
    <div className="flex flex-col gap-1.5">
      <span className="font-medium text-muted-foreground text-xs">{t('accent')}</span>
      <Radix.Root
        aria-label={t('accent')}
        value={current}
        {...(disabled ? { disabled } : {})}
        onValueChange={(color) => onValueChange(color === swatches[0][1] ? null : color)}
        className="flex flex-wrap gap-2"
      >
        {swatches.map(([name, color]) => (
          <Radix.Item
            key={name}
            value={color}
            aria-label={t(`accent_${name}`)}
            title={t(`accent_${name}`)}
            style={{ background: color }}
            className={cn(
              'flex size-7 items-center justify-center rounded-full text-white disabled:opacity-50 max-md:size-11',
              'data-[state=checked]:outline-2 data-[state=checked]:outline-foreground data-[state=checked]:outline-offset-2',
            )}
          >
            <Radix.Indicator>
              <Check aria-hidden className="size-4" strokeWidth={3} />
            </Radix.Indicator>
          </Radix.Item>
        ))}
        <label
          className={cn(
            'relative flex h-7 items-center gap-2 rounded-full border border-input px-3 text-sm max-md:h-11',
            disabled ? 'opacity-50' : 'hover:bg-hover',
          )}
        >
          <span
            aria-hidden
            className="size-3.5 rounded-full border"
            style={{
              background: swatches.some(([, color]) => color === current) ? 'transparent' : current,
            }}
          />
          {t('accent_own')}
          <input
            type="color"
            value={current}
            disabled={disabled}
            onChange={(event) => onValueChange(event.target.value)}
            className="absolute inset-0 size-full cursor-pointer opacity-0"
          />
        </label>
      </Radix.Root>
    </div>
  );
}
