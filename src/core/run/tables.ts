import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { instant, keyText } from './table';

const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' });

/**
 * One row per fact about one record, written with the change itself and never altered: the app role may
 * only insert and read. The migration partitions it by month over the time in the id.
 */
export const events = pgTable(
  'events',
  {
    company_id: uuid('company_id').notNull(),
    id: uuid('id').notNull(),
    /** With `seq` the commit order, for readers that resume. */
    tx: transactionId('tx').notNull().default(sql`pg_current_xact_id()`),
    seq: bigint('seq', { mode: 'bigint' }).notNull().generatedByDefaultAsIdentity(),
    /** `contact.created` */
    name: text('name').notNull(),
    /** `contacts`; empty for facts about no record. */
    object: text('object').notNull().default(''),
    record_id: uuid('record_id'),
    /** The record's version after it. */
    version: integer('version'),
    actor_kind: text('actor_kind').notNull(),
    actor_id: uuid('actor_id'),
    source: text('source').notNull(),
    /** {before, after}: changed fields only, in the API's values. */
    changes: jsonb('changes').notNull().default({}),
    ip: text('ip'),
    user_agent: text('user_agent'),
    request_id: text('request_id').notNull(),
    correlation_id: text('correlation_id'),
    created_at: instant('created_at').notNull().default(sql`now()`),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.id] }),
    index('events_record').on(t.company_id, t.record_id, t.id),
    index('events_request').on(t.company_id, t.request_id, t.id),
    // Few among millions, and all of a time are asked for: what an amount was worth then.
    index('events_exchange_rates').on(t.company_id, t.id).where(sql`object = 'exchange_rates'`),
  ],
);

/** Events that are not dispatched yet; the relay deletes a row once every subscriber has its job. */
export const outbox = pgTable(
  'outbox',
  { company_id: uuid('company_id').notNull(), event_id: uuid('event_id').notNull() },
  (t) => [primaryKey({ columns: [t.company_id, t.event_id] })],
);

/** A company's own fields. `deleted_at` hides a field and its values; both come back with a restore. */
export const custom_fields = pgTable(
  'custom_fields',
  {
    company_id: uuid('company_id').notNull(),
    id: uuid('id').notNull(),
    object: text('object').notNull(),
    key: text('key').notNull(),
    label: text('label').notNull(),
    kind: text('kind').notNull(),
    required: boolean('required').notNull().default(false),
    /** Every value is in `field_values`, so lists may filter and sort by it. */
    filterable: boolean('filterable').notNull().default(false),
    /** Writes copy values to `field_values`: true before `filterable`, while older records are copied. */
    mirrored: boolean('mirrored').notNull().default(false),
    choices: jsonb('choices').$type<{ value: string; label: string }[]>().notNull().default([]),
    position: integer('position').notNull().default(0),
    created_at: instant('created_at').notNull().default(sql`now()`),
    deleted_at: instant('deleted_at'),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.id] }),
    uniqueIndex('custom_fields_key').on(t.company_id, t.object, t.key),
  ],
);

/** The number that stands for "no number" in every int8 column. */
export const NO_NUMBER = '-9223372036854775808';

/**
 * Values of filterable custom fields in typed columns, one row per value (`ordinal` counts multi_choice values); an
 * empty field has no row. Text kinds fill `text_value` with their key (text folded, the others as stored, users by id);
 * numbers `number_value`, scaled as in a record, booleans 0 and 1; days and instants `time_value`, days at midnight UTC.
 */
export const field_values = pgTable(
  'field_values',
  {
    company_id: uuid('company_id').notNull(),
    field_id: uuid('field_id').notNull(),
    record_id: uuid('record_id').notNull(),
    ordinal: smallint('ordinal').notNull().default(0),
    text_value: keyText('text_value').notNull().default(''),
    number_value: bigint('number_value', { mode: 'bigint' })
      .notNull()
      .default(sql.raw(`'${NO_NUMBER}'`)),
    time_value: instant('time_value').notNull().default('-infinity'),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.field_id, t.record_id, t.ordinal] }),
    index('field_values_text').on(t.company_id, t.field_id, t.text_value, t.record_id),
    index('field_values_number').on(t.company_id, t.field_id, t.number_value, t.record_id),
    index('field_values_time').on(t.company_id, t.field_id, t.time_value, t.record_id),
  ],
);

