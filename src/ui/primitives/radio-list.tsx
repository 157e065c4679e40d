'use client';

import { type ReactNode, useId } from 'react';
import { cn } from './cn';
import { Radio } from './radio';

export interface RadioOption<Value extends string> {
  value: Value;
  label: ReactNode;
  /** Second line, quiet. */
  detail?: ReactNode;
  /** Shown below while it is chosen. */
  content?: ReactNode;
}

/** One of a few, all in sight, each with what belongs to it. Radio buttons with their keys. */
export function RadioList<Value extends string>({
  legend,
  value,
  onValueChange,
  options,
  className,
}: {
  legend: ReactNode;
  value: Value;
  onValueChange: (value: Value) => void;
  options: readonly RadioOption<Value>[];
  className?: string;
}) {
  const name = useId();
  return (
    <fieldset className={cn('min-w-0', className)}>
      <legend className="mb-1.5 font-medium text-muted-foreground">{legend}</legend>
      <div className="divide-y overflow-hidden rounded-md border">
        {options.map((option) => (
          <div key={option.value} className="has-checked:bg-surface">
            <label className="flex min-h-9 cursor-pointer items-center gap-2.5 px-3 py-1.5 has-focus-visible:outline-2 has-focus-visible:outline-ring has-focus-visible:-outline-offset-2 hover:bg-hover max-md:min-h-11">
              <Radio
                name={name}
                checked={option.value === value}
                onChoose={() => onValueChange(option.value)}
                className="size-4 shrink-0 accent-primary outline-none"
              />
              <span className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2">
                <span className="min-w-0 break-words">{option.label}</span>
                {option.detail ? (
                  <span className="min-w-0 break-words text-muted-foreground text-xs">
                    {option.detail}
                  </span>
                ) : null}
              </span>
            </label>
            {option.value === value && option.content ? (
              <div className="px-3 pb-3 md:pl-9.5">{option.content}</div>
            ) : null}
          </div>
        ))}
      </div>
    </fieldset>
  );
}
