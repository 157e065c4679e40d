import { z } from 'zod';
import { dayIn } from '@/core/run/engine/time-zone';
import { defineJob } from '@/core/run/jobs/job';
import type { Schedule } from '@/core/run/jobs/schedule';
import { changeQuotes, shapesOf, tellDeals } from './status';

/** Quotes of one run; the next night takes the rest. */
const atOnce = 1000;

/** Quotes nobody answered in time have run out. */
export const expireQuotesJob = defineJob<Record<string, never>>({
  name: 'quotes.expire',
  queue: 'cleanup',
  input: z.strictObject({}),
  async run(ctx, job) {
    const shapes = await shapesOf(ctx);
    const today = dayIn(ctx.principal.company.time_zone, ctx.app.clock.now());
    await job.finish(async (tx) => {
      const { rows } = await tx.run<{ id: string; deal_id: string }>({
        name: 'quotes_run_out',
        text: `select id, deal_id from quotes where company_id = $1 and status = 'sent' and valid_until > '-infinity' and valid_until < $2::date
          and deleted_at is null order by id limit ${atOnce} for no key update`,
        values: [ctx.scope.company_id, today],
      });
      const expired = rows.map(({ id }) => [id, { status: 'expired' }] as const);
      if (expired.length === 0) return { expired: 0 };
      await changeQuotes(ctx, tx, shapes, new Map(expired));
      const deals = rows.map(({ deal_id }) => deal_id);
      await tellDeals(ctx, tx, shapes, deals);
      return { expired: expired.length };
    });
  },
});

/** After midnight by the clocks of the company. */
export const expireQuotesSchedule: Schedule = {
  name: 'quotes.expire',
  cadence: { every: 'day', at: '00:10' },
  job: expireQuotesJob,
  input: {},
};