/** The search text of every record, one row each; the search functions read it. */
export const search_documents = pgTable(
  'search_documents',
  {
    company_id: uuid('company_id').notNull(),
    object: text('object').notNull(),
    record_id: uuid('record_id').notNull(),
    title_key: keyText('title_key').notNull(),
    /** Folded values of the searchable fields, joined by a line break. */
    body: text('body').notNull(),
    owner_id: uuid('owner_id'),
    created_at: instant('created_at').notNull(),
    deleted: boolean('deleted').notNull().default(false),
    /** Counts documents in the order they are written. */
    seq: bigint('seq', { mode: 'bigint' }).notNull().generatedByDefaultAsIdentity(),
    /** 4,096 documents that were written one after the other; 65,536 of them. A search takes them by these, the newest first. */
    slot: integer('slot').notNull().generatedAlwaysAs(sql`(seq >> 12)::int`),
    era: integer('era').notNull().generatedAlwaysAs(sql`(seq >> 16)::int`),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.object, t.record_id] }),
    index('search_documents_title')
      .on(t.company_id, t.object, t.title_key, t.record_id)
      .where(sql`not deleted`),
    index('search_documents_created')
      // The slot is there to be read from the index alone.
      .on(t.company_id, t.object, t.created_at, t.record_id, t.slot)
      .where(sql`not deleted`),
    // What was added last is scanned by every search until it is merged, so it is merged early.
    index('search_documents_words')
      .using('gin', t.company_id, t.object, t.era, t.slot, t.body.op('gin_trgm_ops'))
      .with({ gin_pending_list_limit: 512 }),
  ],
);

/**
 * What is to be done: follow-ups of events, mails, imports, bulk changes. This is the record; the queue only wakes whoever does
 * it. A worker holds a job by its lease and renews it. A failed one stays, with its reason, until somebody replays it.
 */
export const jobs = pgTable(
  'jobs',
  {
    company_id: uuid('company_id').notNull(),
    id: uuid('id').notNull(),
    queue: text('queue').notNull(),
    /** `imports.run` */
    kind: text('kind').notNull(),
    /** What it may be added for only once, such as an event and its subscriber. */
    key: text('key'),
    /** queued, running, completed, failed, cancelled */
    status: text('status').notNull().default('queued'),
    /** Whose rights the work has; null: the system's. */
    user_id: uuid('user_id'),
    /** user, api_key or system, and the key's id. */
    actor_kind: text('actor_kind').notNull(),
    actor_id: uuid('actor_id'),
    input: jsonb('input').notNull().default({}),
    /** Where the handler is; saved with each step in the transaction of its effect. */
    state: jsonb('state').notNull().default({}),
    done: integer('done').notNull().default(0),
    total: integer('total'),
    error: text('error'),
    result: jsonb('result'),
    source: text('source').notNull(),
    request_id: text('request_id').notNull(),
    /** Runs since the last step. */
    attempts: integer('attempts').notNull().default(0),
    lease_owner: uuid('lease_owner'),
    /** Nobody takes it before: the end of the lease while it runs, the time of the next try while it waits. */
    due_at: instant('due_at').notNull().default('-infinity'),
    cancel_requested: boolean('cancel_requested').notNull().default(false),
    created_at: instant('created_at').notNull().default(sql`now()`),
    started_at: instant('started_at'),
    finished_at: instant('finished_at'),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.id] }),
    uniqueIndex('jobs_key').on(t.company_id, t.key),
    // Across companies, for the relay role: who has work that is due.
    index('jobs_due')
      .on(t.queue, t.company_id, t.due_at, t.id)
      .where(sql`status in ('queued', 'running')`),
    index('jobs_ended').on(t.company_id, t.status, t.finished_at),
  ],
);

/** When a schedule of a company is due next. Rows are made by the scheduler for every company and schedule of the code. */
export const schedules = pgTable(
  'schedules',
  {
    company_id: uuid('company_id').notNull(),
    name: text('name').notNull(),
    next_at: instant('next_at').notNull(),
    last_at: instant('last_at'),
  },
  (t) => [primaryKey({ columns: [t.company_id, t.name] }), index('schedules_next').on(t.next_at)],
);

/** Answers to mutations that carried an Idempotency-Key, for 48 hours. `owner_id` is the user or API key; status 0 = running. */
export const idempotency_keys = pgTable(
  'idempotency_keys',
  {
    company_id: uuid('company_id').notNull(),
    owner_id: uuid('owner_id').notNull(),
    key: text('key').notNull(),
    request_hash: text('request_hash').notNull(),
    /** Whose claim it is; a claim taken over cannot be answered by the one who lost it. */
    attempt: uuid('attempt').notNull(),
    status: smallint('status').notNull().default(0),
    headers: jsonb('headers').$type<Record<string, string>>().notNull().default({}),
    body: text('body').notNull().default(''),
    created_at: instant('created_at').notNull().default(sql`now()`),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.owner_id, t.key] }),
    index('idempotency_keys_age').on(t.company_id, t.created_at),
  ],
);
