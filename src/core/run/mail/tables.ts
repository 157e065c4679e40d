import { sql } from 'drizzle-orm';
import { index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../table';

/** Mails to be sent and those that were; the job `emails.send` of each does it. Addresses and contents are sealed, and gone once sent. */
export const mails = pgTable(
  'mails',
  {
    company_id: uuid('company_id').notNull(),
    /** Also its Message-ID. */
    id: uuid('id').notNull(),
    /** What it is about: `password_reset`, `invitation`, ... */
    kind: text('kind').notNull(),
    /** waiting, sent, failed */
    status: text('status').notNull().default('waiting'),
    /** Address, headers and content, sealed; empty once sent. */
    sealed: text('sealed').notNull(),
    /** Why it was given up. */
    error: text('error'),
    /** Sending it later is of no use, because the link in it is dead. */
    expires_at: instant('expires_at'),
    created_at: instant('created_at').notNull().default(sql`now()`),
    ended_at: instant('ended_at'),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.id] }),
    index('mails_ended').on(t.company_id, t.status, t.ended_at),
  ],
);
