import { sql } from 'drizzle-orm';
import { bigint, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '@/core/run/table';

/**
 * What lies in the storage, or may: the row is there before the first byte and goes after the last one, so nothing is ever
 * stored that nobody knows of.
 */
export const uploads = pgTable(
  'uploads',
  {
    company_id: uuid('company_id').notNull(),
    id: uuid('id').notNull(),
    user_id: uuid('user_id').notNull(),
    /** As announced; of a stored one as it is. */
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    /** Found in the content; '' until it is there. */
    content_type: text('content_type').notNull().default(''),
    /** waiting for its bytes; taking them; stored; used by a file; leaving, never to be used again. */
    status: text('status').notNull().default('waiting'),
    created_at: instant('created_at').notNull().default(sql`now()`),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.id] }),
    index('uploads_status').on(t.company_id, t.status, t.created_at),
  ],
);
