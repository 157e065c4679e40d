import { sql } from 'drizzle-orm';
import { boolean, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { changed, made } from '../columns';

/** The organisations that use Ambit. The app role sees its own row only. */
export const companies = pgTable('companies', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  /** ISO 4217. */
  currency: text('currency').notNull().default('USD'),
  /** ISO 3166 alpha-2; empty = unknown. */
  country: text('country').notNull().default(''),
  /** IANA name. */
  time_zone: text('time_zone').notNull().default('UTC'),
  language: text('language').notNull().default('en'),
  /** Accent colour as #rrggbb; empty = the default. */
  accent: text('accent').notNull().default(''),
  logo_url: text('logo_url').notNull().default(''),
  /** How long events are kept, at least 3; 0 = for ever. */
  audit_retention_months: integer('audit_retention_months').notNull().default(0),
  /** Only addresses of these domains are invited; empty = all. */
  mail_domains: text('mail_domains').array().notNull().default(sql`'{}'`),
  /** The month the fiscal year begins with, 1 to 12. */
  fiscal_start_month: integer('fiscal_start_month').notNull().default(1),
  /** All but owners sign in through the company's identity provider. */
  sso_required: boolean('sso_required').notNull().default(false),
  /** Whether any record was ever private; the database notes it. */
  private_records: boolean('private_records').notNull().default(false),
  /** Counts up with every change of a custom field. */
  fields_version: integer('fields_version').notNull().default(0),
  /** The sign-in policy: whether sessions need a second factor, when they end, how long passwords are, where from. */
  second_factor_required: boolean('second_factor_required').notNull().default(false),
  session_idle_minutes: integer('session_idle_minutes').notNull().default(720),
  session_hours: integer('session_hours').notNull().default(720),
  shortest_password: integer('shortest_password').notNull().default(10),
  /** CIDR; empty = any. */
  allowed_networks: text('allowed_networks').array().notNull().default(sql`'{}'`),
  created_at: made(),
  updated_at: changed(),
});
