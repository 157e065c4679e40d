import { sql } from 'drizzle-orm';
import {
  boolean,
  date,
  foreignKey,
  index,
  integer,
  numeric,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';

/** As dates, which Better Auth expects. */
const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });
const made = () => instant('created_at').notNull().default(sql`now()`);
const changed = () => instant('updated_at').notNull().default(sql`now()`);

/** People who can sign in. Global: one person may work in several companies. */
export const users = pgTable(
  'users',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull(),
    /** Lower case. */
    email: text('email').notNull(),
    email_verified: boolean('email_verified').notNull().default(false),
    image: text('image'),
    language: text('language').notNull().default('en'),
    /** light, dark, system */
    theme: text('theme').notNull().default('system'),
    /** IANA name; empty = the company's. */
    time_zone: text('time_zone').notNull().default(''),
    /** Runs the installation; not a role in any company. */
    is_operator: boolean('is_operator').notNull().default(false),
    created_at: made(),
    updated_at: changed(),
  },
  (t) => [uniqueIndex('users_email').on(t.email)],
);

/** Signed-in browsers. `expires_at` is the absolute end; the idle end follows from `last_seen_at`. */
export const sessions = pgTable(
  'sessions',
  {
    id: uuid('id').primaryKey(),
    /** SHA-256 of the token in the cookie, base64url. */
    token_hash: text('token_hash').notNull(),
    user_id: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** The company the session works in. Not named company_id: the table is global. */
    active_company_id: uuid('active_company_id'),
    ip_address: text('ip_address'),
    user_agent: text('user_agent'),
    created_at: made(),
    updated_at: changed(),
    last_seen_at: instant('last_seen_at').notNull().default(sql`now()`),
    expires_at: instant('expires_at').notNull(),
  },
  (t) => [
    uniqueIndex('sessions_token').on(t.token_hash),
    index('sessions_user').on(t.user_id),
    index('sessions_expiry').on(t.expires_at),
  ],
);

/** Ways a user can prove who they are: `credential` holds the password's argon2id hash. */
export const sign_in_accounts = pgTable(
  'sign_in_accounts',
  {
    id: uuid('id').primaryKey(),
    user_id: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    provider_id: text('provider_id').notNull(),
    account_id: text('account_id').notNull(),
    password: text('password'),
    access_token: text('access_token'),
    refresh_token: text('refresh_token'),
    id_token: text('id_token'),
    access_token_expires_at: instant('access_token_expires_at'),
    refresh_token_expires_at: instant('refresh_token_expires_at'),
    scope: text('scope'),
    created_at: made(),
    updated_at: changed(),
  },
  (t) => [
    uniqueIndex('sign_in_accounts_provider').on(t.provider_id, t.account_id),
    index('sign_in_accounts_user').on(t.user_id),
  ],
);

/** One-time tokens. `identifier` is the SHA-256 of purpose and token, so a copy of the table opens nothing. */
export const verifications = pgTable(
  'verifications',
  {
    id: uuid('id').primaryKey(),
    identifier: text('identifier').notNull(),
    value: text('value').notNull(),
    expires_at: instant('expires_at').notNull(),
    created_at: made(),
    updated_at: changed(),
  },
  (t) => [
    index('verifications_identifier').on(t.identifier),
    index('verifications_value').on(t.value),
    index('verifications_expiry').on(t.expires_at),
  ],
);

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
  /** The month the fiscal year begins with, 1 to 12. */
  fiscal_start_month: integer('fiscal_start_month').notNull().default(1),
  /** Counts up with every change of a custom field. */
  fields_version: integer('fields_version').notNull().default(0),
  created_at: made(),
  updated_at: changed(),
});

/** A user in a company. Name, mail and avatar are copies, so no query on records touches global users. */
export const members = pgTable(
  'members',
  {
    company_id: uuid('company_id')
      .notNull()
      .references(() => companies.id),
    user_id: uuid('user_id')
      .notNull()
      .references(() => users.id),
    name: text('name').notNull(),
    /** Folded name, for sorting. */
    title_key: text('title_key').notNull().default(''),
    email: text('email').notNull(),
    avatar_url: text('avatar_url').notNull().default(''),
    /** owner, admin, manager, rep, read_only */
    role: text('role').notNull(),
    /** active, removed: a removed member stays, because records name them. */
    status: text('status').notNull().default('active'),
    last_seen_at: instant('last_seen_at'),
    created_at: made(),
    updated_at: changed(),
  },
  (t) => [primaryKey({ columns: [t.company_id, t.user_id] }), index('members_user').on(t.user_id)],
);

/** Keys of programs. A key acts as the member who made it, cut to its scopes. */
export const api_keys = pgTable(
  'api_keys',
  {
    company_id: uuid('company_id').notNull(),
    id: uuid('id').notNull(),
    user_id: uuid('user_id').notNull(),
    name: text('name').notNull(),
    /** The first characters of the key, to tell keys apart. */
    prefix: text('prefix').notNull(),
    /** SHA-256 of the key, base64url. */
    key_hash: text('key_hash').notNull(),
    scopes: text('scopes').array().notNull(),
    expires_at: instant('expires_at'),
    last_used_at: instant('last_used_at'),
    revoked_at: instant('revoked_at'),
    created_at: made(),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.id] }),
    uniqueIndex('api_keys_hash').on(t.company_id, t.key_hash),
    index('api_keys_user').on(t.company_id, t.user_id),
    foreignKey({
      columns: [t.company_id, t.user_id],
      foreignColumns: [members.company_id, members.user_id],
    }),
  ],
);

/** Invitations by mail. The token names the company; only its hash is kept. */
export const invitations = pgTable(
  'invitations',
  {
    company_id: uuid('company_id').notNull(),
    id: uuid('id').notNull(),
    email: text('email').notNull(),
    role: text('role').notNull(),
    token_hash: text('token_hash').notNull(),
    invited_by: uuid('invited_by').notNull(),
    expires_at: instant('expires_at').notNull(),
    accepted_at: instant('accepted_at'),
    revoked_at: instant('revoked_at'),
    created_at: made(),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.id] }),
    uniqueIndex('invitations_token').on(t.company_id, t.token_hash),
    index('invitations_inviter').on(t.company_id, t.invited_by),
    foreignKey({
      columns: [t.company_id, t.invited_by],
      foreignColumns: [members.company_id, members.user_id],
    }),
  ],
);

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
