import { sql } from 'drizzle-orm';
import { pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instant } from '@/core/run/table';

/** The address of a member's calendar. It names the company; only its hash is kept. */
export const calendar_feeds = pgTable(
  'calendar_feeds',
  {
    company_id: uuid('company_id').notNull(),
    user_id: uuid('user_id').notNull(),
    /** SHA-256 of the token, base64url. */
    token_hash: text('token_hash').notNull(),
    created_at: instant('created_at').notNull().default(sql`now()`),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.user_id] }),
    uniqueIndex('calendar_feeds_token').on(t.company_id, t.token_hash),
  ],
);
