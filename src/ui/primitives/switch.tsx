'use client';

import type { ComponentProps } from 'react';
import { cn } from './cn';

export interface SwitchProps extends Omit<ComponentProps<'button'>, 'onChange' | 'value'> {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
}

/** On or off, at once. */
export function Switch({ checked, onCheckedChange, className, ...props }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={checked}
      data-state={checked ? 'checked' : 'unchecked'}
      onClick={() => onCheckedChange(!checked)}
      className={cn(
        'group relative inline-flex h-4.5 w-8 shrink-0 items-center rounded-full bg-control p-0.5 transition-colors',
        'before:-inset-2 max-md:before:-inset-3.5 before:absolute before:content-[""]',
        'disabled:cursor-not-allowed disabled:opacity-50 data-[state=checked]:bg-primary',
        className,
      )}
      {...props}
    >
      <span
        aria-hidden
        className="block size-3.5 rounded-full bg-white transition-transform group-data-[state=checked]:translate-x-3.5"
      />
    </button>
  );
}
