import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import { kindNames, mailModes } from './shapes';

const tag = 'notifications';
const id = z.uuid().toLowerCase();

const notification = z.strictObject({
  id: z.uuid(),
  kind: z.enum(kindNames),
  event_id: z.uuid().nullable(),
  actor: z
    .strictObject({ id: z.uuid(), name: z.string(), avatar_url: z.string().nullable() })
    .nullable(),
  count: z.int().describe('Records it is about; more than one for bulk changes'),
  data: z.record(z.string(), z.unknown()).describe('Names of changed fields, figures of an import'),
  created_at: z.iso.datetime(),
  read_at: z.iso.datetime().nullable(),
});

/** Everything that is told about one record. */
const group = z.strictObject({
  id: z.uuid().describe('Of its newest notification'),
  object: z.string(),
  record: z
    .strictObject({ id: z.uuid(), title: z.string().nullable(), deleted: z.boolean() })
    .nullable(),
  muted: z.boolean(),
  unread: z.int(),
  total: z.int(),
  notifications: z.array(notification).describe('The newest five'),
});

export const listNotifications = defineContract({
  name: 'notifications.list',
  method: 'GET',
  path: '/notifications',
  summary: 'What you are told, newest first, grouped by record',
  tag,
  auth: 'any',
  query: z.strictObject({
    show: z.enum(['all', 'unread']).default('all'),
    limit: z.coerce
      .number('limit must be a number from 1 to 100.')
      .int()
      .min(1)
      .max(100)
      .default(30),
    cursor: z.string().max(100).optional().describe('next_cursor of another page'),
  }),
  output: z.array(group),
  answer: 'list',
});

const unread = z.strictObject({ unread: z.int().describe('At most 1,000') });

export const countNotifications = defineContract({
  name: 'notifications.count',
  method: 'GET',
  path: '/notifications/count',
  summary: 'How many notifications you have not read',
  tag,
  auth: 'any',
  output: unread,
});

const which = {
  ids: z.array(id).min(1).max(1000).optional(),
  all: z.literal(true).optional(),
  object: z.string().max(60).optional(),
  record_id: id.optional(),
};
type Which = { ids?: unknown; all?: unknown; object?: unknown; record_id?: unknown };
const oneWay = (body: Which) =>
  (body.object === undefined) === (body.record_id === undefined) &&
  [body.ids, body.all, body.record_id].filter((given) => given !== undefined).length === 1;
const oneWayMessage = {
  message: 'Give one of ids, all, and object with record_id.',
  params: { code: 'required' },
};

export const readNotifications = defineContract({
  name: 'notifications.read',
  method: 'POST',
  path: '/notifications/read',
  summary: 'Mark notifications as read, or as unread: some, those of a record, or all',
  tag,
  auth: 'session',
  body: z.strictObject({ ...which, read: z.boolean().default(true) }).refine(oneWay, oneWayMessage),
  output: unread,
});

export const archiveNotifications = defineContract({
  name: 'notifications.archive',
  method: 'POST',
  path: '/notifications/archive',
  summary: 'Put notifications away, or bring them back: some, those of a record, or all',
  tag,
  auth: 'session',
  body: z
    .strictObject({ ...which, archived: z.boolean().default(true) })
    .refine(oneWay, oneWayMessage),
  output: unread,
});

const record = {
  tag,
  auth: 'session',
  params: z.strictObject({ object: z.string().max(60), id }),
  output: z.strictObject({
    following: z.boolean(),
    muted: z.boolean(),
    followers: z.array(
      z.strictObject({ id: z.uuid(), name: z.string(), avatar_url: z.string().nullable() }),
    ),
  }),
} as const;

export const getFollow = defineContract({
  ...record,
  name: 'follows.get',
  method: 'GET',
  path: '/{object}/{id}/follow',
  summary: 'Whether you follow a record, and who else does',
});

export const follow = defineContract({
  ...record,
  name: 'follows.follow',
  method: 'PUT',
  path: '/{object}/{id}/follow',
  summary: 'Be told of changes of a record',
});

export const unfollow = defineContract({
  ...record,
  name: 'follows.unfollow',
  method: 'DELETE',
  path: '/{object}/{id}/follow',
  summary: 'No longer be told of changes of a record',
});

export const mute = defineContract({
  ...record,
  name: 'follows.mute',
  method: 'PUT',
  path: '/{object}/{id}/mute',
  summary: 'Be told nothing of a record',
});

export const unmute = defineContract({
  ...record,
  name: 'follows.unmute',
  method: 'DELETE',
  path: '/{object}/{id}/mute',
  summary: 'Be told of a record again',
});

const channels = z.strictObject({ in_app: z.boolean(), mail: z.enum(mailModes) });
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Give a time as HH:MM.');
const quietHours = z.strictObject({ from: time, to: time });

const preferences = z.strictObject({
  kinds: z.array(channels.extend({ kind: z.enum(kindNames) })),
  quiet_hours: quietHours.nullable(),
  digest_hour: z.int(),
  follow_created: z.boolean(),
  time_zone: z.string().describe('That hours are meant in'),
  email_verified: z.boolean().describe('Mails go to confirmed addresses only'),
});

export const getPreferences = defineContract({
  name: 'notifications.preferences',
  method: 'GET',
  path: '/notifications/preferences',
  summary: 'How you want to be told',
  tag,
  auth: 'session',
  output: preferences,
});

export const changePreferences = defineContract({
  name: 'notifications.change_preferences',
  method: 'PATCH',
  path: '/notifications/preferences',
  summary:
    'Choose by kind whether the centre and mails tell you, when mails wait and when the digest comes',
  tag,
  auth: 'session',
  body: z.strictObject({
    kinds: z.partialRecord(z.enum(kindNames), channels.partial()).optional(),
    quiet_hours: quietHours.nullable().optional(),
    digest_hour: z.int().min(0).max(23).optional(),
    follow_created: z.boolean().optional(),
  }),
  output: preferences,
});

export const unsubscribe = defineContract({
  name: 'notifications.unsubscribe',
  method: 'POST',
  path: '/notifications/unsubscribe',
  summary: 'Switch off the mails that carried the link; one click (RFC 8058)',
  tag,
  auth: 'none',
  query: z.strictObject({ token: z.string().max(300) }),
  form: true,
  output: z.strictObject({ kind: z.enum([...kindNames, 'digest']) }),
  limits: { rate: { points: 60, seconds: 60, by: 'address' } },
});
