'use client';

import { useEffect, useRef } from 'react';

const layers: { current: () => void }[] = [];
let listening = false;

/**
 * Closes a layer of our own (side panel, selection, edit mode) with Escape: only the newest one hears it, and none
 * while a dialog or menu took the key. Radix layers do this by themselves.
 */
export function useEscape(close: () => void, enabled = true): void {
  const current = useRef(close);
  current.current = close;
  useEffect(() => {
    if (!enabled) return;
    listen();
    layers.push(current);
    return () => {
      layers.splice(layers.indexOf(current), 1);
    };
  }, [enabled]);
}

function listen(): void {
  if (listening) return;
  listening = true;
  window.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    const top = layers.at(-1);
    if (!top) return;
    event.preventDefault();
    top.current();
  });
}
