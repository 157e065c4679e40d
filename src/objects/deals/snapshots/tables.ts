import { sql } from 'drizzle-orm';
import { bigint, date, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant, keyText } from '@/core/run/table';

/**
 * How a deal stood at the end of the days from `from_day` to `to_day`, both included; `infinity`: it still stands so. A row
 * is written only on days a deal changed. Columns are named as those of `deals`, so that sums of both are the same SQL.
 * Not tied to deals by a key: what was reported stays true after a deal is gone for good.
 */
export const dealSnapshots = pgTable(
  'deal_snapshots',
  {
    company_id: uuid('company_id').notNull(),
    deal_id: uuid('deal_id').notNull(),
    from_day: date('from_day').notNull(),
    to_day: date('to_day').notNull().default('infinity'),
    status: keyText('status').notNull(),
    pipeline_id: uuid('pipeline_id'),
    stage_id: uuid('stage_id'),
    owner_id: uuid('owner_id'),
    forecast_category: text('forecast_category').notNull(),
    /** Worth on that day in minor units of the company's currency. */
    amount_base: bigint('amount_base', { mode: 'bigint' }).notNull(),
    probability: bigint('probability', { mode: 'bigint' }).notNull(),
    /** The day that puts it into a period: of the win, else the expected close. */
    counts_on: date('counts_on').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.deal_id, t.from_day] }),
    // The rows that still hold, which the next snapshot is compared with.
    index('deal_snapshots_now').on(t.company_id, t.deal_id).where(sql`to_day = 'infinity'`),
    index('deal_snapshots_period').on(t.company_id, t.counts_on),
    index('deal_snapshots_old').on(t.company_id, t.to_day).where(sql`to_day < 'infinity'`),
  ],
);

/** The days there is a whole snapshot of. */
export const dealSnapshotDays = pgTable(
  'deal_snapshot_days',
  {
    company_id: uuid('company_id').notNull(),
    day: date('day').notNull(),
    taken_at: instant('taken_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.company_id, t.day] })],
);
