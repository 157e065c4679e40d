'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/ui/primitives/button';
import { partsOf } from './text-parts';

/** Longer texts begin folded, characters. */
const longest = 600;

/** What somebody wrote: line breaks as typed, mentions by name, web addresses as links. */
export function LongText({ text }: { text: string }) {
  const t = useTranslations('timeline');
  const [open, setOpen] = useState(false);
  if (text === '') return null;
  const isLong = text.length > longest;
  return (
    <>
      <p
        className={
          isLong && !open
            ? 'line-clamp-6 whitespace-pre-wrap break-words'
            : 'whitespace-pre-wrap break-words'
        }
      >
        {partsOf(text).map((part, at) =>
          part.kind === 'text' ? (
            part.text
          ) : part.kind === 'mention' ? (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text do not move
              key={at}
              className="font-medium text-primary-text"
            >
              {part.text}
            </span>
          ) : (
            <a
              // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text do not move
              key={at}
              href={part.text}
              target="_blank"
              rel="noreferrer"
              className="rounded-sm text-primary-text underline underline-offset-4"
            >
              {part.text}
            </a>
          ),
        )}
      </p>
      {isLong ? (
        <Button variant="link" size="bare" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(open ? 'less' : 'more')}
        </Button>
      ) : null}
    </>
  );
}
