import { z } from 'zod';
import { deleteBatch, deleteOld } from '@/core/run/jobs/delete-old';
import { defineJob } from '@/core/run/jobs/job';
import type { Schedule } from '@/core/run/jobs/schedule';

/** How long a job that ended is kept; one that failed longer, since somebody may still want it tried again. Days. */
const kept = { completed: 14, cancelled: 14, failed: 90 } as const;
/** Deletes jobs that ended long ago. Those of imports stay: their counts are part of the import. */
export const cleanupJob = defineJob<Record<string, never>, { deleted?: number }>({
  name: 'jobs.cleanup',
  queue: 'cleanup',
  input: z.strictObject({}),
  async run(ctx, job, signal) {
    for (const [status, days] of Object.entries(kept)) {
      await deleteOld(job, signal, {
        name: 'jobs_cleanup',
        text:
          `delete from jobs where company_id = $1 and id in (select id from jobs where company_id = $1 and status = $2 ` +
          `and finished_at < now() - make_interval(days => $3) and queue <> 'imports' limit ${deleteBatch})`,
        values: [ctx.scope.company_id, status, days],
      });
    }
    signal.throwIfAborted();
    return { deleted: job.state.deleted ?? 0 };
  },
});

/** At night by the clocks of the company. */
export const cleanupSchedule: Schedule = {
  name: 'jobs.cleanup',
  cadence: { every: 'day', at: '03:30' },
  job: cleanupJob,
  input: {},
};
