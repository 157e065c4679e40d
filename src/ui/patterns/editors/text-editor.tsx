'use client';

import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { cn } from '@/ui/primitives/cn';
import { Input } from '@/ui/primitives/input';
import { editText, formatInstant, formatLongDay, formatPartialDay } from '../values/format';
import { parseText } from '../values/parse';
import { useLocaleInfo } from '../values/use-locale-info';
import { CalendarButton } from './calendar-button';
import type { EditorProps } from './editor';

/** Everything that is typed on one line: texts, addresses of mail and web, numbers, amounts, dates. */
export function TextEditor({
  entry,
  value,
  onChange,
  onInvalid,
  record,
  control,
  autoFocus,
  inline,
}: EditorProps) {
  const { field } = entry;
  const t = useTranslations('record');
  const locale = useLocaleInfo();
  const [text, setText] = useState(() => editText(field, value, locale));
  const [reading, setReading] = useState<string | null>(null);
  const box = useRef<HTMLInputElement>(null);
  const reported = useRef(value);

  // A value that came from elsewhere (undo, another person) replaces the text; one's own echo does not.
  useLayoutEffect(() => {
    if (JSON.stringify(value) === JSON.stringify(reported.current)) return;
    reported.current = value;
    setText(editText(field, value, locale));
  }, [value, field, locale]);

  // Takes over the focus and what was typed so far before another key can arrive: a key pressed between the two would
  // replace the selected text, and with it the keys before.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the editor appears
  useLayoutEffect(() => {
    if (!autoFocus) return;
    box.current?.focus({ preventScroll: true });
    box.current?.select();
    const early = inline?.early() ?? '';
    if (early.replace('\n', '')) change(early.split('\n')[0] ?? '');
    if (early.includes('\n')) inline?.commit('down');
  }, []);

  const change = (next: string) => {
    setText(next);
    const currency = typeof record.currency === 'string' ? record.currency : locale.currency;
    const parsed = parseText(field, next, locale, currency);
    if ('code' in parsed) {
      setReading(null);
      onInvalid?.(parsed.code);
      return;
    }
    onInvalid?.(null);
    reported.current = parsed.value;
    setReading(meaning(field.kind, parsed.value));
    onChange(parsed.value);
  };
  const meaning = (kind: string, parsed: unknown): string | null => {
    if (typeof parsed !== 'string') return null;
    if (kind === 'date') return formatLongDay(parsed, locale.tag);
    if (kind === 'partial_date') return formatPartialDay(parsed, locale.tag);
    return kind === 'datetime' ? formatInstant(parsed, locale) : null;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (!inline || event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') end(event, () => inline.commit(event.shiftKey ? 'up' : 'down'));
    else if (event.key === 'Tab')
      end(event, () => inline.commit(event.shiftKey ? 'left' : 'right'));
    else if (event.key === 'Escape') end(event, inline.cancel);
    else event.stopPropagation();
  };

  const isDay = field.kind === 'date' || field.kind === 'partial_date';
  const shared = {
    ...control,
    value: text,
    onKeyDown,
    ...(inline ? { onBlur: () => inline.commit() } : {}),
    ...(isDay ? { placeholder: t('day_hint') } : {}),
    ...(field.kind === 'datetime'
      ? { placeholder: t(field.default === 'now' ? 'now_hint' : 'time_hint') }
      : {}),
    autoComplete: 'off',
    className: cn(inline && 'h-full rounded-none border-transparent'),
  };
  return (
    <span className={cn('relative block w-full', inline && 'h-full')}>
      <Input
        ref={box}
        {...shared}
        inputMode={inputModes[field.kind]}
        type={field.kind === 'email' ? 'email' : 'text'}
        onChange={(event) => change(event.target.value)}
        {...(isDay && !inline
          ? {
              trailing: (
                <CalendarButton
                  value={text && reading ? reported.current : value}
                  onChoose={change}
                />
              ),
            }
          : {})}
      />
      {reading ? (
        <span
          aria-live="polite"
          className={cn(
            'text-faint-foreground text-xs',
            inline
              ? 'absolute top-full left-0 z-20 whitespace-nowrap rounded-md bg-popover px-2 py-1 shadow-popover'
              : 'mt-1 block',
          )}
        >
          {reading}
        </span>
      ) : null}
    </span>
  );
}

const inputModes: Partial<Record<string, 'decimal' | 'tel' | 'email' | 'url'>> = {
  integer: 'decimal',
  decimal: 'decimal',
  percent: 'decimal',
  money: 'decimal',
  phone: 'tel',
  email: 'email',
  url: 'url',
};

function end(event: KeyboardEvent, act: () => void) {
  event.preventDefault();
  event.stopPropagation();
  act();
}
