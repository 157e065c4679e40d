'use client';

import { Check } from 'lucide-react';
import type * as Radix from 'radix-ui/dropdown-menu';
import { type ComponentProps, createContext, useContext } from 'react';
import { cn } from './cn';
import { itemClass, layerClass } from './layer';
import { layers } from './layer-loader';
import { LayerRegion } from './layer-region';
import {
  LayerRoot,
  type LayerRootProps,
  LayerTrigger,
  type LayerTriggerProps,
  type Waiting,
} from './lazy-layer';

const MenuContext = createContext<Waiting | null>(null);

/** Not modal: the page behind stays readable and a click on it closes the menu. */
export function DropdownMenu(props: LayerRootProps) {
  return (
    <LayerRoot context={MenuContext} root={() => layers().menu.Root} modal={false} {...props} />
  );
}

export function DropdownMenuTrigger(props: LayerTriggerProps) {
  return (
    <LayerTrigger
      context={MenuContext}
      trigger={() => layers().menu.Trigger}
      popup="menu"
      {...props}
    />
  );
}

const contentClass = cn(layerClass, 'min-w-44 max-w-[calc(100vw-16px)] overflow-y-auto p-1');

export function DropdownMenuContent({
  className,
  sideOffset = 4,
  align = 'start',
  ...props
}: ComponentProps<typeof Radix.Content>) {
  if (useContext(MenuContext)) return null;
  const { Portal, Content } = layers().menu;
  return (
    <Portal>
      <LayerRegion>
        <Content
          sideOffset={sideOffset}
          align={align}
          collisionPadding={8}
          className={cn(
            contentClass,
            'max-h-(--radix-dropdown-menu-content-available-height)',
            className,
          )}
          {...props}
        />
      </LayerRegion>
    </Portal>
  );
}

export function DropdownMenuItem({
  className,
  danger,
  ...props
}: ComponentProps<typeof Radix.Item> & { danger?: boolean }) {
  const { Item } = layers().menu;
  return (
    <Item
      className={cn(itemClass, danger && 'text-danger [&_svg]:text-danger', className)}
      {...props}
    />
  );
}

export function DropdownMenuRadioGroup(props: ComponentProps<typeof Radix.RadioGroup>) {
  const { RadioGroup } = layers().menu;
  return <RadioGroup {...props} />;
}

export function DropdownMenuRadioItem({
  className,
  children,
  ...props
}: ComponentProps<typeof Radix.RadioItem>) {
  const { RadioItem } = layers().menu;
  return (
    <RadioItem className={cn(itemClass, 'pr-8', className)} {...props}>
      {children}
      <Chosen />
    </RadioItem>
  );
}

function Chosen() {
  const { ItemIndicator } = layers().menu;
  return (
    <ItemIndicator className="absolute right-2">
      <Check aria-hidden />
    </ItemIndicator>
  );
}

export function DropdownMenuLabel({ className, ...props }: ComponentProps<typeof Radix.Label>) {
  const { Label } = layers().menu;
  return (
    <Label className={cn('px-2 py-1.5 text-faint-foreground text-xs', className)} {...props} />
  );
}

export function DropdownMenuSeparator({
  className,
  ...props
}: ComponentProps<typeof Radix.Separator>) {
  const { Separator } = layers().menu;
  return <Separator className={cn('-mx-1 my-1 h-px bg-border', className)} {...props} />;
}
