import type { ComponentProps } from 'react';
import type { ChipColor } from '@/core/shape/field';
import { cn } from './cn';

/** A soft coloured chip for a choice, status or tag. */
export function Badge({
  color = 'grey',
  className,
  children,
  ...props
}: ComponentProps<'span'> & { color?: ChipColor | undefined }) {
  return (
    <span
      data-color={color}
      className={cn(
        'chip inline-flex h-5 max-w-full items-center gap-1 overflow-hidden rounded-sm px-1.5 font-medium text-xs [&_svg]:size-3',
        className,
      )}
      {...props}
    >
      {typeof children === 'string' ? <span className="truncate">{children}</span> : children}
    </span>
  );
}
