import { sql } from 'drizzle-orm';
import {
  boolean,
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
import { instant } from '@/core/run/table';

/** What somebody is told. It names records and never holds their values, so whoever lost a right learns nothing from it. */
export const notifications = pgTable(
  'notifications',
  {
    company_id: uuid('company_id').notNull(),
    id: uuid('id').notNull(),
    user_id: uuid('user_id').notNull(),
    /** One of shapes.ts. */
    kind: text('kind').notNull(),
    /** `contacts`, or `imports`, `jobs`, `webhooks`. */
    object: text('object').notNull(),
    /** Null: several records, `count` of them. */
    record_id: uuid('record_id'),
    event_id: uuid('event_id'),
    /** Whoever caused it; null: nobody. */
    actor_id: uuid('actor_id'),
    count: integer('count').notNull().default(1),
    /** Names of changed fields, figures of an import. */
    data: jsonb('data').notNull().default({}),
    /** Once per user: what happens again under the same key is counted. */
    dedupe_key: text('dedupe_key').notNull(),
    /** Shown in the centre. */
    in_app: boolean('in_app').notNull().default(true),
    /** off, at_once, digest */
    mail: text('mail').notNull().default('off'),
    /** When a mail told it, or none was needed any more. */
    mailed_at: instant('mailed_at'),
    created_at: instant('created_at').notNull().default(sql`now()`),
    read_at: instant('read_at'),
    archived_at: instant('archived_at'),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.id] }),
    uniqueIndex('notifications_once').on(t.company_id, t.user_id, t.dedupe_key),
    index('notifications_list')
      .on(t.company_id, t.user_id, t.id)
      .where(sql`in_app and archived_at is null`),
    index('notifications_record')
      .on(t.company_id, t.user_id, t.object, t.record_id, t.id)
      .where(sql`in_app and archived_at is null`),
    index('notifications_unread')
      .on(t.company_id, t.user_id, t.object)
      .where(sql`in_app and archived_at is null and read_at is null`),
    index('notifications_to_mail')
      .on(t.company_id, t.mail, t.user_id, t.created_at)
      .where(sql`mail <> 'off' and mailed_at is null`),
    index('notifications_age').on(t.company_id, t.created_at),
  ],
);

/** What somebody decided about a record. Its owner follows it without a row. */
export const follows = pgTable(
  'follows',
  {
    company_id: uuid('company_id').notNull(),
    object: text('object').notNull(),
    record_id: uuid('record_id').notNull(),
    user_id: uuid('user_id').notNull(),
    /** Null: nothing decided, so the owner follows and others do not. */
    following: boolean('following'),
    /** Nothing of this record is told. */
    muted: boolean('muted').notNull().default(false),
    created_at: instant('created_at').notNull().default(sql`now()`),
  },
  (t) => [
    primaryKey({ columns: [t.company_id, t.object, t.record_id, t.user_id] }),
    index('follows_user').on(t.company_id, t.user_id, t.object, t.record_id),
  ],
);

/** How a member wants to be told; whoever never chose has no row. */
export const notification_preferences = pgTable(
  'notification_preferences',
  {
    company_id: uuid('company_id').notNull(),
    user_id: uuid('user_id').notNull(),
    /** {kind: {in_app, mail}}: what differs from shapes.ts. */
    kinds: jsonb('kinds').notNull().default({}),
    /** `HH:MM` in the member's time zone; empty: none. */
    quiet_from: text('quiet_from').notNull().default(''),
    quiet_to: text('quiet_to').notNull().default(''),
    digest_hour: smallint('digest_hour').notNull().default(8),
    follow_created: boolean('follow_created').notNull().default(false),
  },
  (t) => [primaryKey({ columns: [t.company_id, t.user_id] })],
);
