'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Logo } from '@/ui/shell/logo';
import { LanguageChoice } from './language-choice';

/** One narrow column in the middle, for everything that happens before the work. */
export function AuthLayout({ children }: { children: ReactNode }) {
  const t = useTranslations('auth');
  return (
    <div className="flex min-h-dvh flex-col bg-surface max-md:bg-background">
      <main className="flex flex-1 flex-col items-center justify-center px-4 py-10">
        <div className="mb-6 flex items-center gap-2">
          <Logo className="size-7" />
          <span className="font-semibold text-lg tracking-tight">Ambit</span>
        </div>
        <div className="w-full max-w-94 rounded-xl border bg-background p-6 max-md:border-0 max-md:p-0">
          {children}
        </div>
      </main>
      <footer className="flex items-center justify-center gap-3 pb-6 text-faint-foreground text-xs">
        <span>{t('footer')}</span>
        <LanguageChoice />
      </footer>
    </div>
  );
}
