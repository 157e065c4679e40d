'use client';

import {
  type FocusEvent,
  type PointerEvent,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import { cn } from './cn';
import { Kbd } from './kbd';
import { placeBeside, type Side } from './place-beside';
import { Slot } from './slot';

export interface TooltipProps {
  content: ReactNode;
  /** Shown as keys after the text, for example `g c`. */
  shortcut?: string;
  side?: Side;
  /** One focusable element that has a name of its own. */
  children: ReactNode;
  className?: string;
}

const DELAY = 450;
/** Moving on to a neighbour shows its tooltip at once. */
const GRACE = 300;
let hiddenAt = 0;

/** A short text on hover and keyboard focus; Escape, a press and leaving hide it. Touch has none. */
export function Tooltip({ content, shortcut, side = 'bottom', children, className }: TooltipProps) {
  const id = useId();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (!anchor) return;
    const onKeyDown = (event: KeyboardEvent) => event.key === 'Escape' && setAnchor(null);
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [anchor]);

  const show = (element: HTMLElement, delay: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setAnchor(element), delay);
  };
  const hide = () => {
    clearTimeout(timer.current);
    if (anchor) hiddenAt = performance.now();
    setAnchor(null);
  };
  return (
    <>
      <Slot
        {...(anchor ? { 'aria-describedby': id } : {})}
        onPointerEnter={(event: PointerEvent<HTMLElement>) => {
          if (event.pointerType !== 'mouse') return;
          show(event.currentTarget, performance.now() - hiddenAt < GRACE ? 0 : DELAY);
        }}
        onPointerLeave={hide}
        onPointerDown={hide}
        onFocus={(event: FocusEvent<HTMLElement>) => {
          if (event.currentTarget.matches(':focus-visible')) show(event.currentTarget, 0);
        }}
        onBlur={hide}
      >
        {children}
      </Slot>
      {anchor ? (
        <span
          role="tooltip"
          id={id}
          popover="manual"
          ref={(tip) => {
            if (tip) placeBeside(tip, anchor, side);
          }}
          className={cn(
            'pointer-events-none fixed inset-auto z-60 m-0 flex max-w-72 animate-fade-in items-center gap-2 overflow-visible rounded-md bg-foreground px-2 py-1 text-background text-xs',
            className,
          )}
        >
          {content}
          {shortcut ? (
            <Kbd keys={shortcut} className="border-transparent bg-background/20 text-background" />
          ) : null}
        </span>
      ) : null}
    </>
  );
}
