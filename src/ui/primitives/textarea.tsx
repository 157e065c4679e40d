'use client';

import { type ComponentProps, useMemo } from 'react';
import { cn } from './cn';
import { useEarlyText } from './early-text';
import { controlClass } from './input';
import { joinRefs } from './slot';

/** Grows with its text up to 20 lines. */
export function Textarea({ className, rows = 3, ref, ...props }: ComponentProps<'textarea'>) {
  const early = useEarlyText(props.value);
  const joined = useMemo(() => joinRefs<HTMLTextAreaElement>(early, ref), [early, ref]);
  return (
    <textarea
      rows={rows}
      className={cn(
        controlClass,
        'field-sizing-content h-auto max-h-100 min-h-18 py-1.5 max-md:h-auto',
        className,
      )}
      {...props}
      ref={joined}
    />
  );
}
