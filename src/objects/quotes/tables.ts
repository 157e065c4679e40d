import { sql } from 'drizzle-orm';
import {
  bigint,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant, tableFor } from '@/core/run/table';
import { quotes } from './object';

const quoteTable = tableFor(quotes) as unknown as { company_id: never; id: never };

/** The last number that was given in each company. Counted up in the transaction that makes the quote, so there are no gaps. */
export const quoteNumbers = pgTable(
  'quote_numbers',
  { company_id: uuid('company_id').notNull(), last: integer('last').notNull() },
  (table) => [primaryKey({ name: 'quote_numbers_pkey', columns: [table.company_id] })],
);

/** The lines of quotes: copies of the items of the deal. Amounts in minor units of the quote's currency. */
export const quoteItems = pgTable(
  'quote_items',
  {
    company_id: uuid('company_id').notNull(),
    id: uuid('id').notNull(),
    quote_id: uuid('quote_id').notNull(),
    position: integer('position').notNull(),
    /** As it was; it may be gone by now. */
    product_id: uuid('product_id'),
    name: text('name').notNull(),
    unit: text('unit').notNull(),
    /** Times 10,000. */
    quantity: bigint('quantity', { mode: 'bigint' }).notNull(),
    unit_price: bigint('unit_price', { mode: 'bigint' }).notNull(),
    /** Times 100, as the tax rate. */
    discount_percent: bigint('discount_percent', { mode: 'bigint' }),
    discount_amount: bigint('discount_amount', { mode: 'bigint' }),
    tax_rate: bigint('tax_rate', { mode: 'bigint' }),
    /** After the discount, without tax. */
    net: bigint('net', { mode: 'bigint' }).notNull(),
  },
  (table) => [
    primaryKey({ name: 'quote_items_pkey', columns: [table.company_id, table.id] }),
    index('quote_items_quote').on(table.company_id, table.quote_id, table.position),
    foreignKey({
      name: 'quote_items_quote_fk',
      columns: [table.company_id, table.quote_id],
      foreignColumns: [quoteTable.company_id, quoteTable.id],
    }).onDelete('cascade'),
  ],
);

/** Links that show a quote to the customer. Of the token only its SHA-256 is kept, so a link is shown once. */
export const quoteLinks = pgTable(
  'quote_links',
  {
    company_id: uuid('company_id').notNull(),
    id: uuid('id').notNull(),
    quote_id: uuid('quote_id').notNull(),
    token_hash: text('token_hash').notNull(),
    created_by: uuid('created_by'),
    created_at: instant('created_at').notNull().default(sql`now()`),
    expires_at: instant('expires_at').notNull(),
    revoked_at: instant('revoked_at'),
    /** When the customer opened it first and last. */
    first_seen_at: instant('first_seen_at'),
    last_seen_at: instant('last_seen_at'),
  },
  (table) => [
    primaryKey({ name: 'quote_links_pkey', columns: [table.company_id, table.id] }),
    uniqueIndex('quote_links_token').on(table.company_id, table.token_hash),
    index('quote_links_quote').on(table.company_id, table.quote_id, table.id),
    foreignKey({
      name: 'quote_links_quote_fk',
      columns: [table.company_id, table.quote_id],
      foreignColumns: [quoteTable.company_id, quoteTable.id],
    }).onDelete('cascade'),
  ],
);
