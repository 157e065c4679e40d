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
import { sso_connections } from '../sso/tables';
import { teams } from '../teams/tables';

/** With what a directory writes here: one token for a connection. */
export const scim_tokens = pgTable(
  'scim_tokens',
  {
    company_id: uuid('company_id').notNull(),
    connection_id: uuid('connection_id').notNull(),
    /** SHA-256 of the token, base64url. */
    token_hash: text('token_hash').notNull(),
    created_by: uuid('created_by').notNull(),
    created_at: made(),
    last_used_at: instant('last_used_at'),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.connection_id] }),
    uniqueIndex('scim_tokens_hash').on(t.company_id, t.token_hash),
    foreignKey({
      columns: [t.company_id, t.connection_id],
      foreignColumns: [sso_connections.company_id, sso_connections.id],
    }),
  ],
);

/** What a directory calls a member. */
export const scim_users = pgTable(
  'scim_users',
  {
    company_id: uuid('company_id').notNull(),
    connection_id: uuid('connection_id').notNull(),
    user_id: uuid('user_id').notNull(),
    user_name: text('user_name').notNull(),
    /** Lower case: names that differ in that are one. */
    user_name_key: text('user_name_key').notNull(),
    external_id: text('external_id').notNull().default(''),
    given_name: text('given_name').notNull().default(''),
    family_name: text('family_name').notNull().default(''),
    created_at: made(),
    updated_at: changed(),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.connection_id, t.user_id] }),
    uniqueIndex('scim_users_name').on(t.company_id, t.connection_id, t.user_name_key),
    foreignKey({
      columns: [t.company_id, t.connection_id],
      foreignColumns: [sso_connections.company_id, sso_connections.id],
    }),
  ],
);

/** Groups of a directory; one with a role gives it to its people. */
export const scim_groups = pgTable(
  'scim_groups',
  {
    company_id: uuid('company_id').notNull(),
    id: uuid('id').notNull(),
    connection_id: uuid('connection_id').notNull(),
    display_name: text('display_name').notNull(),
    external_id: text('external_id').notNull().default(''),
    /** Never owner; empty = none. */
    role: text('role').notNull().default(''),
    /** Its people are members of this team; null = of none. */
    team_id: uuid('team_id'),
    created_at: made(),
    updated_at: changed(),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.id] }),
    index('scim_groups_connection').on(t.company_id, t.connection_id),
    index('scim_groups_team').on(t.company_id, t.team_id),
    foreignKey({
      columns: [t.company_id, t.connection_id],
      foreignColumns: [sso_connections.company_id, sso_connections.id],
    }),
    foreignKey({
      columns: [t.company_id, t.team_id],
      foreignColumns: [teams.company_id, teams.id],
    }),
  ],
);

export const scim_group_members = pgTable(
  'scim_group_members',
  {
    company_id: uuid('company_id').notNull(),
    group_id: uuid('group_id').notNull(),
    user_id: uuid('user_id').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.group_id, t.user_id] }),
    index('scim_group_members_user').on(t.company_id, t.user_id),
    foreignKey({
      columns: [t.company_id, t.group_id],
      foreignColumns: [scim_groups.company_id, scim_groups.id],
    }),
  ],
);
