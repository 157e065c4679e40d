import { index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { made } from '../columns';

/** Records that somebody lets others see, or change as well. */
export const record_shares = pgTable(
  'record_shares',
  {
    company_id: uuid('company_id').notNull(),
    id: uuid('id').notNull(),
    object: text('object').notNull(),
    record_id: uuid('record_id').notNull(),
    /** A user or a team. */
    grantee_id: uuid('grantee_id').notNull(),
    grantee_kind: text('grantee_kind').notNull(),
    /** read, change */
    access: text('access').notNull(),
    created_by: uuid('created_by'),
    created_at: made(),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.id] }),
    uniqueIndex('record_shares_once').on(t.company_id, t.object, t.record_id, t.grantee_id),
    index('record_shares_grantee').on(t.company_id, t.grantee_id, t.object, t.record_id),
  ],
);
