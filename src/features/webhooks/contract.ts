import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import * as shapes from '@/identity/shapes';

const tag = 'Webhooks';
const access = { tag, auth: 'any', permission: 'webhooks:manage' } as const;
const id = z.uuid().toLowerCase();
const params = z.strictObject({ id });
const deliveryParams = z.strictObject({ id, delivery_id: id });
const statuses = ['pending', 'delivered', 'failed'] as const;

const url = z.string().max(2000, { message: 'Use at most 2,000 characters.' });
const events = z
  .array(z.string().max(100))
  .min(1, { message: 'Name at least one event.' })
  .max(100, { message: 'Name at most 100 events.' })
  .transform((names) => [...new Set(names)]);
const description = z.string().trim().max(200, { message: 'Use at most 200 characters.' });

const webhook = z.strictObject({
  id: shapes.id,
  url: z.string(),
  events: z.array(z.string()),
  description: z.string(),
  active: z.boolean(),
  /** Rounds of tries without a success since the last one. */
  failures: z.int(),
  failing_since: shapes.instant.nullable(),
  succeeded_at: shapes.instant.nullable(),
  disabled_at: shapes.instant.nullable(),
  disabled_reason: z.enum(['gone', 'failing']).nullable(),
  /** Until when the secret before the last rotation signs too. */
  previous_until: shapes.instant.nullable(),
  created_by: z.strictObject({ id: shapes.id, name: z.string() }).nullable(),
  created_at: shapes.instant,
});
const withSecret = webhook.extend({ secret: z.string() });

/** Why there was no answer. */
const problem = z.strictObject({ code: z.string(), message: z.string() }).nullable();

const delivery = z.strictObject({
  /** The event's id and the `webhook-id` that is sent. */
  id: shapes.id,
  webhook_id: shapes.id,
  event: z.string(),
  object: z.string(),
  record_id: shapes.id.nullable(),
  status: z.enum(statuses),
  attempts: z.int(),
  next_at: shapes.instant.nullable(),
  sent_at: shapes.instant.nullable(),
  ms: z.int().nullable(),
  answer_status: z.int().nullable(),
  error: problem,
  created_at: shapes.instant,
});

const fullDelivery = delivery.extend({
  request: z.strictObject({
    headers: z.record(z.string(), z.string()).nullable(),
    body: z.string(),
  }),
  answer: z
    .strictObject({
      status: z.int(),
      headers: z.record(z.string(), z.string()),
      body: z.string(),
    })
    .nullable(),
  tries: z.array(
    z.strictObject({
      at: shapes.instant,
      status: z.int().nullable(),
      ms: z.int(),
      error: problem,
    }),
  ),
});

export const listEvents = defineContract({
  name: 'webhooks.events',
  method: 'GET',
  path: '/webhooks/events',
  summary: 'Every event a webhook can be told of, by what it happens to',
  ...access,
  output: z.array(
    z.strictObject({
      subject: z.string(),
      object: z.string().nullable(),
      events: z.array(z.string()),
    }),
  ),
});

export const listWebhooks = defineContract({
  name: 'webhooks.list',
  method: 'GET',
  path: '/webhooks',
  summary: 'The addresses that are told of events, newest first',
  ...access,
  output: z.array(webhook),
});

export const createWebhook = defineContract({
  name: 'webhooks.create',
  method: 'POST',
  path: '/webhooks',
  summary: 'Have an address told of events; the secret that signs is shown this once',
  ...access,
  body: z.strictObject({ url, events, description: description.default('') }),
  output: withSecret,
  status: 201,
  secret_answer: true,
  events: ['webhook.created'],
});

export const getWebhook = defineContract({
  name: 'webhooks.get',
  method: 'GET',
  path: '/webhooks/{id}',
  summary: 'One webhook',
  ...access,
  params,
  output: webhook,
});

export const updateWebhook = defineContract({
  name: 'webhooks.update',
  method: 'PATCH',
  path: '/webhooks/{id}',
  summary: 'Change a webhook or switch it on or off; switched on, what waited is sent',
  ...access,
  params,
  body: z.strictObject({
    url: url.optional(),
    events: events.optional(),
    description: description.optional(),
    active: z.boolean().optional(),
  }),
  output: webhook,
  events: ['webhook.updated'],
});

export const deleteWebhook = defineContract({
  name: 'webhooks.delete',
  method: 'DELETE',
  path: '/webhooks/{id}',
  summary: 'End a webhook; what waits is not sent any more',
  ...access,
  params,
  output: webhook,
  events: ['webhook.deleted'],
});

export const rotateSecret = defineContract({
  name: 'webhooks.rotate_secret',
  method: 'POST',
  path: '/webhooks/{id}/rotate-secret',
  summary: 'A new secret, shown this once; the old one signs beside it for 24 hours',
  ...access,
  params,
  output: withSecret,
  secret_answer: true,
  events: ['webhook.secret_rotated'],
});

export const testWebhook = defineContract({
  name: 'webhooks.test',
  method: 'POST',
  path: '/webhooks/{id}/test',
  summary: 'Send a webhook.test now, once, and tell what came back',
  ...access,
  params,
  output: fullDelivery,
  limits: { waits: true, rate: { points: 20, seconds: 60, by: 'user' } },
});

export const listDeliveries = defineContract({
  name: 'webhooks.deliveries',
  method: 'GET',
  path: '/webhooks/{id}/deliveries',
  summary: 'What was sent and what waits, newest first; kept for 30 days',
  ...access,
  params,
  query: z.strictObject({
    status: z.enum(statuses).optional(),
    event: z.string().max(100).optional().describe('contact.updated'),
    limit: z.coerce
      .number('limit must be a number from 1 to 200.')
      .int()
      .min(1)
      .max(200)
      .default(50),
    cursor: z.uuid().toLowerCase().optional().describe('next_cursor of another page'),
  }),
  output: z.array(delivery),
  answer: 'list',
});

export const getDelivery = defineContract({
  name: 'webhooks.delivery',
  method: 'GET',
  path: '/webhooks/{id}/deliveries/{delivery_id}',
  summary: 'One delivery with its request, the last answer and all tries',
  ...access,
  params: deliveryParams,
  output: fullDelivery,
});

export const replayDelivery = defineContract({
  name: 'webhooks.replay',
  method: 'POST',
  path: '/webhooks/{id}/deliveries/{delivery_id}/replay',
  summary: 'Send one delivery again, under the same id',
  ...access,
  params: deliveryParams,
  output: delivery,
});

export const replayRange = defineContract({
  name: 'webhooks.replay_range',
  method: 'POST',
  path: '/webhooks/{id}/deliveries/replay',
  summary: 'Send the deliveries of a time again, oldest first, at most 10,000 a call',
  ...access,
  params,
  body: z.strictObject({
    from: shapes.instantInput.optional(),
    to: shapes.instantInput.optional(),
    status: z.enum([...statuses, 'any']).default('failed'),
  }),
  output: z.strictObject({ replayed: z.int(), more: z.boolean() }),
});
