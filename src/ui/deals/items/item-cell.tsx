'use client';

import { type KeyboardEvent, useLayoutEffect, useState } from 'react';
import { cn } from '@/ui/primitives/cn';
import { Input } from '@/ui/primitives/input';

interface Props {
  label: string;
  /** What is stored, as it would be typed. */
  text: string;
  /** Hears every key; answers whether the text can be read. */
  onType: (text: string) => boolean;
  /** The cell was left with a text that can be read. */
  onDone: () => void;
  /** Enter. */
  onNext: (from: HTMLInputElement) => void;
  numeric: boolean;
  placeholder?: string;
}

/** One value of a line, always open for typing. Escape brings back what is stored. */
export function ItemCell({ label, text, onType, onDone, onNext, numeric, placeholder }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  // What is stored replaces what was typed, also when it came from elsewhere.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the stored text changes
  useLayoutEffect(() => setTyped(null), [text]);
  const type = (next: string) => {
    setTyped(next);
    setWrong(!onType(next));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      onNext(event.currentTarget);
    } else if (event.key === 'Escape' && typed !== null) {
      event.preventDefault();
      event.stopPropagation();
      type(text);
      setTyped(null);
    }
  };
  return (
    <Input
      aria-label={label}
      aria-invalid={wrong || undefined}
      autoComplete="off"
      value={typed ?? text}
      inputMode={numeric ? 'decimal' : 'text'}
      {...(placeholder ? { placeholder } : {})}
      className={cn(
        '@2xl:border-transparent @2xl:hover:border-input',
        numeric && 'text-right tabular-nums',
      )}
      onChange={(event) => type(event.target.value)}
      onFocus={(event) => numeric && event.target.select()}
      onKeyDown={onKeyDown}
      onBlur={() => {
        if (!wrong) onDone();
      }}
    />
  );
}
