'use client';

import { Search, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { Button } from '@/ui/primitives/button';
import { Input } from '@/ui/primitives/input';

/** Searches while typing. `/` comes here; Escape empties it, then leaves. Enter goes to the list. */
export function SearchBox({
  value,
  onSearch,
  label,
  onEnter,
}: {
  value: string;
  onSearch: (text: string) => void;
  label: string;
  onEnter?: () => void;
}) {
  const t = useTranslations('list');
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const send = useRef(onSearch);
  send.current = onSearch;
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);
  useEffect(() => {
    if (text.trim() === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text.trim();
      send.current(sent.current);
    }, 150);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <span className="block w-64 max-md:w-full">
      <Input
        data-search-input
        type="search"
        role="searchbox"
        aria-label={label}
        placeholder={label}
        value={text}
        autoComplete="off"
        leading={<Search aria-hidden />}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && onEnter) {
            // It would also press what gets the focus.
            event.preventDefault();
            onEnter();
          }
          if (event.key !== 'Escape') return;
          event.preventDefault();
          if (text) setText('');
          else event.currentTarget.blur();
        }}
        {...(text
          ? {
              trailing: (
                <Button
                  variant="ghost"
                  size="bare"
                  className="size-7 max-md:size-10"
                  aria-label={t('clear_search')}
                  onClick={() => setText('')}
                >
                  <X aria-hidden />
                </Button>
              ),
            }
          : {})}
      />
    </span>
  );
}
