import type { Statement } from '@/platform/db/types';
import type { RunningJob } from './job';

/** Rows that one step of a clean-up deletes at most; put it into the statement's `limit`. */
export const deleteBatch = 5000;

/** Runs a deletion of at most `deleteBatch` rows, a step each time, until it finds fewer. The state counts what is gone. */
export async function deleteOld(
  job: RunningJob<unknown, { deleted?: number }>,
  signal: AbortSignal,
  statement: Statement,
): Promise<void> {
  for (let more = true; more && !signal.aborted; ) {
    await job.step(async (tx) => {
      const { count } = await tx.run(statement);
      more = count === deleteBatch;
      return { state: { deleted: (job.state.deleted ?? 0) + count } };
    });
  }
}
