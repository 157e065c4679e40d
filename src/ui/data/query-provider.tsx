'use client';

import {
  MutationCache,
  notifyManager,
  QueryCache,
  type QueryClient,
  QueryClientProvider,
} from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { isApiError } from './api-error';
import { FreshQueryClient } from './query-client';
import { isSigningOut } from './sign-out';

// What a person did is shown in the frame that follows: a timer would wait behind whatever else the browser has to do.
notifyManager.setScheduler(queueMicrotask);

/** One cache per page load. Data is fresh for 15 s; coming back to the window refreshes what is older. */
export function QueryProvider({ children }: { children: ReactNode }) {
  const [client] = useState(makeClient);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

function makeClient(): QueryClient {
  return new FreshQueryClient({
    queryCache: new QueryCache({ onError: signedOut }),
    mutationCache: new MutationCache({ onError: signedOut }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        gcTime: 10 * 60_000,
        retry: (count, error) => count < 2 && isWorthRetrying(error),
        retryDelay: (count, error) => waitFor(count, error),
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}

const isWorthRetrying = (error: unknown): boolean =>
  isApiError(error) &&
  (error.code === 'offline' || error.code === 'unavailable' || error.code === 'rate_limited');

const waitFor = (count: number, error: unknown): number =>
  isApiError(error) && error.retry_after
    ? Math.min(error.retry_after, 30) * 1000
    : 500 * 2 ** count;

/** A session that ended leads to the sign-in page and back here afterwards; drafts stay on this device. */
function signedOut(error: unknown): void {
  if (!isApiError(error, 'unauthenticated') || isSigningOut()) return;
  if (location.pathname.startsWith('/sign-in')) return;
  location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
}
