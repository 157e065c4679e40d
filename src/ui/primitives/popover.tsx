'use client';

import type * as Radix from 'radix-ui/popover';
import { type ComponentProps, createContext, useContext } from 'react';
import { cn } from './cn';
import { layerClass } from './layer';
import { layers } from './layer-loader';
import {
  LayerRoot,
  type LayerRootProps,
  LayerTrigger,
  type LayerTriggerProps,
  type Waiting,
} from './lazy-layer';
import { Slot } from './slot';

const PopoverContext = createContext<Waiting | null>(null);

export function Popover(props: LayerRootProps) {
  return <LayerRoot context={PopoverContext} root={() => layers().popover.Root} {...props} />;
}

export function PopoverTrigger(props: LayerTriggerProps) {
  return (
    <LayerTrigger
      context={PopoverContext}
      trigger={() => layers().popover.Trigger}
      popup="dialog"
      {...props}
    />
  );
}

/** What the popover is placed at when that is not its trigger. */
export function PopoverAnchor(props: ComponentProps<typeof Radix.Anchor>) {
  const waiting = useContext(PopoverContext);
  if (!waiting) {
    const { Anchor } = layers().popover;
    return <Anchor {...props} />;
  }
  const { asChild, ...rest } = props;
  const Element = asChild ? Slot : 'div';
  return <Element {...rest} />;
}

export function PopoverContent({
  className,
  align = 'start',
  sideOffset = 4,
  ...props
}: ComponentProps<typeof Radix.Content>) {
  if (useContext(PopoverContext)) return null;
  const { Portal, Content } = layers().popover;
  return (
    <Portal>
      <Content
        align={align}
        sideOffset={sideOffset}
        collisionPadding={8}
        className={cn(
          layerClass,
          'max-h-(--radix-popover-content-available-height) max-w-[calc(100vw-16px)] overflow-auto p-3',
          className,
        )}
        {...props}
      />
    </Portal>
  );
}
