import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { changed, instant, made } from '../columns';

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
    /** Signed in through this connection, so it works in the company of that one alone. */
    sso_connection_id: uuid('sso_connection_id'),
    ip_address: text('ip_address'),
    user_agent: text('user_agent'),
    created_at: made(),
    updated_at: changed(),
    last_seen_at: instant('last_seen_at').notNull().default(sql`now()`),
    expires_at: instant('expires_at').notNull(),
    /** When its person last proved who they are. */
    confirmed_at: instant('confirmed_at').notNull().default(sql`now()`),
    /** When a second factor was proved in it; null: never. */
    second_factor_at: instant('second_factor_at'),
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

/** Authenticator apps, one per user. Off until a code has confirmed it. */
export const totp_secrets = pgTable('totp_secrets', {
  user_id: uuid('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  /** Sealed with the installation's secret. */
  sealed: text('sealed').notNull(),
  /** The step of the last code that was used: none counts twice. */
  last_step: bigint('last_step', { mode: 'number' }).notNull().default(0),
  confirmed_at: instant('confirmed_at'),
  created_at: made(),
});

/** Codes for whoever lost their authenticator. A used one is deleted. */
export const recovery_codes = pgTable(
  'recovery_codes',
  {
    user_id: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** HMAC by the installation's secret. */
    code_hash: text('code_hash').notNull(),
    created_at: made(),
  },
  (t) => [primaryKey({ columns: [t.user_id, t.code_hash] })],
);

/** WebAuthn credentials: each is both factors at once. */
export const passkeys = pgTable(
  'passkeys',
  {
    id: uuid('id').primaryKey(),
    user_id: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    /** What the authenticator calls it, base64url. */
    credential_id: text('credential_id').notNull(),
    /** COSE, base64url. */
    public_key: text('public_key').notNull(),
    /** Of uses, where the authenticator counts them. */
    counter: bigint('counter', { mode: 'number' }).notNull().default(0),
    last_used_at: instant('last_used_at'),
    created_at: made(),
  },
  (t) => [
    uniqueIndex('passkeys_credential').on(t.credential_id),
    index('passkeys_user').on(t.user_id),
  ],
);
