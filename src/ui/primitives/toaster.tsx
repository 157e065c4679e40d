'use client';

import dynamic from 'next/dynamic';
import { useSyncExternalStore } from 'react';
import { toastWanted } from './toast';

const ToastList = dynamic(() => import('./toast-list').then((module) => module.ToastList), {
  ssr: false,
});

/** The one place toasts appear. */
export function Toaster() {
  const wanted = useSyncExternalStore(toastWanted.subscribe, toastWanted.get, () => false);
  return wanted ? <ToastList /> : null;
}
