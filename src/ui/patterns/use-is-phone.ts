'use client';

import { useSyncExternalStore } from 'react';

const query = '(max-width: 767px)';

/** Whether the screen is too narrow for tables and side panels. */
export const useIsPhone = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => window.matchMedia(query).matches,
    () => false,
  );
