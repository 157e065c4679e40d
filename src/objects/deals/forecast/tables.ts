import { bigint, date, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';

/** What a member is to win in a month, in minor units of the company's currency. */
export const quotas = pgTable(
  'quotas',
  {
    company_id: uuid('company_id').notNull(),
    user_id: uuid('user_id').notNull(),
    /** Its first day. */
    month: date('month').notNull(),
    amount: bigint('amount', { mode: 'bigint' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.company_id, t.month, t.user_id] })],
);
