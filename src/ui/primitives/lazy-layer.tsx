'use client';

import type { ComponentProps } from 'react';
import {
  type ComponentType,
  type Context,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useContext,
  useEffect,
  useState,
} from 'react';
import { dropKeys, keepKeys } from './keep-keys';
import { preloadLayers, useLayers } from './layer-loader';
import { Slot } from './slot';

/** A layer whose code has not been needed yet: only its trigger is drawn. */
export interface Waiting {
  open: boolean;
  show: () => void;
}

/** Null once the real layer is there. */
export type WaitingContext = Context<Waiting | null>;

export interface LayerRootProps {
  open?: boolean | undefined;
  defaultOpen?: boolean | undefined;
  onOpenChange?: ((open: boolean) => void) | undefined;
  modal?: boolean | undefined;
  children?: ReactNode;
}

type Root = ComponentType<{
  open: boolean;
  onOpenChange: (open: boolean) => void;
  modal?: boolean;
  children?: ReactNode;
}>;

/** The root of a layer: a light one until it is first opened, then the one of Radix. */
export function LayerRoot({
  context: Provider,
  root,
  open,
  defaultOpen = false,
  onOpenChange,
  modal,
  children,
}: LayerRootProps & { context: WaitingContext; root: () => Root }) {
  const [inner, setInner] = useState(defaultOpen);
  const shown = open ?? inner;
  const [wanted, setWanted] = useState(shown);
  if (shown && !wanted) setWanted(true);
  const ready = useLayers(wanted) !== null;
  const change = (next: boolean) => {
    if (next && !ready) keepKeys();
    // A menu has no field that would have taken them.
    if (!next) dropKeys();
    setInner(next);
    onOpenChange?.(next);
  };
  // Menus give their first entry the focus when a key was pressed while they were there; the key that opened this came before.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it has come
  useEffect(() => {
    if (ready && shown && document.activeElement?.matches(':focus-visible'))
      document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Shift' }));
  }, [ready]);
  if (!ready)
    return <Provider value={{ open: shown, show: () => change(true) }}>{children}</Provider>;
  const Root = root();
  return (
    <Provider value={null}>
      <Root open={shown} onOpenChange={change} {...(modal === undefined ? {} : { modal })}>
        {children}
      </Root>
    </Provider>
  );
}

export interface LayerTriggerProps extends ComponentProps<'button'> {
  asChild?: boolean;
}

/** What opens a layer; fetches its code when pointed at or focused. */
export function LayerTrigger({
  context,
  trigger,
  popup,
  ...props
}: LayerTriggerProps & {
  context: WaitingContext;
  trigger: () => ComponentType<LayerTriggerProps>;
  popup: 'dialog' | 'menu';
}) {
  const waiting = useContext(context);
  if (!waiting) {
    const Trigger = trigger();
    return <Trigger {...props} />;
  }
  const { asChild, onClick, onPointerEnter, onFocus, onKeyDown, ...rest } = props;
  // The slot takes what a button takes.
  const Element = (asChild ? Slot : 'button') as 'button';
  return (
    <Element
      {...(asChild ? {} : { type: 'button' })}
      aria-haspopup={popup}
      aria-expanded={waiting.open}
      data-state={waiting.open ? 'open' : 'closed'}
      {...rest}
      onPointerEnter={(event) => {
        preloadLayers();
        onPointerEnter?.(event);
      }}
      onFocus={(event) => {
        preloadLayers();
        onFocus?.(event);
      }}
      onClick={(event: MouseEvent<HTMLButtonElement>) => {
        onClick?.(event);
        if (!event.defaultPrevented) waiting.show();
      }}
      onKeyDown={(event: KeyboardEvent<HTMLButtonElement>) => {
        onKeyDown?.(event);
        if (popup !== 'menu' || event.key !== 'ArrowDown' || event.defaultPrevented) return;
        event.preventDefault();
        waiting.show();
      }}
    />
  );
}
