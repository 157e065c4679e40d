import { z } from 'zod';
import { defineJob } from '@/core/run/jobs/job';
import type { Schedule } from '@/core/run/jobs/schedule';

/** How long a delivery is kept, days. */
const kept = 30;
const batch = 5000;

/** Deletes old deliveries and those of deleted webhooks, then the webhooks themselves. */
export const cleanupJob = defineJob<Record<string, never>, { deleted?: number }>({
  name: 'webhooks.cleanup',
  queue: 'cleanup',
  input: z.strictObject({}),
  async run(ctx, job, signal) {
    for (let more = true; more && !signal.aborted; ) {
      await job.step(async (tx) => {
        const { count } = await tx.run({
          name: 'webhooks_cleanup',
          text:
            `delete from webhook_deliveries d where company_id = $1 and (webhook_id, id) in (` +
            `(select webhook_id, id from webhook_deliveries where company_id = $1 and created_at < now() - make_interval(days => $2) limit ${batch}) union all ` +
            `(select d.webhook_id, d.id from webhooks w join webhook_deliveries d on d.company_id = w.company_id and d.webhook_id = w.id ` +
            `where w.company_id = $1 and w.deleted_at is not null limit ${batch}))`,
          values: [ctx.scope.company_id, kept],
        });
        more = count > 0;
        return { state: { deleted: (job.state.deleted ?? 0) + count } };
      });
    }
    signal.throwIfAborted();
    await job.step(async (tx) => {
      await tx.run({
        name: 'webhooks_cleanup_deleted',
        text:
          `delete from webhooks w where company_id = $1 and deleted_at is not null ` +
          `and not exists (select from webhook_deliveries d where d.company_id = w.company_id and d.webhook_id = w.id)`,
        values: [ctx.scope.company_id],
      });
      return {};
    });
    return { deleted: job.state.deleted ?? 0 };
  },
});

/** At night by the clocks of the company. */
export const cleanupSchedule: Schedule = {
  name: 'webhooks.cleanup',
  cadence: { every: 'day', at: '03:40' },
  job: cleanupJob,
  input: {},
};
