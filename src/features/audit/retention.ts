import { z } from 'zod';
import { actorOf, recordEvents } from '@/core/run/events';
import { defineJob } from '@/core/run/jobs/job';
import type { Schedule } from '@/core/run/jobs/schedule';
import { firstIdAt } from '@/platform/ids';
import { sealKeys } from './seal/keys';
import { noteRemoval } from './seal/removals';

const batch = 5000;

/** Deletes events that are older than the company keeps them. What went is noted provably first, so that it is not missed later. */
export const retentionJob = defineJob<Record<string, never>, { below?: string; removed?: number }>({
  name: 'audit.retention',
  queue: 'cleanup',
  input: z.strictObject({}),
  async run(ctx, job, signal) {
    const { company_id } = ctx.scope;
    for (let more = true; more && !signal.aborted; ) {
      await job.step(async (tx) => {
        const kept = await tx.run<{ until: Date | string | null }>({
          name: 'audit_kept',
          text:
            'select now() - make_interval(months => audit_retention_months) as until from companies ' +
            'where id = $1 and audit_retention_months >= 3',
          values: [company_id],
        });
        const until = kept.rows[0]?.until;
        if (!until) {
          more = false;
          return {};
        }
        const below = job.state.below ?? firstIdAt(new Date(until));
        await noteRemoval(tx, sealKeys(ctx.app.env.secret), company_id, below);
        const { rows } = await tx.run<{ removed: number }>({
          name: 'audit_remove',
          text: `select remove_events($1, ${batch}) as removed`,
          values: [below],
        });
        const now = rows[0]?.removed ?? 0;
        more = now === batch;
        return { state: { below, removed: (job.state.removed ?? 0) + now } };
      });
    }
    signal.throwIfAborted();
    const { removed = 0 } = job.state;
    await job.finish(async (tx) => {
      if (removed > 0)
        await recordEvents(tx, actorOf(ctx), [{ name: 'audit.removed', after: { removed } }]);
      return { removed };
    });
  },
});

/** At night by the clocks of the company. */
export const retentionSchedule: Schedule = {
  name: 'audit.retention',
  cadence: { every: 'day', at: '02:30' },
  job: retentionJob,
  input: {},
};
