import {
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { changed, made } from '../columns';
import { members } from '../members/tables';

/** Roles that administrators composed, beside the built-in ones. */
export const roles = pgTable(
  'roles',
  {
    company_id: uuid('company_id').notNull(),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    /** Folded name: no two roles are called the same. */
    name_key: text('name_key').notNull(),
    description: text('description').notNull().default(''),
    /** `RoleRights` of permissions.ts. */
    rights: jsonb('rights').notNull(),
    created_at: made(),
    updated_at: changed(),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.id] }),
    uniqueIndex('roles_name').on(t.company_id, t.name_key),
  ],
);

/** Who has which of them, beside `members.role`. */
export const member_roles = pgTable(
  'member_roles',
  {
    company_id: uuid('company_id').notNull(),
    user_id: uuid('user_id').notNull(),
    role_id: uuid('role_id').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.user_id, t.role_id] }),
    index('member_roles_role').on(t.company_id, t.role_id),
    foreignKey({
      columns: [t.company_id, t.user_id],
      foreignColumns: [members.company_id, members.user_id],
    }),
    foreignKey({
      columns: [t.company_id, t.role_id],
      foreignColumns: [roles.company_id, roles.id],
    }),
  ],
);
