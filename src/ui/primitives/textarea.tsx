import type { ComponentProps } from 'react';
import { cn } from './cn';
import { controlClass } from './input';

/** Grows with its text up to 20 lines. */
export function Textarea({ className, rows = 3, ...props }: ComponentProps<'textarea'>) {
  return (
    <textarea
      rows={rows}
      className={cn(
        controlClass,
        'field-sizing-content h-auto max-h-100 min-h-18 py-1.5 max-md:h-auto',
        className,
      )}
      {...props}
    />
  );
}
