import { type RefCallback, useCallback, useRef } from 'react';

type TextControl = HTMLInputElement | HTMLTextAreaElement;

/**
 * A field drawn by the server can be typed into before its code has arrived. React then keeps the text but tells nobody
 * of it, and the next drawing takes it away. This ref of a controlled field (`value` is not undefined) tells of it, once,
 * as if it had been typed now.
 */
export function useEarlyText(value: unknown): RefCallback<TextControl> {
  const expected = useRef(value);
  return useCallback((field: TextControl | null) => {
    const drawn = expected.current;
    expected.current = undefined;
    if (!field || drawn === undefined || field.value === String(drawn ?? '')) return;
    const early = field.value;
    // After all of the page that is being drawn listens.
    queueMicrotask(() => {
      // React remembers the last value it saw and ignores an event that does not change it.
      field.value = String(drawn ?? '');
      const plain = field instanceof HTMLInputElement ? HTMLInputElement : HTMLTextAreaElement;
      Object.getOwnPropertyDescriptor(plain.prototype, 'value')?.set?.call(field, early);
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
  }, []);
}
