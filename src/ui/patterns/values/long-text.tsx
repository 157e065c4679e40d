'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '@/ui/primitives/button';
import { hasMarks } from './markdown-marks';
import { PlainText } from './plain-text';

// Most texts have no marks, so the parser comes with the first one that has.
const Markdown = dynamic(() => import('./markdown').then((module) => module.Markdown), {
  ssr: false,
});

/** Longer texts begin folded, characters. */
const longest = 600;

/** What somebody wrote: line breaks as typed, mentions by name, web addresses as links, Markdown as what it means. */
export function LongText({ text }: { text: string }) {
  const t = useTranslations('timeline');
  const [open, setOpen] = useState(false);
  if (text === '') return null;
  const isLong = text.length > longest;
  const folded = isLong && !open;
  return (
    <>
      {hasMarks(text) ? (
        <div className={folded ? 'max-h-36 overflow-hidden' : undefined}>
          <Markdown text={text} />
        </div>
      ) : (
        <p
          className={
            folded
              ? 'line-clamp-6 whitespace-pre-wrap break-words'
              : 'whitespace-pre-wrap break-words'
          }
        >
          <PlainText text={text} />
        </p>
      )}
      {isLong ? (
        <Button variant="link" size="bare" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(open ? 'less' : 'more')}
        </Button>
      ) : null}
    </>
  );
}
