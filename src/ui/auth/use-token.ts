'use client';

import { useSyncExternalStore } from 'react';

const never = () => () => {};

/**
 * The one-time token of a mailed link. It stands behind `#`, so no server, log or referrer ever sees it.
 * Undefined until the page runs in the browser, empty when the link carries none.
 */
export const useToken = (): string | undefined =>
  useSyncExternalStore<string | undefined>(
    never,
    () => location.hash.slice(1),
    () => undefined,
  );
