import { z } from 'zod';
import { defineJob, enqueueAll, systemActor } from '@/core/run/jobs/job';
import type { Schedule } from '@/core/run/jobs/schedule';
import { readersOf } from '@/identity/reader';
import { lastDigest } from './hours';
import { mailJob } from './mail-job';
import { preferencesOf } from './preferences';

interface Waiting {
  readonly user_id: string;
  readonly oldest: string;
}

/**
 * Finds members whose digest hour has come since something waits for it. Whatever was there at that hour goes into the mail,
 * so an hour missed while everything was down is made up for, and none is mailed twice.
 */
export const digestJob = defineJob<Record<string, never>>({
  name: 'notifications.digest',
  queue: 'notifications',
  input: z.strictObject({}),
  async run(ctx, job) {
    const { company_id } = ctx.scope;
    const { rows } = await ctx.app.db.read<Waiting>(ctx.scope, {
      name: 'digest_waiting',
      text: `select user_id, min(created_at) as oldest from notifications where company_id = $1 and mail = 'digest' and mailed_at is null group by user_id`,
      values: [company_id],
    });
    const ids = rows.map(({ user_id }) => user_id);
    const readers = await readersOf(ctx.app, ids);
    await job.finish(async (tx) => {
      const preferences = await preferencesOf(tx, company_id, ids);
      const now = ctx.app.clock.now();
      const due = rows.filter(({ user_id, oldest }) => {
        const zone = readers.get(user_id)?.time_zone || ctx.principal.company.time_zone;
        const hour = preferences.get(user_id)?.digest_hour ?? 8;
        return new Date(oldest) < lastDigest(hour, zone, now);
      });
      const actor = systemActor(ctx.app, company_id, ctx.origin.request_id);
      const jobs = due.map(({ user_id }) => ({ input: { user_id, mode: 'digest' as const } }));
      await enqueueAll(tx, actor, mailJob, jobs);
    });
  },
});

export const digestSchedule: Schedule = {
  name: 'notifications.digest',
  cadence: { every: 'minutes', minutes: 60 },
  job: digestJob,
  input: {},
};
