'use client';

import { type ComponentProps, useLayoutEffect, useRef } from 'react';

export interface RadioProps extends Omit<ComponentProps<'input'>, 'type' | 'onChange' | 'ref'> {
  checked: boolean;
  onChoose: () => void;
}

/**
 * One radio button of a group that shares a `name`. One drawn by the server can be chosen before its code has arrived: React
 * tells nobody of that, and the next drawing would take it away.
 */
export function Radio({ checked, onChoose, ...props }: RadioProps) {
  const input = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was chosen before the first drawing
  useLayoutEffect(() => {
    if (input.current?.checked && !checked) onChoose();
  }, []);
  return <input ref={input} type="radio" checked={checked} onChange={onChoose} {...props} />;
}
