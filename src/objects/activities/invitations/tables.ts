import { sql } from 'drizzle-orm';
import {
  foreignKey,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant, tableFor } from '@/core/run/table';
import { activities } from '../object';

const activityTable = tableFor(activities) as unknown as { company_id: never; id: never };

/** Who was told of a meeting by mail, what they were told last, and what they answered. Of the token only its SHA-256 is kept. */
export const meetingInvitations = pgTable(
  'meeting_invitations',
  {
    company_id: uuid('company_id').notNull(),
    activity_id: uuid('activity_id').notNull(),
    email: text('email').notNull(),
    token_hash: text('token_hash').notNull(),
    /** SEQUENCE of the last mail. */
    sequence: integer('sequence').notNull(),
    /** SHA-256 of what the last mail said. */
    told: text('told').notNull(),
    /** waiting, accepted, tentative, declined, cancelled */
    state: text('state').notNull(),
    /** When the meeting ends, as they were told; the link ends a day later. */
    ends_at: instant('ends_at').notNull(),
    invited_at: instant('invited_at').notNull().default(sql`now()`),
    answered_at: instant('answered_at'),
  },
  (table) => [
    primaryKey({
      name: 'meeting_invitations_pkey',
      columns: [table.company_id, table.activity_id, table.email],
    }),
    uniqueIndex('meeting_invitations_token').on(table.company_id, table.token_hash),
    foreignKey({
      name: 'meeting_invitations_activity_fk',
      columns: [table.company_id, table.activity_id],
      foreignColumns: [activityTable.company_id, activityTable.id],
    }).onDelete('cascade'),
  ],
);
