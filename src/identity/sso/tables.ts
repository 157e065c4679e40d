import {
  boolean,
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { changed, instant, made } from '../columns';

/** Identity providers of a company: people sign in there, and their directory may bring people here. */
export const sso_connections = pgTable(
  'sso_connections',
  {
    company_id: uuid('company_id').notNull(),
    id: uuid('id').notNull(),
    /** oidc, saml */
    kind: text('kind').notNull(),
    name: text('name').notNull(),
    active: boolean('active').notNull().default(true),
    /** OIDC: the issuer. SAML: the entity id of the provider. */
    issuer: text('issuer').notNull(),
    client_id: text('client_id').notNull().default(''),
    /** Sealed; empty = a public client. */
    client_secret: text('client_secret').notNull().default(''),
    /** OIDC: what discovery told when the connection was last saved. */
    metadata: jsonb('metadata').notNull().default({}),
    /** SAML: where people are sent. */
    sso_url: text('sso_url').notNull().default(''),
    /** SAML: certificates that sign, PEM. */
    certificates: text('certificates').array().notNull().default([]),
    /** Somebody unknown becomes a member on their first sign-in. */
    just_in_time: boolean('just_in_time').notNull().default(true),
    /** Never owner. */
    default_role: text('default_role').notNull(),
    /** Mail addresses count as confirmed where the provider does not say whether they are. */
    trusts_mail: boolean('trusts_mail').notNull().default(false),
    /** Role of whoever last decided which provider this is; it signs in nobody above that. */
    vouched_role: text('vouched_role').notNull(),
    created_by: uuid('created_by').notNull(),
    created_at: made(),
    updated_at: changed(),
  },
  (t) => [primaryKey({ columns: [t.company_id, t.id] })],
);

/** Mail domains a company says are its own, proved by a TXT record or by the operator. */
export const sso_domains = pgTable(
  'sso_domains',
  {
    company_id: uuid('company_id').notNull(),
    id: uuid('id').notNull(),
    connection_id: uuid('connection_id').notNull(),
    /** Lower case, as in DNS. */
    domain: text('domain').notNull(),
    /** What the TXT record has to hold. */
    proof: text('proof').notNull(),
    verified_at: instant('verified_at'),
    created_at: made(),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.id] }),
    uniqueIndex('sso_domains_domain').on(t.company_id, t.domain),
    index('sso_domains_connection').on(t.company_id, t.connection_id),
    foreignKey({
      columns: [t.company_id, t.connection_id],
      foreignColumns: [sso_connections.company_id, sso_connections.id],
    }),
  ],
);

/**
 * Which connection a proved domain leads to. Global, and seen by the sign-in alone: whoever signs in has no company yet. Its
 * key lets a domain belong to one company only.
 */
export const sso_routes = pgTable('sso_routes', {
  domain: text('domain').primaryKey(),
  /** Not named company_id: the table is global. */
  active_company_id: uuid('active_company_id').notNull(),
  connection_id: uuid('connection_id').notNull(),
});
