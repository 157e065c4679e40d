import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';

const tag = 'realtime';

export const openStream = defineContract({
  name: 'stream.open',
  method: 'GET',
  path: '/stream',
  summary:
    'Server-sent events: a thin notice {event, object, id, version, name, request_id} for every change of what one may read. ' +
    'Goes on after Last-Event-ID; `resync` says that notices are missing, `presence` who looks at the same record',
  tag,
  auth: 'any',
  query: z.strictObject({
    last_event_id: z
      .string()
      .max(100)
      .optional()
      .describe('Where to go on, for a first connection; the header Last-Event-ID goes before it'),
  }),
  output: z.string(),
  answer: 'raw',
});

export const openPersonalStream = defineContract({
  name: 'notifications.stream',
  method: 'GET',
  path: '/notifications/stream',
  summary:
    'Server-sent events for you alone: `notification` {id, kind, unread} when you are told something, with id and kind null ' +
    'when you read or archived some. They come on `GET /api/stream` too',
  tag: 'notifications',
  auth: 'any',
  output: z.string(),
  answer: 'raw',
});

export const sayPresence = defineContract({
  name: 'presence.say',
  method: 'PUT',
  path: '/presence',
  summary:
    'Say which record a tab shows, every 20 s while it does and null when it stops. Answers who is there; changes come as ' +
    '`presence` {object, id, users} on the stream',
  tag,
  auth: 'session',
  body: z.strictObject({
    client: z.uuid().toLowerCase().describe('The tab, by an id of its own'),
    record: z.strictObject({ object: z.string().max(60), id: z.uuid().toLowerCase() }).nullable(),
  }),
  output: z.strictObject({
    users: z.array(z.strictObject({ id: z.uuid(), name: z.string() })),
  }),
});
