import { bulkJob } from '@/core/run/engine/bulk';
import { undoJob } from '@/core/run/engine/undo';
import { cancelJob, getJob, listJobs, replayJobs } from '@/core/run/jobs/views';
import { command, type Module, query } from '@/core/run/module';
import { notFound } from '@/core/shape/errors';
import { cleanupJob, cleanupSchedule } from './cleanup';
import * as contracts from './contract';

const get = query(contracts.getJob, async (ctx, { params }) => {
  const data = await getJob(ctx, params.id);
  if (!data) throw notFound();
  return { data };
});

const cancel = command(contracts.cancelJob, async (ctx, tx, { params }) => {
  const data = await cancelJob(ctx, tx, params.id);
  if (!data) throw notFound();
  return { data };
});

const list = query(contracts.listJobs, async (ctx, input) => ({
  data: await listJobs(ctx, input.query),
}));

const replay = command(contracts.replayJobs, async (ctx, tx, { body }) => ({
  data: { replayed: await replayJobs(ctx, tx, body) },
}));

/** Looking at and stopping long work of one's own; the work on records that is the same for every object. */
export const jobsModule: Module = {
  name: 'jobs',
  events: ['job.failed'],
  operations: [list, replay, get, cancel],
  jobs: [bulkJob, undoJob, cleanupJob],
  schedules: [cleanupSchedule],
};
