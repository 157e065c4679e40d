import { sql } from 'drizzle-orm';
import {
  bigint,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant } from '@/core/run/table';

/** One uploaded file and what becomes of it. The progress of its work is in `jobs`. */
export const imports = pgTable(
  'imports',
  {
    company_id: uuid('company_id').notNull(),
    id: uuid('id').notNull(),
    object: text('object').notNull(),
    /** As the browser named it; shown, never used as a path. */
    file_name: text('file_name').notNull(),
    /** Of the file as it was sent. */
    bytes: bigint('bytes', { mode: 'number' }).notNull(),
    /** Of the file in UTF-8, which progress is measured against. */
    text_bytes: bigint('text_bytes', { mode: 'number' }).notNull(),
    /** ready; completed once the work has ended well. In between the task knows. */
    status: text('status').notNull().default('ready'),
    user_id: uuid('user_id').notNull(),
    job_id: uuid('job_id'),
    /** Encoding, delimiter, header row, columns, vendor, styles. */
    format: jsonb('format').notNull(),
    mapping: jsonb('mapping').notNull(),
    options: jsonb('options').notNull(),
    created_at: instant('created_at').notNull().default(sql`now()`),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.id] }),
    index('imports_recent').on(t.company_id, t.created_at, t.id),
  ],
);

/** What is to be told about rows: errors all, warnings and skipped rows up to a limit. */
export const import_issues = pgTable(
  'import_issues',
  {
    company_id: uuid('company_id').notNull(),
    import_id: uuid('import_id').notNull(),
    /** As a spreadsheet counts. */
    row: integer('row').notNull(),
    ordinal: smallint('ordinal').notNull(),
    /** error, warning, skipped */
    severity: text('severity').notNull(),
    column: text('column').notNull().default(''),
    reason: text('reason').notNull(),
    value: text('value').notNull().default(''),
  },
  (t) => [primaryKey({ columns: [t.company_id, t.import_id, t.row, t.ordinal] })],
);

/** References to records that come later in the file, settled when all rows are in. */
export const import_links = pgTable(
  'import_links',
  {
    company_id: uuid('company_id').notNull(),
    import_id: uuid('import_id').notNull(),
    /** As a spreadsheet counts. */
    row: integer('row').notNull(),
    /** `reports_to_id`; `merged` for a row that the other product has merged into another. */
    field: text('field').notNull(),
    record_id: uuid('record_id'),
    /** The row's own id there; for `merged` only. */
    own_key: text('own_key').notNull().default(''),
    /** What it points at: an id there, or a name. */
    source_id: text('source_id').notNull().default(''),
    name: text('name').notNull().default(''),
    column: text('column').notNull().default(''),
  },
  (t) => [primaryKey({ columns: [t.company_id, t.import_id, t.row, t.field] })],
);
