import { bigint, customType, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '@/core/run/table';

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' });

/**
 * The chain over a company's events in commit order, up to 1,000 events a row. The app role may only insert and read; `hash`
 * covers the row and the one before, `mac` proves that somebody with the installation's secret wrote it.
 */
export const event_seals = pgTable(
  'event_seals',
  {
    company_id: uuid('company_id').notNull(),
    /** From 1, without gaps. */
    number: integer('number').notNull(),
    /** The place of its first event among all events of the company, from 1. */
    first: bigint('first', { mode: 'bigint' }).notNull(),
    /** What its events were, 96 bytes each (src/features/audit/seal/leaf.ts). */
    leaves: bytes('leaves').notNull(),
    /** Where it ends in commit order. 0 in a restored database, whose transaction numbers are others. */
    last_tx: transactionId('last_tx').notNull(),
    last_seq: bigint('last_seq', { mode: 'bigint' }).notNull(),
    previous: text('previous').notNull(),
    hash: text('hash').notNull(),
    mac: text('mac').notNull(),
    created_at: instant('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.company_id, t.number] })],
);

/** Which events the retention of a company took away: all below an id. Insert-only, proven by `mac`. */
export const event_removals = pgTable(
  'event_removals',
  {
    company_id: uuid('company_id').notNull(),
    below: uuid('below').notNull(),
    mac: text('mac').notNull(),
    created_at: instant('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.company_id, t.below] })],
);
