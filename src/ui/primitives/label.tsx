import type { ComponentProps } from 'react';
import { cn } from './cn';

export function Label({ className, htmlFor, ...props }: ComponentProps<'label'>) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the text comes with the props
    <label
      htmlFor={htmlFor}
      className={cn('font-medium text-muted-foreground text-xs', className)}
      {...props}
    />
  );
}
