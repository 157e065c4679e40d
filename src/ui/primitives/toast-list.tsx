'use client';

import 'sonner/dist/styles.css';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import * as sonner from 'sonner';
import { toasterReady } from './toast';

/** Toasts at the lower right, above the bottom bar on phones. */
export function ToastList() {
  const t = useTranslations('primitives');
  useEffect(() => toasterReady(sonner), []);
  return (
    <sonner.Toaster
      position="bottom-right"
      containerAriaLabel={t('notifications')}
      visibleToasts={4}
      offset={16}
      style={{ fontFamily: 'inherit' }}
      mobileOffset={{ bottom: 72, left: 12, right: 12 }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-full items-center gap-2 rounded-lg bg-foreground px-3 py-2 text-sm text-background shadow-popover md:w-90',
          title: 'font-normal',
          description: 'opacity-80',
          content: 'min-w-0 flex-1',
          icon: 'shrink-0',
          actionButton:
            'shrink-0 rounded-md px-2 py-1 font-medium underline underline-offset-2 hover:bg-background/15 max-md:min-h-11',
          closeButton: 'shrink-0 rounded-md p-1 hover:bg-background/15',
        },
      }}
    />
  );
}
