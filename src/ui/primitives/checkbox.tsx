'use client';

import { Check, Minus } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from './cn';

export interface CheckboxProps extends Omit<ComponentProps<'button'>, 'onChange' | 'value'> {
  checked: boolean | 'indeterminate';
  onCheckedChange?: (checked: boolean) => void;
}

/** A box to tick. The area around it belongs to it, so it is easy to hit. */
export function Checkbox({
  checked,
  onCheckedChange,
  onClick,
  className,
  ...props
}: CheckboxProps) {
  const Mark = checked === 'indeterminate' ? Minus : checked ? Check : null;
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={checked === 'indeterminate' ? 'mixed' : checked}
      data-state={checked === 'indeterminate' ? 'indeterminate' : checked ? 'checked' : 'unchecked'}
      onClick={(event) => {
        onClick?.(event);
        if (!event.defaultPrevented) onCheckedChange?.(checked !== true);
      }}
      className={cn(
        'relative flex size-4 shrink-0 items-center justify-center rounded-sm border border-control bg-background text-primary-foreground transition-colors',
        'before:-inset-2 max-md:before:-inset-[15px] before:absolute before:content-[""]',
        'data-[state=checked]:border-primary data-[state=indeterminate]:border-primary data-[state=checked]:bg-primary data-[state=indeterminate]:bg-primary',
        'disabled:cursor-not-allowed disabled:opacity-50 aria-invalid:border-danger',
        className,
      )}
      {...props}
    >
      {Mark ? <Mark aria-hidden strokeWidth={3} className="size-3" /> : null}
    </button>
  );
}
