'use client';

import { type ComponentProps, type ReactNode, useMemo } from 'react';
import { cn } from './cn';
import { useEarlyText } from './early-text';
import { joinRefs } from './slot';

/** Looks of every single-line control. 16 px text on phones, or iOS zooms into the field. */
export const controlClass =
  'h-8 w-full min-w-0 rounded-md border border-input bg-background px-2.5 text-sm text-foreground transition-colors focus-field hover:border-control disabled:cursor-not-allowed disabled:opacity-60 aria-invalid:border-danger [&[readonly]]:bg-surface max-md:h-11 max-md:text-md';

export interface InputProps extends ComponentProps<'input'> {
  /** Decoration in front, such as an icon. */
  leading?: ReactNode;
  /** What stands behind, such as a unit or a button. */
  trailing?: ReactNode;
}

export function Input({ className, leading, trailing, type = 'text', ref, ...props }: InputProps) {
  const early = useEarlyText(props.value);
  const joined = useMemo(() => joinRefs<HTMLInputElement>(early, ref), [early, ref]);
  const input = (
    <input
      type={type}
      className={cn(controlClass, leading && 'pl-8', trailing && 'pr-9', className)}
      {...props}
      ref={joined}
    />
  );
  if (!leading && !trailing) return input;
  return (
    <span className="relative block w-full">
      {leading ? (
        <span className="pointer-events-none absolute inset-y-0 left-2.5 flex items-center text-faint-foreground [&_svg]:size-4">
          {leading}
        </span>
      ) : null}
      {input}
      {trailing ? (
        <span className="absolute inset-y-0 right-0.5 flex items-center text-faint-foreground [&_svg]:size-4">
          {trailing}
        </span>
      ) : null}
    </span>
  );
}
