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
import { changed, made } from '../columns';
import { members } from '../members/tables';

/** Groups of members, one below another. */
export const teams = pgTable(
  'teams',
  {
    company_id: uuid('company_id').notNull(),
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    name_key: text('name_key').notNull(),
    parent_id: uuid('parent_id'),
    created_at: made(),
    updated_at: changed(),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.id] }),
    uniqueIndex('teams_name').on(t.company_id, t.name_key),
    index('teams_parent').on(t.company_id, t.parent_id),
    foreignKey({ columns: [t.company_id, t.parent_id], foreignColumns: [t.company_id, t.id] }),
  ],
);

/** Who is in a team, and who manages it. */
export const team_members = pgTable(
  'team_members',
  {
    company_id: uuid('company_id').notNull(),
    team_id: uuid('team_id').notNull(),
    user_id: uuid('user_id').notNull(),
    is_manager: boolean('is_manager').notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.team_id, t.user_id] }),
    index('team_members_user').on(t.company_id, t.user_id),
    foreignKey({
      columns: [t.company_id, t.team_id],
      foreignColumns: [teams.company_id, teams.id],
    }),
    foreignKey({
      columns: [t.company_id, t.user_id],
      foreignColumns: [members.company_id, members.user_id],
    }),
  ],
);
