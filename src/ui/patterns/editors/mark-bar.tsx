'use client';

import { Bold, Code, Italic, Link, List } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from '@/ui/primitives/button';
import type { Mark } from '../values/markdown-typing';

const icons: Readonly<Record<Mark, ReactNode>> = {
  bold: <Bold aria-hidden />,
  italic: <Italic aria-hidden />,
  link: <Link aria-hidden />,
  list: <List aria-hidden />,
  code: <Code aria-hidden />,
};

/** With Ctrl or Cmd. The key of an I gives ı on Turkish keyboards. */
export const markKeys: Readonly<Record<string, Mark>> = {
  b: 'bold',
  i: 'italic',
  ı: 'italic',
  k: 'link',
};

/** Marks for the text above it; by keyboard they are Ctrl+B, I and K, so the bar is no stop for Tab. */
export function MarkBar({ onMark }: { onMark: (mark: Mark) => void }) {
  const t = useTranslations('marks');
  return (
    <span role="group" aria-label={t('title')} className="mt-1 -ml-1 flex">
      {(Object.keys(icons) as Mark[]).map((mark) => (
        <Button
          key={mark}
          variant="ghost"
          size="icon-sm"
          tabIndex={-1}
          aria-label={t(`tool.${mark}`)}
          title={t(`tool.${mark}`)}
          className="text-faint-foreground"
          // The text keeps its focus and selection.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onMark(mark)}
        >
          {icons[mark]}
        </Button>
      ))}
    </span>
  );
}
