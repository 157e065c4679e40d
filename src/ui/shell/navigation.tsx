'use client';

import { usePathname } from 'next/navigation';
import { type ComponentProps, type MouseEvent, useMemo } from 'react';

/**
 * Moving between screens is client work: the page is loaded once and screens follow the address, so no server
 * render is asked for. Next keeps `usePathname` and `useSearchParams` in step with the history.
 */
export function navigate(href: string, options: { replace?: boolean } = {}): void {
  if (options.replace) window.history.replaceState(null, '', href);
  else window.history.pushState(null, '', href);
}

/** The address below the root, in parts: `/contacts/42` -> ['contacts', '42']. */
export function usePath(): string[] {
  const path = usePathname();
  return useMemo(() => path.split('/').filter(Boolean).map(decodeURIComponent), [path]);
}

/** A link inside the signed-in part. Opens beside the page with Ctrl, Cmd, Shift or the middle button, as links do. */
export function Link({ href, onClick, ...props }: ComponentProps<'a'> & { href: string }) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const plain =
      event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (event.defaultPrevented || !plain || props.target === '_blank') return;
    event.preventDefault();
    navigate(href);
  };
  return <a href={href} onClick={follow} {...props} />;
}
