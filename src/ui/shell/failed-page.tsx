'use client';

import { ErrorState } from '@/ui/primitives/error-state';

/** A page whose drawing failed. */
export function FailedPage({ error, onRetry }: { error: Error; onRetry: () => void }) {
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <ErrorState error={error} onRetry={onRetry} />
    </main>
  );
}
