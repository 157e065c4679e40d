'use client';

import type { Command as Cmdk } from 'cmdk';
import { Search } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from './cn';
import { itemClass } from './layer';
import { layers } from './layer-loader';

/** A searchable list, always inside a popover or dialog. */
export function Command({ className, ...props }: ComponentProps<typeof Cmdk>) {
  const { Command: Root } = layers().cmdk;
  return <Root className={cn('flex min-h-0 flex-col overflow-hidden', className)} {...props} />;
}

export function CommandInput({ className, ...props }: ComponentProps<typeof Cmdk.Input>) {
  const { Input } = layers().cmdk.Command;
  return (
    <div className="flex items-center gap-2 border-b px-3">
      <Search aria-hidden className="size-4 shrink-0 text-faint-foreground" />
      <Input
        className={cn(
          'h-9 w-full bg-transparent text-sm outline-none max-md:h-12 max-md:text-md',
          className,
        )}
        {...props}
      />
    </div>
  );
}

export function CommandList({ className, ...props }: ComponentProps<typeof Cmdk.List>) {
  const { List } = layers().cmdk.Command;
  return (
    <List className={cn('max-h-72 overflow-y-auto overscroll-contain p-1', className)} {...props} />
  );
}

export function CommandEmpty({ className, ...props }: ComponentProps<typeof Cmdk.Empty>) {
  const { Empty } = layers().cmdk.Command;
  return (
    <Empty
      className={cn('px-2 py-6 text-center text-muted-foreground text-sm', className)}
      {...props}
    />
  );
}

export function CommandGroup({ className, ...props }: ComponentProps<typeof Cmdk.Group>) {
  const { Group } = layers().cmdk.Command;
  return (
    <Group
      className={cn(
        '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-faint-foreground [&_[cmdk-group-heading]]:text-xs',
        className,
      )}
      {...props}
    />
  );
}

export function CommandItem({ className, ...props }: ComponentProps<typeof Cmdk.Item>) {
  const { Item } = layers().cmdk.Command;
  return <Item className={cn(itemClass, className)} {...props} />;
}
