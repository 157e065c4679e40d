import { z } from 'zod';
import { deleteBatch, deleteOld } from '@/core/run/jobs/delete-old';
import { defineJob } from '@/core/run/jobs/job';
import type { Schedule } from '@/core/run/jobs/schedule';

/** Deletes codes and refresh tokens that ended; until then used ones are kept, so that one that comes again is found out. */
export const cleanupTokensJob = defineJob<Record<string, never>, { deleted?: number }>({
  name: 'oauth.cleanup',
  queue: 'cleanup',
  input: z.strictObject({}),
  async run(ctx, job, signal) {
    for (const [table, key, days] of [
      ['oauth_codes', 'code_hash', 1],
      ['oauth_refresh_tokens', 'token_hash', 0],
    ] as const)
      await deleteOld(job, signal, {
        name: `${table}_cleanup`,
        text:
          `delete from ${table} where company_id = $1 and ${key} in (select ${key} from ${table} where company_id = $1 ` +
          `and expires_at < now() - make_interval(days => $2) limit ${deleteBatch})`,
        values: [ctx.scope.company_id, days],
      });
    signal.throwIfAborted();
    return { deleted: job.state.deleted ?? 0 };
  },
});

/** At night by the clocks of the company. */
export const cleanupTokensSchedule: Schedule = {
  name: 'oauth.cleanup',
  cadence: { every: 'day', at: '03:50' },
  job: cleanupTokensJob,
  input: {},
};
