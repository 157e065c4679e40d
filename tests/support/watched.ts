import type { Database, Statement } from '@/platform/db/types';

/** A database whose `read` statements are kept in `seen`, in the order they were sent, to look at their plans. */
export function watchReads(db: Database): { readonly db: Database; readonly seen: Statement[] } {
  const seen: Statement[] = [];
  const watched: Database = {
    ...db,
    read: (scope, statement, options) => {
      seen.push(statement);
      return db.read(scope, statement, options);
    },
  };
  return { db: watched, seen };
}
