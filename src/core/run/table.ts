import { sql } from 'drizzle-orm';
import {
  boolean,
  customType,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  type PgColumnBuilderBase,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Field } from '../shape/field';
import { allFields, type ObjectDefinition } from '../shape/object';
import { isOwned } from '../shape/reach';
import { type Column, columnsOf, keyColumn } from './engine/kinds';

/** Text compared byte by byte: the same order on every server, and prefixes can use an index. */
export const keyText = customType<{ data: string }>({ dataType: () => 'text COLLATE "C"' });
/** int8 as text on both sides: larger than a JavaScript number can hold. */
const int8 = customType<{ data: string }>({ dataType: () => 'bigint' });
/** A column of an instant, to the millisecond, ISO 8601 in and out. */
export const instant = (name: string) =>
  timestamp(name, { withTimezone: true, precision: 3, mode: 'string' });

function builder(column: Column): PgColumnBuilderBase {
  const made = {
    text: () => text(column.name),
    key: () => keyText(column.name),
    int8: () => int8(column.name),
    bool: () => boolean(column.name),
    date: () => date(column.name),
    timestamptz: () => instant(column.name),
    'text[]': () => text(column.name).array(),
    jsonb: () => jsonb(column.name),
    uuid: () => uuid(column.name),
  }[column.type]();
  return column.empty === null ? made : made.notNull().default(sql.raw(column.empty) as never);
}

/**
 * The Drizzle table of an object: its fields, then the system columns. Every key begins with the
 * company. Policies and grants come from db/secure.sql; what deleting a referenced record does is
 * written by hand in the migration (`ON DELETE SET NULL (column)` is beyond Drizzle).
 *
 * Only references between records have foreign keys. Nobody may delete companies and members, so a key to them could
 * only fail on insert, where the policy holds the company and the engine looks the member up in the same transaction;
 * its price would be a lock on the one row of the company, and of the owner, that all who write there queue up for.
 */
export function tableFor(object: ObjectDefinition) {
  const columns: Record<string, PgColumnBuilderBase> = {};
  for (const [name, field] of Object.entries(object.fields)) {
    for (const column of columnsOf(name, field)) columns[column.name] = builder(column);
  }
  return pgTable(
    object.name,
    {
      company_id: uuid('company_id').notNull(),
      id: uuid('id').notNull(),
      title: text('title').notNull().default(''),
      title_key: keyText('title_key').notNull().default(''),
      ...columns,
      custom: jsonb('custom').notNull().default({}),
      version: integer('version').notNull().default(1),
      created_at: instant('created_at').notNull(),
      created_by: uuid('created_by'),
      updated_at: instant('updated_at').notNull(),
      updated_by: uuid('updated_by'),
      deleted_at: instant('deleted_at'),
    },
    (table) => constraints(object, table as never),
  );
}

function constraints(object: ObjectDefinition, table: Record<string, never>) {
  const column = (name: string) => table[name] as never;
  const live = sql`deleted_at is null`;
  const fields = Object.entries(object.fields);
  const on = (name: string, then: string[] = []) =>
    index(`${object.name}_${name}_idx`).on(
      ...(['company_id', name, ...then, 'id'].map(column) as [never]),
    );
  const at = (name: string, then?: string[]) => on(name, then).where(live);
  const thenOf = ({ then_by }: Field): string[] => {
    const field = then_by === undefined ? undefined : allFields(object)[then_by];
    return then_by && field ? [keyColumn(then_by, field)] : [];
  };
  return [
    primaryKey({ name: `${object.name}_pkey`, columns: [column('company_id'), column('id')] }),
    at('created_at'),
    at('updated_at'),
    at('title_key'),
    index(`${object.name}_bin_idx`)
      .on(column('company_id'), column('deleted_at'), column('id'))
      .where(sql`deleted_at is not null`),
    ...fields
      .filter(([, field]) => field.indexed === true && !isReference(field))
      .map(([name, field]) => at(keyColumn(name, field), thenOf(field))),
    // Those of references hold the bin too: deleting a record for good looks for everything that points at it.
    ...fields
      .filter(([, field]) => isReference(field))
      .map(([name, field]) => on(name, thenOf(field))),
    // The newest of some people, which is the list of whoever does not see all (engine/seen-sql.ts).
    ...(isOwned(object) && !object.seen_with
      ? [
          index(`${object.name}_owner_time_idx`)
            .on(...(['company_id', 'owner_id', 'created_at', 'id'].map(column) as [never]))
            .where(live),
        ]
      : []),
    ...fields
      .filter(([, field]) => field.unique)
      .map(([name, field]) => unique(object, name, field, column)),
    ...fields
      .filter(([, field]) => field.kind === 'ref')
      .map(([name, field]) => reference(object, name, field, column)),
  ];
}

const isReference = (field: Field): boolean => field.kind === 'ref' || field.kind === 'user';

function unique(
  object: ObjectDefinition,
  name: string,
  field: Field,
  column: (name: string) => never,
) {
  const key = keyColumn(name, field);
  const empty = columnsOf(name, field).find((one) => one.name === key)?.empty ?? null;
  const filled = empty === null ? `${key} is not null` : `${key} <> ${empty}`;
  return uniqueIndex(`${object.name}_${key}_unique`)
    .on(column('company_id'), column(key))
    .where(sql.raw(`deleted_at is null and ${filled}`));
}

function reference(
  object: ObjectDefinition,
  name: string,
  field: Field,
  column: (name: string) => never,
) {
  const target = pgTable(field.target ?? '', { company_id: uuid('company_id'), id: uuid('id') });
  return foreignKey({
    name: `${object.name}_${name}_fk`,
    columns: [column('company_id'), column(name)],
    foreignColumns: [target.company_id, target.id],
  });
}
