'use client';

import { Check, ChevronDown } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { cn } from './cn';
import { controlClass } from './input';
import { itemClass, layerClass } from './layer';
import { layers, preloadLayers, useLayers } from './layer-loader';
import { LayerRegion } from './layer-region';
import { useNonce } from './nonce';

export interface Option<Value extends string = string> {
  value: Value;
  label: ReactNode;
  /** Drawn in front of the label. */
  icon?: ReactNode;
  disabled?: boolean;
}

export interface SelectProps<Value extends string> {
  value: Value | null | undefined;
  onValueChange: (value: Value) => void;
  options: readonly Option<Value>[];
  placeholder?: string | undefined;
  disabled?: boolean | undefined;
  className?: string | undefined;
  /** Open from the start, as in a table cell that is being edited. */
  defaultOpen?: boolean | undefined;
  onOpenChange?: ((open: boolean) => void) | undefined;
  id?: string | undefined;
  'aria-label'?: string | undefined;
  'aria-describedby'?: string | undefined;
  'aria-invalid'?: boolean | undefined;
  'aria-required'?: boolean | undefined;
}

const triggerClass = cn(
  controlClass,
  'flex items-center justify-between gap-2 text-left data-[placeholder]:text-faint-foreground [&>span]:truncate',
);

/** One of a short fixed list. For long lists or search use Combobox. Values must not be empty. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const {
    value,
    options,
    placeholder,
    disabled,
    className,
    onValueChange,
    onOpenChange,
    defaultOpen = false,
    ...aria
  } = props;
  const [open, setOpen] = useState(defaultOpen);
  const [wanted, setWanted] = useState(defaultOpen);
  const ready = useLayers(wanted) !== null;
  const current = options.find((option) => option.value === value);
  const change = (next: boolean) => {
    if (next) setWanted(true);
    setOpen(next);
    onOpenChange?.(next);
  };
  const face = (
    <>
      <span>{current?.label ?? placeholder}</span>
      <ChevronDown aria-hidden className="size-4 shrink-0 text-faint-foreground" />
    </>
  );
  if (!ready) {
    return (
      <button
        type="button"
        role="combobox"
        aria-expanded={open}
        aria-haspopup="listbox"
        {...aria}
        {...(current ? {} : { 'data-placeholder': '' })}
        disabled={disabled}
        className={cn(triggerClass, className)}
        onPointerEnter={preloadLayers}
        onFocus={preloadLayers}
        onClick={() => change(true)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
          event.preventDefault();
          change(true);
        }}
      >
        {face}
      </button>
    );
  }
  const { Root, Trigger, Value } = layers().select;
  return (
    <Root
      value={value ?? ''}
      onValueChange={(next) => onValueChange(next as Value)}
      open={open}
      onOpenChange={change}
      {...(disabled === undefined ? {} : { disabled })}
    >
      <Trigger {...aria} className={cn(triggerClass, className)}>
        <Value placeholder={placeholder}>{current?.label}</Value>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-faint-foreground" />
      </Trigger>
      <SelectList options={options} open={open} />
    </Root>
  );
}

function SelectList({ options, open }: { options: readonly Option[]; open: boolean }) {
  const nonce = useNonce();
  const { Portal, Content, Viewport, Item, ItemText, ItemIndicator } = layers().select;
  return (
    <Portal>
      {/* Closed it stays, empty: no place of its own. */}
      <LayerRegion {...(open ? {} : { role: 'presentation', 'aria-label': undefined })}>
        <Content
          position="popper"
          sideOffset={4}
          className={cn(
            layerClass,
            'max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden',
          )}
        >
          <Viewport {...(nonce ? { nonce } : {})} className="max-h-80 p-1">
            {options.map((option) => (
              <Item
                key={option.value}
                value={option.value}
                disabled={option.disabled ?? false}
                className={cn(itemClass, 'pr-8')}
              >
                {option.icon}
                <ItemText>{option.label}</ItemText>
                <ItemIndicator className="absolute right-2">
                  <Check aria-hidden />
                </ItemIndicator>
              </Item>
            ))}
          </Viewport>
        </Content>
      </LayerRegion>
    </Portal>
  );
}
