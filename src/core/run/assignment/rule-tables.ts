import { sql } from 'drizzle-orm';
import { integer, jsonb, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../table';
import type { Rule, Target } from './stored';

/** Who gets new records of a company: ordered rules and what happens where none fits. */
export const assignmentTable = <S extends string>(singular: S) =>
  pgTable(
    `${singular}_assignment`,
    {
      company_id: uuid('company_id').notNull(),
      rules: jsonb('rules').$type<Rule[]>().notNull().default([]),
      otherwise: jsonb('otherwise').$type<Target>().notNull(),
      version: integer('version').notNull().default(1),
      updated_at: instant('updated_at').notNull().default(sql`now()`),
      updated_by: uuid('updated_by'),
    },
    (t) => [primaryKey({ columns: [t.company_id] })],
  );

/** Whose turn it was last, by rule. Its row is locked while records are given, so that each turn is given once. */
export const turnsTable = <S extends string>(singular: S) =>
  pgTable(
    `${singular}_turns`,
    {
      company_id: uuid('company_id').notNull(),
      /** The company's id stands for `otherwise`. */
      rule_id: uuid('rule_id').notNull(),
      last_user_id: uuid('last_user_id'),
    },
    (t) => [primaryKey({ columns: [t.company_id, t.rule_id] })],
  );
