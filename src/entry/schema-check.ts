import type { Installation } from '@/platform/db/connect';
import { assertServable } from '@/platform/db/guard';
import { SetupError } from '@/platform/db/setup-error';

const freshFor = 5000;

/** Whether the schema still fits this code, asked at most every 5 s: another process may migrate. Null when it does, else what is wrong. */
export function schemaCheck({
  urls,
  pooled,
}: Pick<Installation, 'urls' | 'pooled'>): () => Promise<string | null> {
  let until = 0;
  let last: Promise<string | null> = Promise.resolve(null);
  return () => {
    if (performance.now() < until) return last;
    until = performance.now() + freshFor;
    last = assertServable(urls.app, 'DATABASE_URL', { pooled, serving: true }).then(
      () => null,
      (error: unknown) => {
        if (error instanceof SetupError) return error.message;
        throw error;
      },
    );
    return last;
  };
}
