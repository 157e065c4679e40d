import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';

const tag = 'Health';
const state = z.enum(['ok', 'degraded', 'down']);

const part = z.strictObject({
  name: z.string(),
  state,
  problem: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
  figures: z.record(z.string(), z.union([z.number(), z.string(), z.null()])),
});

const queue = z.strictObject({
  queue: z.string(),
  waiting: z.int(),
  running: z.int(),
  failed: z.int(),
  oldest_seconds: z.number().nullable(),
  done_last_hour: z.int(),
});

export const companyHealth = defineContract({
  name: 'health.company',
  method: 'GET',
  path: '/health',
  summary: 'What works in the background for this company: queues, schedules, imports and the like',
  tag,
  auth: 'any',
  permission: 'jobs:manage',
  limits: { critical: true },
  output: z.strictObject({
    state,
    parts: z.array(part),
    queues: z.array(queue),
    schedules: z.array(
      z.strictObject({
        name: z.string(),
        next_at: z.iso.datetime().nullable(),
        last_at: z.iso.datetime().nullable(),
      }),
    ),
  }),
});

export const installationHealth = defineContract({
  name: 'health.installation',
  method: 'GET',
  path: '/health/installation',
  summary: 'How the whole installation is: database, queues, disk, processes. For its operator',
  tag,
  auth: 'session',
  limits: { critical: true },
  output: z.strictObject({ state, parts: z.array(part), queues: z.array(queue) }),
});

export const replayAll = defineContract({
  name: 'health.replay',
  method: 'POST',
  path: '/health/installation/replay',
  summary:
    'Try the failed jobs of every company again, those of one queue or all. For the operator',
  tag,
  auth: 'session',
  body: z.strictObject({ queue: z.string().max(40).optional() }),
  output: z.strictObject({ replayed: z.int() }),
});
