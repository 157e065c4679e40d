import { z } from 'zod';
import { actorOf, recordEvents } from '@/core/run/events';
import { defineJob } from '@/core/run/jobs/job';

/** Writes one event a step, slowly, so that there is time to kill it. */
export const killedJob = defineJob<{ steps: number }, { n?: number }>({
  name: 'test.killed',
  queue: 'records',
  input: z.strictObject({ steps: z.number() }),
  async run(ctx, job, signal) {
    while ((job.state.n ?? 0) < job.input.steps) {
      signal.throwIfAborted();
      await job.step(async (tx) => {
        const n = job.state.n ?? 0;
        await recordEvents(tx, actorOf(ctx), [{ name: 'test.step', after: { step: n } }]);
        return { state: { n: n + 1 }, done: n + 1 };
      });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  },
});
