import {
  foreignKey,
  index,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { changed, instant, made } from '../columns';
import { companies } from '../company/tables';

/**
 * Who works in a company. Name, mail and avatar are copies, so no query on records touches global users. A service account
 * is no user: nothing can sign in as it, only keys act for it.
 */
export const members = pgTable(
  'members',
  {
    company_id: uuid('company_id')
      .notNull()
      .references(() => companies.id),
    /** Of users; for a service account an id of its own. */
    user_id: uuid('user_id').notNull(),
    /** person, service */
    kind: text('kind').notNull().default('person'),
    name: text('name').notNull(),
    /** Folded name, for sorting. */
    title_key: text('title_key').notNull().default(''),
    /** Empty for a service account. */
    email: text('email').notNull(),
    avatar_url: text('avatar_url').notNull().default(''),
    /** owner, admin, manager, rep, read_only, custom, guest */
    role: text('role').notNull(),
    /** active, deactivated (may come back), removed: all stay, because records name them. */
    status: text('status').notNull().default('active'),
    last_seen_at: instant('last_seen_at'),
    /** When their sessions were last ended by whoever manages members: one that began before does not come here from another company. */
    signed_out_at: instant('signed_out_at'),
    created_at: made(),
    updated_at: changed(),
  },
  (t) => [primaryKey({ columns: [t.company_id, t.user_id] }), index('members_user').on(t.user_id)],
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
