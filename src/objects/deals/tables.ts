import { sql } from 'drizzle-orm';
import { foreignKey, index, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';
import { instant, tableFor } from '@/core/run/table';
import { deals } from './object';

const dealTable = tableFor(deals) as unknown as { company_id: never; id: never };

/** One row per stay of a deal in a stage; the one without an end is where it is now. Written with the move itself. */
export const dealStages = pgTable(
  'deal_stages',
  {
    company_id: uuid('company_id').notNull(),
    id: uuid('id').notNull(),
    deal_id: uuid('deal_id').notNull(),
    stage_id: uuid('stage_id').notNull(),
    entered_at: instant('entered_at').notNull(),
    left_at: instant('left_at'),
  },
  (table) => [
    primaryKey({ name: 'deal_stages_pkey', columns: [table.company_id, table.id] }),
    index('deal_stages_deal').on(table.company_id, table.deal_id, table.entered_at),
    // Time in a stage and what came of it, for reports.
    index('deal_stages_stage').on(table.company_id, table.stage_id, table.entered_at),
    index('deal_stages_now').on(table.company_id, table.deal_id).where(sql`left_at is null`),
    foreignKey({
      name: 'deal_stages_deal_fk',
      columns: [table.company_id, table.deal_id],
      foreignColumns: [dealTable.company_id, dealTable.id],
    }).onDelete('cascade'),
  ],
);
