'use client';

import { type ReactNode, useId } from 'react';
import { cn } from './cn';
import { Radio } from './radio';

export interface SegmentedControlProps<Value extends string> {
  value: Value;
  onValueChange: (value: Value) => void;
  options: readonly { value: Value; label: string; icon?: ReactNode }[];
  'aria-label': string;
  /** Shows icons alone; the labels are announced. */
  iconsOnly?: boolean;
  className?: string;
}

/** One of two to five alternatives, all visible. Radio buttons in other clothes, with their keys. */
export function SegmentedControl<Value extends string>({
  value,
  onValueChange,
  options,
  iconsOnly,
  className,
  ...aria
}: SegmentedControlProps<Value>) {
  const name = useId();
  return (
    <div
      role="radiogroup"
      className={cn('inline-flex rounded-md border border-input bg-surface p-0.5', className)}
      {...aria}
    >
      {options.map((option) => (
        <label
          key={option.value}
          className="relative inline-flex h-6.5 items-center justify-center gap-1.5 rounded-sm px-2.5 text-muted-foreground text-sm transition-colors hover:text-foreground has-checked:bg-background has-checked:font-medium has-checked:text-foreground has-checked:shadow-[0_0_0_1px_var(--border)] has-focus-visible:outline-2 has-focus-visible:outline-ring max-md:h-10 [&_svg]:size-4"
        >
          <Radio
            name={name}
            checked={option.value === value}
            onChoose={() => onValueChange(option.value)}
            {...(iconsOnly ? { 'aria-label': option.label } : {})}
            className="absolute inset-0 size-full cursor-pointer opacity-0"
          />
          {option.icon}
          {iconsOnly ? null : option.label}
        </label>
      ))}
    </div>
  );
}
