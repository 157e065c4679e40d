import { sql } from 'drizzle-orm';
import {
  boolean,
  foreignKey,
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
import { members } from '@/identity/members/tables';

/** Addresses that are told of events. A deleted one keeps its row until its deliveries are gone. */
export const webhooks = pgTable(
  'webhooks',
  {
    company_id: uuid('company_id').notNull(),
    id: uuid('id').notNull(),
    url: text('url').notNull(),
    /** `contact.*`, `*.deleted`, `*` */
    events: text('events').array().notNull(),
    description: text('description').notNull().default(''),
    active: boolean('active').notNull().default(true),
    /** Events from before are not told. */
    active_since: instant('active_since').notNull().default(sql`now()`),
    /** Sealed: it signs, so it has to be read again. */
    secret: text('secret').notNull(),
    /** Signs beside the new one until `previous_until`. */
    previous_secret: text('previous_secret'),
    previous_until: instant('previous_until'),
    /** Rounds without a success since the last one. */
    failures: integer('failures').notNull().default(0),
    failing_since: instant('failing_since'),
    /** Deliveries given up since the last success. */
    given_up: integer('given_up').notNull().default(0),
    /** It took long to answer last time. */
    slow: boolean('slow').notNull().default(false),
    /** Nothing is sent before. */
    paused_until: instant('paused_until'),
    /** The run that sends now, as long as it gives signs of life. */
    sender: uuid('sender'),
    sender_until: instant('sender_until'),
    succeeded_at: instant('succeeded_at'),
    disabled_at: instant('disabled_at'),
    /** gone: it answered 410. failing: nothing reached it for days. Null: a person switched it off. */
    disabled_reason: text('disabled_reason'),
    created_by: uuid('created_by').notNull(),
    created_at: instant('created_at').notNull().default(sql`now()`),
    deleted_at: instant('deleted_at'),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.id] }),
    index('webhooks_maker').on(t.company_id, t.created_by),
    foreignKey({
      columns: [t.company_id, t.created_by],
      foreignColumns: [members.company_id, members.user_id],
    }),
  ],
);

/** One event for one webhook: what is sent, fixed when the event happened, and what came back last. */
export const webhook_deliveries = pgTable(
  'webhook_deliveries',
  {
    company_id: uuid('company_id').notNull(),
    webhook_id: uuid('webhook_id').notNull(),
    /** The event's id, sent as `webhook-id`: one delivery per event, the same id at every try. */
    id: uuid('id').notNull(),
    /** `contact.updated` */
    event: text('event').notNull(),
    object: text('object').notNull().default(''),
    record_id: uuid('record_id'),
    body: text('body').notNull(),
    /** pending, delivered, failed */
    status: text('status').notNull().default('pending'),
    /** Tries of the present schedule; a replay begins it anew. */
    attempts: smallint('attempts').notNull().default(0),
    /** The next try of a pending one. */
    next_at: instant('next_at'),
    /** When the last try began. */
    sent_at: instant('sent_at'),
    ms: integer('ms'),
    request_headers: jsonb('request_headers'),
    answer_status: smallint('answer_status'),
    answer_headers: jsonb('answer_headers'),
    /** Its beginning. */
    answer_body: text('answer_body'),
    /** Why there was no answer, as a code. */
    error: text('error'),
    /** The last tries, oldest first. */
    tries: jsonb('tries').notNull().default([]),
    created_at: instant('created_at').notNull().default(sql`now()`),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.webhook_id, t.id] }),
    index('webhook_deliveries_due')
      .on(t.company_id, t.webhook_id, t.next_at, t.id)
      .where(sql`status = 'pending'`),
    index('webhook_deliveries_status').on(t.company_id, t.webhook_id, t.status, t.id),
    index('webhook_deliveries_age').on(t.company_id, t.created_at),
    foreignKey({
      columns: [t.company_id, t.webhook_id],
      foreignColumns: [webhooks.company_id, webhooks.id],
    }),
  ],
);
