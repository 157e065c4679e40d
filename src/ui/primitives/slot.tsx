import { cloneElement, type HTMLAttributes, isValidElement, type ReactNode, type Ref } from 'react';
import { cn } from './cn';

export interface SlotProps extends HTMLAttributes<HTMLElement> {
  children?: ReactNode;
  ref?: Ref<HTMLElement>;
  [attribute: `data-${string}`]: string | undefined;
}

type Props = Record<string, unknown>;
type Handler = (...args: unknown[]) => void;

/**
 * Draws its only child with these attributes added: both handlers of an event run, the child's first; classes and styles
 * are joined; everything else of the child wins. For `asChild`.
 */
export function Slot({ children, ref, ...given }: SlotProps) {
  if (!isValidElement<Props>(children)) return null;
  const own = children.props;
  const merged: Props = { ...given, ...own };
  for (const [name, value] of Object.entries(given as Props)) {
    const mine = own[name];
    if (/^on[A-Z]/.test(name) && typeof value === 'function' && typeof mine === 'function') {
      merged[name] = (...args: unknown[]) => {
        (mine as Handler)(...args);
        (value as Handler)(...args);
      };
    } else if (name === 'className') merged.className = cn(value as string, mine as string);
    else if (name === 'style') merged.style = { ...(value as object), ...(mine as object) };
  }
  if (ref) merged.ref = joinRefs(ref, own.ref as Ref<HTMLElement> | undefined);
  return cloneElement(children, merged);
}

/** One ref that fills several. */
export const joinRefs =
  <Of extends HTMLElement>(...refs: (Ref<Of> | undefined)[]) =>
  (element: Of | null): void => {
    for (const ref of refs) {
      if (typeof ref === 'function') ref(element);
      else if (ref) ref.current = element;
    }
  };
