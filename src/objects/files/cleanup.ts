import { z } from 'zod';
import type { Ctx } from '@/core/run/context';
import { actorOf, recordEvents } from '@/core/run/events';
import { defineJob, type RunningJob } from '@/core/run/jobs/job';
import type { Schedule } from '@/core/run/jobs/schedule';
import type { Tx } from '@/platform/db/types';
import { files } from './object';
import { arrivingKey, storedKey } from './uploads';

/** Days that a file can be brought back from the bin. */
const binDays = 30;
const batch = 200;

interface Removed {
  readonly uploads?: number;
  readonly files?: number;
}

/**
 * Removes for good what nobody can want any more: uploads that became no file within a day, and files that are in the bin
 * for longer than `binDays`. First nobody can take them any more, then their bytes go, then their row, so that what was
 * interrupted is found again the next time.
 */
export const cleanupFilesJob = defineJob<Record<string, never>, Removed>({
  name: 'files.cleanup',
  queue: 'cleanup',
  input: z.strictObject({}),
  async run(ctx, job, signal) {
    await untilFewer(job, signal, (tx) => leaveUnused(ctx, tx));
    await untilFewer(job, signal, async (tx) => {
      const count = await purge(ctx, tx);
      return { count, state: { files: (job.state.files ?? 0) + count } };
    });
    for (let more = true; more && !signal.aborted; ) {
      const ids = await leaving(ctx);
      for (const id of ids)
        for (const key of [arrivingKey, storedKey])
          await ctx.app.storage.remove(key(ctx.scope.company_id, id));
      await job.step(async (tx) => {
        await tx.run({
          name: 'uploads_forget',
          text: 'delete from uploads where company_id = $1 and id = any($2::uuid[])',
          values: [ctx.scope.company_id, ids],
        });
        return { state: { ...job.state, uploads: (job.state.uploads ?? 0) + ids.length } };
      });
      more = ids.length === batch;
    }
    signal.throwIfAborted();
    return { uploads: job.state.uploads ?? 0, files: job.state.files ?? 0 };
  },
});

/** Steps until one finds fewer than a batch. */
async function untilFewer(
  job: RunningJob<unknown, Removed>,
  signal: AbortSignal,
  work: (tx: Tx) => Promise<{ count: number; state?: Removed }>,
): Promise<void> {
  for (let more = true; more && !signal.aborted; ) {
    await job.step(async (tx) => {
      const { count, state } = await work(tx);
      more = count === batch;
      return { state: { ...job.state, ...state } };
    });
  }
}

async function leaveUnused({ app, scope }: Ctx, tx: Tx): Promise<{ count: number }> {
  const { count } = await tx.run({
    name: 'uploads_unused',
    text:
      "update uploads set status = 'leaving' where company_id = $1 and id in (select id from uploads where company_id = $1 " +
      `and status in ('waiting', 'taking', 'stored') and created_at < $2::timestamptz - interval '1 day' limit ${batch})`,
    values: [scope.company_id, app.clock.now().toISOString()],
  });
  return { count };
}

/** Deletes records that were in the bin for long enough, with what is kept beside them; the log keeps their history. */
async function purge(ctx: Ctx, tx: Tx): Promise<number> {
  const { company_id } = ctx.scope;
  const { rows } = await tx.run<{ id: string; name: string; upload_id: string }>({
    name: 'files_gone',
    text:
      `select id, name, upload_id from files where company_id = $1 and deleted_at < $2::timestamptz - make_interval(days => ${binDays}) ` +
      `limit ${batch} for update skip locked`,
    values: [company_id, ctx.app.clock.now().toISOString()],
  });
  if (rows.length === 0) return 0;
  const ids = rows.map(({ id }) => id);
  await tx.run({
    name: 'uploads_of_gone',
    text: "update uploads set status = 'leaving' where company_id = $1 and id = any($2::uuid[])",
    values: [company_id, rows.map(({ upload_id }) => upload_id)],
  });
  for (const table of ['field_values', 'search_documents', 'follows'])
    await tx.run({
      name: `files_gone_${table}`,
      text: `delete from ${table} where company_id = $1 and record_id = any($2::uuid[])`,
      values: [company_id, ids],
    });
  await tx.run({
    name: 'files_purge',
    text: 'delete from files where company_id = $1 and id = any($2::uuid[])',
    values: [company_id, ids],
  });
  const events = rows.map(({ id, name }) => ({
    ...{ name: 'file.purged', object: files.name, record_id: id },
    before: { name },
  }));
  await recordEvents(tx, actorOf(ctx), events);
  return rows.length;
}

async function leaving({ app, scope }: Ctx): Promise<string[]> {
  const { rows } = await app.db.read<{ id: string }>(scope, {
    name: 'uploads_leaving',
    // Young ones may still be written to, past us: what began while its address worked can take hours to arrive.
    text:
      `select id from uploads where company_id = $1 and status = 'leaving' and created_at < $2::timestamptz - interval '1 day' ` +
      `order by id limit ${batch}`,
    values: [scope.company_id, app.clock.now().toISOString()],
  });
  return rows.map(({ id }) => id);
}

/** At night by the clocks of the company. */
export const cleanupFilesSchedule: Schedule = {
  name: 'files.cleanup',
  cadence: { every: 'day', at: '03:50' },
  job: cleanupFilesJob,
  input: {},
};
