import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import { instant } from '@/core/shape/record-contracts';
import { historyEntry } from '@/core/shape/timeline';

const filters = {
  from: instant.optional().describe('Not before this instant'),
  to: instant.optional().describe('Before this instant'),
  name: z.string().max(100).optional().describe('contact.updated, or contact.* for all of them'),
  object: z.string().max(60).optional(),
  record_id: z.uuid().toLowerCase().optional(),
  actor_kind: z.enum(['user', 'api_key', 'import', 'system', 'operator']).optional(),
  actor_id: z.uuid().toLowerCase().optional(),
  source: z.enum(['web', 'api', 'import', 'system']).optional(),
  ip: z.string().max(45).optional(),
  request_id: z.string().max(100).optional(),
};

/** What events can be chosen by. */
export type EventFilter = z.output<z.ZodObject<typeof filters>>;

export const listEvents = defineContract({
  name: 'events.list',
  method: 'GET',
  path: '/events',
  summary: 'Everything that happened in the company, newest first',
  tag: 'events',
  auth: 'any',
  permission: 'events:read',
  query: z.strictObject({
    limit: z.string().optional().describe('1 to 200; 50 unless given'),
    cursor: z.string().optional().describe('next_cursor of another page'),
    ...filters,
  }),
  output: z.array(
    historyEntry.extend({
      title: z.string().nullable().describe('Of the record or member it happened to'),
      ip: z.string().nullable(),
      user_agent: z.string().nullable(),
    }),
  ),
  answer: 'list',
});

export const exportEvents = defineContract({
  name: 'events.export',
  method: 'GET',
  path: '/events/export',
  summary: 'The same as CSV, complete; writes down that it was exported',
  tag: 'events',
  auth: 'any',
  permission: 'events:read',
  query: z.strictObject(filters),
  output: z.string(),
  answer: 'raw',
  limits: { rate: { points: 20, seconds: 3600, by: 'user' } },
  events: ['audit.exported'],
});

export const eventNames = defineContract({
  name: 'events.names',
  method: 'GET',
  path: '/events/names',
  summary: 'Every event there can be, by what it happens to',
  tag: 'events',
  auth: 'any',
  permission: 'events:read',
  output: z.array(
    z.strictObject({
      subject: z.string().describe('contact'),
      object: z.string().nullable().describe('contacts; null for what is about no record'),
      events: z.array(z.string()),
    }),
  ),
});

export const sealedEvents = defineContract({
  name: 'events.sealed',
  method: 'GET',
  path: '/events/sealed',
  summary: 'How far the event log is sealed against changes',
  tag: 'events',
  auth: 'any',
  permission: 'events:read',
  output: z.strictObject({
    events: z.int().describe('Events that are sealed'),
    at: z.string().nullable().describe('When the last seal was made; null before the first'),
  }),
});
