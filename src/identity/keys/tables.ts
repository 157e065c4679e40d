import { sql } from 'drizzle-orm';
import {
  boolean,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant, made } from '../columns';
import { members } from '../members/tables';

/** Programs of others that act for members who agree (src/identity/oauth). */
export const oauth_apps = pgTable(
  'oauth_apps',
  {
    company_id: uuid('company_id').notNull(),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    /** Of a confidential app, SHA-256, base64url; null: a public one, which has no secret to keep. */
    secret_hash: text('secret_hash'),
    /** Where browsers may be sent back to, compared letter by letter. */
    redirect_uris: text('redirect_uris').array().notNull(),
    /** The most it may ask for. */
    scopes: text('scopes').array().notNull(),
    removed_at: instant('removed_at'),
    created_at: made(),
  },
  (t) => [primaryKey({ columns: [t.company_id, t.id] })],
);

/**
 * Keys of programs. A key acts as its member, cut to its scopes. What a member allowed an app is a key as well, whose secret
 * is the access token and changes by the hour.
 */
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
    /** The one before it, which goes on working until then. */
    previous_hash: text('previous_hash'),
    previous_until: instant('previous_until'),
    /** The app it was allowed to; null: a key that a person made. */
    app_id: uuid('app_id'),
    /** When the secret ends while the key goes on: that of an access token. */
    secret_expires_at: instant('secret_expires_at'),
    /** What an access token is narrowed to, within the scopes; null: to nothing. */
    secret_scopes: text('secret_scopes').array(),
    /** Networks it works from, in CIDR notation; empty = all. */
    networks: text('networks').array().notNull().default(sql`'{}'`),
    scopes: text('scopes').array().notNull(),
    expires_at: instant('expires_at'),
    last_used_at: instant('last_used_at'),
    revoked_at: instant('revoked_at'),
    created_at: made(),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.id] }),
    uniqueIndex('api_keys_hash').on(t.company_id, t.key_hash),
    index('api_keys_previous').on(t.company_id, t.previous_hash),
    index('api_keys_user').on(t.company_id, t.user_id),
    index('api_keys_app').on(t.company_id, t.app_id),
    foreignKey({
      columns: [t.company_id, t.app_id],
      foreignColumns: [oauth_apps.company_id, oauth_apps.id],
    }),
    foreignKey({
      columns: [t.company_id, t.user_id],
      foreignColumns: [members.company_id, members.user_id],
    }),
  ],
);

/** Codes that apps exchange for tokens, once and soon. */
export const oauth_codes = pgTable(
  'oauth_codes',
  {
    company_id: uuid('company_id').notNull(),
    code_hash: text('code_hash').notNull(),
    app_id: uuid('app_id').notNull(),
    user_id: uuid('user_id').notNull(),
    redirect_uri: text('redirect_uri').notNull(),
    scopes: text('scopes').array().notNull(),
    /** PKCE, S256. */
    code_challenge: text('code_challenge').notNull(),
    expires_at: instant('expires_at').notNull(),
    used_at: instant('used_at'),
    /** It came a second time: whatever came of it is void. */
    reused: boolean('reused').notNull().default(false),
    /** What came of it. */
    key_id: uuid('key_id'),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.code_hash] }),
    index('oauth_codes_app').on(t.company_id, t.app_id),
    foreignKey({
      columns: [t.company_id, t.app_id],
      foreignColumns: [oauth_apps.company_id, oauth_apps.id],
    }),
  ],
);

/** Refresh tokens of a key, used ones too: one that comes again was stolen, or its successor was. */
export const oauth_refresh_tokens = pgTable(
  'oauth_refresh_tokens',
  {
    company_id: uuid('company_id').notNull(),
    token_hash: text('token_hash').notNull(),
    key_id: uuid('key_id').notNull(),
    expires_at: instant('expires_at').notNull(),
    used_at: instant('used_at'),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.token_hash] }),
    index('oauth_refresh_tokens_key').on(t.company_id, t.key_id),
    foreignKey({
      columns: [t.company_id, t.key_id],
      foreignColumns: [api_keys.company_id, api_keys.id],
    }),
  ],
);
