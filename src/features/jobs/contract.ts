import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';

const tag = 'jobs';
const params = z.strictObject({ id: z.uuid().toLowerCase() });

const job = z.strictObject({
  id: z.uuid(),
  kind: z.string(),
  status: z.enum(['queued', 'running', 'completed', 'failed', 'cancelled']),
  done: z.int(),
  total: z.int().nullable(),
  error: z.string().nullable(),
  result: z.record(z.string(), z.unknown()).nullable(),
  request_id: z.string(),
  created_at: z.iso.datetime(),
  finished_at: z.iso.datetime().nullable(),
});

export const listJobs = defineContract({
  name: 'jobs.list',
  method: 'GET',
  path: '/jobs',
  summary: 'The newest jobs of the company, such as those that failed',
  tag,
  auth: 'any',
  permission: 'jobs:manage',
  query: z.strictObject({
    status: z.enum(['queued', 'running', 'completed', 'failed', 'cancelled']).optional(),
    queue: z.string().max(40).optional(),
    limit: z.coerce
      .number('limit must be a number from 1 to 200.')
      .int()
      .min(1)
      .max(200)
      .default(50),
  }),
  output: z.array(job.extend({ queue: z.string(), attempts: z.int() })),
});

export const replayJobs = defineContract({
  name: 'jobs.replay',
  method: 'POST',
  path: '/jobs/replay',
  summary: 'Try failed jobs again from where they stopped: those named, those of a queue, or all',
  tag,
  auth: 'any',
  permission: 'jobs:manage',
  body: z.strictObject({
    ids: z.array(z.uuid().toLowerCase()).min(1).max(1000).optional(),
    queue: z.string().max(40).optional(),
  }),
  output: z.strictObject({ replayed: z.int() }),
});

export const getJob = defineContract({
  name: 'jobs.get',
  method: 'GET',
  path: '/jobs/{id}',
  summary: 'How far a long piece of work is',
  tag,
  auth: 'any',
  params,
  output: job,
});

export const cancelJob = defineContract({
  name: 'jobs.cancel',
  method: 'POST',
  path: '/jobs/{id}/cancel',
  summary: 'Stop a long piece of work; what it has done stays and can be taken back',
  tag,
  auth: 'any',
  params,
  output: job,
});
