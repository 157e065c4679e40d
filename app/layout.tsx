import '@fontsource-variable/inter/wght.css';
import 'sonner/dist/styles.css';
import './globals.css';
import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { systemClock } from '@/platform/clock';
import { earlyInputScript } from '@/ui/shell/early-input';
import { Providers } from '@/ui/shell/providers';
import { readLook } from './look';
import { messagesOf } from './texts';

export const metadata: Metadata = {
  title: { default: 'Ambit', template: '%s · Ambit' },
  applicationName: 'Ambit',
  robots: { index: false, follow: false },
  formatDetection: { telephone: false, email: false, address: false },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#0e0f11' },
  ],
};

/** Reading the headers makes every page dynamic, and only dynamic pages get the nonce of the policy. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get('x-nonce') ?? undefined;
  const { language, theme, time_zone, style } = await readLook();
  return (
    <html lang={language} data-theme={theme === 'system' ? undefined : theme} style={style}>
      <body>
        <script nonce={nonce} suppressHydrationWarning>
          {earlyInputScript}
        </script>
        <Providers
          nonce={nonce}
          locale={language}
          messages={messagesOf(language)}
          timeZone={time_zone}
          now={systemClock.now()}
        >
          {children}
        </Providers>
      </body>
    </html>
  );
}
