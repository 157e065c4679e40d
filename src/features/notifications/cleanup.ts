import { z } from 'zod';
import { deleteBatch, deleteOld } from '@/core/run/jobs/delete-old';
import { defineJob } from '@/core/run/jobs/job';
import type { Schedule } from '@/core/run/jobs/schedule';

/** Deletes notifications after 90 days. */
export const cleanupNotificationsJob = defineJob<Record<string, never>, { deleted?: number }>({
  name: 'notifications.cleanup',
  queue: 'cleanup',
  input: z.strictObject({}),
  async run(ctx, job, signal) {
    await deleteOld(job, signal, {
      name: 'notifications_cleanup',
      text:
        'delete from notifications where company_id = $1 and id in (select id from notifications where company_id = $1 ' +
        `and created_at < now() - interval '90 days' limit ${deleteBatch})`,
      values: [ctx.scope.company_id],
    });
    signal.throwIfAborted();
    return { deleted: job.state.deleted ?? 0 };
  },
});

/** At night by the clocks of the company. */
export const cleanupNotificationsSchedule: Schedule = {
  name: 'notifications.cleanup',
  cadence: { every: 'day', at: '03:50' },
  job: cleanupNotificationsJob,
  input: {},
};
