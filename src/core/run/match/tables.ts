import { customType, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';

/** Text compared byte by byte. */
const keyText = customType<{ data: string }>({ dataType: () => 'text COLLATE "C"' });

/**
 * What a record can be recognised by: every mail address, its id in another product, its domain. Written with the
 * record; rows of records in the bin stay, so whoever looks up must join the live records.
 */
export const match_keys = pgTable(
  'match_keys',
  {
    company_id: uuid('company_id').notNull(),
    object: text('object').notNull(),
    key: keyText('key').notNull(),
    record_id: uuid('record_id').notNull(),
  },
  (t) => [primaryKey({ columns: [t.company_id, t.object, t.key, t.record_id] })],
);
