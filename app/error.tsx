'use client';

import { FailedPage } from '@/ui/shell/rare-pages';

export default function PageError({ error, reset }: { error: Error; reset: () => void }) {
  return <FailedPage error={error} onRetry={reset} />;
}
