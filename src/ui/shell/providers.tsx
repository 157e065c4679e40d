'use client';

import { type AbstractIntlMessages, NextIntlClientProvider } from 'next-intl';
import type { ReactNode } from 'react';
import { QueryProvider } from '@/ui/data/query-provider';
import { NonceProvider } from '@/ui/primitives/nonce';
import { Toaster } from '@/ui/primitives/toaster';

export interface ProvidersProps {
  nonce: string | undefined;
  locale: string;
  messages: AbstractIntlMessages;
  timeZone: string;
  now: Date;
  children: ReactNode;
}

/** What every page needs: texts, data, tooltips, toasts and the nonce of its policy. */
export function Providers({ nonce, children, ...intl }: ProvidersProps) {
  return (
    <NonceProvider nonce={nonce}>
      <NextIntlClientProvider {...intl}>
        <QueryProvider>
          {children}
          <Toaster />
        </QueryProvider>
      </NextIntlClientProvider>
    </NonceProvider>
  );
}
