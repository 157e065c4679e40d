'use client';

import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { cn } from '@/ui/primitives/cn';

export interface PageHeaderProps {
  /** Also the title of the browser tab when it is a text. */
  title: ReactNode;
  /** The tab's title when `title` is not a text. */
  tabTitle?: string;
  icon?: ReactNode;
  /** Quiet text after the title, such as a count. */
  detail?: ReactNode;
  /** Buttons at the right. */
  actions?: ReactNode;
  className?: string;
}

/** The top line of a screen. */
export function PageHeader({ title, tabTitle, icon, detail, actions, className }: PageHeaderProps) {
  useTabTitle(tabTitle ?? (typeof title === 'string' ? title : ''));
  return (
    <header
      className={cn(
        'flex h-12 shrink-0 items-center gap-2 border-b px-4 max-md:h-14 max-md:px-3',
        className,
      )}
    >
      {icon ? (
        <span aria-hidden className="text-faint-foreground [&_svg]:size-4">
          {icon}
        </span>
      ) : null}
      <h1 className="min-w-0 truncate font-semibold text-base">{title}</h1>
      {detail ? (
        <span className="shrink-0 text-faint-foreground text-sm tabular-nums">{detail}</span>
      ) : null}
      <div className="ml-auto flex shrink-0 items-center gap-1.5">{actions}</div>
    </header>
  );
}

/** `Contacts · Ambit` on the browser's tab while the screen is shown. */
export function useTabTitle(title: string): void {
  useEffect(() => {
    if (title) document.title = `${title} · Ambit`;
  }, [title]);
}
