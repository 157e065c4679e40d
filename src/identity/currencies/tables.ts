import { date, numeric, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { changed, made } from '../columns';

/**
 * What one unit of a currency is worth in the currency of the company, from a day on until the next one. Deals look up
 * the rate of their day (src/identity/currencies/rates.ts).
 */
export const exchange_rates = pgTable(
  'exchange_rates',
  {
    company_id: uuid('company_id').notNull(),
    id: uuid('id').notNull(),
    /** ISO 4217, never the company's own. */
    currency: text('currency').notNull(),
    rate: numeric('rate', { precision: 20, scale: 10 }).notNull(),
    valid_from: date('valid_from').notNull(),
    created_at: made(),
    updated_at: changed(),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.id] }),
    uniqueIndex('exchange_rates_day').on(t.company_id, t.currency, t.valid_from),
  ],
);
