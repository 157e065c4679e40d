import { z } from 'zod';
import { deleteBatch, deleteOld } from '@/core/run/jobs/delete-old';
import { defineJob } from '@/core/run/jobs/job';
import type { Schedule } from '@/core/run/jobs/schedule';

/** Deletes what is left of mails: of sent ones after 30 days, of those given up the content after 7 and the rest after 90. */
export const cleanupMailsJob = defineJob<Record<string, never>, { deleted?: number }>({
  name: 'emails.cleanup',
  queue: 'cleanup',
  input: z.strictObject({}),
  async run(ctx, job, signal) {
    const { company_id } = ctx.scope;
    await job.step(async (tx) => {
      await tx.run({
        name: 'mails_wipe',
        text: `update mails set sealed = '' where company_id = $1 and status = 'failed' and sealed <> '' and ended_at < now() - interval '7 days'`,
        values: [company_id],
      });
      return {};
    });
    await deleteOld(job, signal, {
      name: 'mails_cleanup',
      text:
        `delete from mails where company_id = $1 and id in (select id from mails where company_id = $1 ` +
        `and status in ('sent', 'failed') and ended_at < now() - case status when 'sent' then interval '30 days' else interval '90 days' end limit ${deleteBatch})`,
      values: [company_id],
    });
    signal.throwIfAborted();
    return { deleted: job.state.deleted ?? 0 };
  },
});

/** At night by the clocks of the company. */
export const cleanupMailsSchedule: Schedule = {
  name: 'emails.cleanup',
  cadence: { every: 'day', at: '03:40' },
  job: cleanupMailsJob,
  input: {},
};
