'use client';

import type { ReactNode } from 'react';
import { useTabTitle } from '@/ui/shell/page-header';

export function AuthHeading({ title, children }: { title: string; children?: ReactNode }) {
  useTabTitle(title);
  return (
    <header className="mb-5">
      <h1 className="font-semibold text-lg">{title}</h1>
      {children ? <p className="mt-1 text-muted-foreground text-sm">{children}</p> : null}
    </header>
  );
}
