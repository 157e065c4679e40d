import { z } from 'zod';
import type { Ctx } from '@/core/run/context';
import { dayIn } from '@/core/run/engine/time-zone';
import { deleteBatch } from '@/core/run/jobs/delete-old';
import { defineJob } from '@/core/run/jobs/job';
import type { Schedule } from '@/core/run/jobs/schedule';
import type { Tx } from '@/platform/db/types';
import { stateColumns, stateNow } from './states';

/** Deals of one step. */
const batch = 5000;
/** How long the past of the forecast is kept, days. */
const kept = 1095;

interface State {
  /** The day whose end this is; chosen once, so a job that goes on later still makes that day's. */
  readonly day?: string;
  readonly after?: string;
  readonly changed?: number;
  readonly taken?: boolean;
  readonly deleted?: number;
}

/**
 * Keeps how the deals of a company stood at the end of the day before: a row for each that changed since the snapshot
 * before. A day that has its snapshot keeps it. Steps of 5,000 deals; then what is older than three years goes.
 */
export const snapshotJob = defineJob<Record<string, never>, State>({
  name: 'deals.snapshot',
  queue: 'analytics',
  input: z.strictObject({}),
  async run(ctx, job, signal) {
    const { company_id } = ctx.scope;
    const today = dayIn(ctx.principal.company.time_zone, ctx.app.clock.now());
    const day = job.state.day ?? dayBefore(today, 1);
    while (!job.state.taken && !signal.aborted) {
      await job.step(async (tx) => {
        const { after = first, changed = 0 } = job.state;
        if (await isTaken(tx, company_id, day)) return { state: { day, changed, taken: true } };
        const last = await endOfStep(tx, company_id, after);
        const written = await keep(tx, company_id, day, after, last ?? beyond);
        if (last === null) await markTaken(ctx, tx, day);
        return {
          state: { day, after: last ?? beyond, changed: changed + written, taken: last === null },
        };
      });
    }
    for (let more = true; more && !signal.aborted; ) {
      await job.step(async (tx) => {
        const gone = await deleteBefore(tx, company_id, dayBefore(day, kept));
        more = gone === deleteBatch;
        return { state: { ...job.state, deleted: (job.state.deleted ?? 0) + gone } };
      });
    }
    signal.throwIfAborted();
    const { changed = 0, deleted = 0 } = job.state;
    return { day, changed, deleted };
  },
});

/** After midnight by the clocks of the company: the day is over, and a deal of the next one is hardly ever in it. */
export const snapshotSchedule: Schedule = {
  name: 'deals.snapshot',
  cadence: { every: 'day', at: '00:05' },
  job: snapshotJob,
  input: {},
};

const first = '00000000-0000-0000-0000-000000000000';
const beyond = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** A day on the calendar, so many days before another: `2026-03-01`, 1 -> `2026-02-28`. */
function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}

async function isTaken(tx: Tx, company_id: string, day: string): Promise<boolean> {
  const { count } = await tx.run({
    name: 'deal_snapshot_taken',
    text: 'select from deal_snapshot_days where company_id = $1 and day >= $2::date limit 1',
    values: [company_id, day],
  });
  return count > 0;
}

/** The id of the last deal of a step that begins after another; null when the rest fits into it. */
async function endOfStep(tx: Tx, company_id: string, after: string): Promise<string | null> {
  const { rows } = await tx.run<{ id: string }>({
    name: 'deal_snapshot_step',
    text: `select id from deals where company_id = $1 and id > $2 order by id offset ${batch - 1} limit 1`,
    values: [company_id, after],
  });
  return rows[0]?.id ?? null;
}

/**
 * Ends the rows of deals that are other than they say, or gone, then writes those that are missing. Answers how many it wrote.
 * Each row is looked up by itself, so that it stays quick while the tables are new and PostgreSQL knows nothing of them.
 */
async function keep(
  tx: Tx,
  company_id: string,
  day: string,
  after: string,
  last: string,
): Promise<number> {
  const values = [company_id, day, after, last];
  const range = 's.company_id = $1 and s.deal_id > $3 and s.deal_id <= $4';
  const names = stateColumns.join(', ');
  // What a run of the same day left that was given up.
  await tx.run({
    name: 'deal_snapshot_again',
    text: `delete from deal_snapshots s where ${range} and s.from_day = $2::date`,
    values,
  });
  await tx.run({
    name: 'deal_snapshot_end',
    text: `update deal_snapshots s set to_day = $2::date - 1 where ${range} and s.to_day = 'infinity' and s.from_day < $2::date
      and (select (${stateNow}) is not distinct from (${stateColumns.map((name) => `s.${name}`).join(', ')})
        from deals t where t.company_id = $1 and t.id = s.deal_id and t.deleted_at is null limit 1) is not true`,
    values,
  });
  const { count } = await tx.run({
    name: 'deal_snapshot_keep',
    text: `insert into deal_snapshots (company_id, deal_id, from_day, ${names})
      select $1, t.id, $2::date, ${stateNow} from deals t
      where t.company_id = $1 and t.id > $3 and t.id <= $4 and t.deleted_at is null
        and (select true from deal_snapshots s where s.company_id = $1 and s.deal_id = t.id and s.to_day = 'infinity' limit 1) is null`,
    values,
  });
  return count;
}

const markTaken = (ctx: Ctx, tx: Tx, day: string) =>
  tx.run({
    name: 'deal_snapshot_mark',
    text: 'insert into deal_snapshot_days (company_id, day, taken_at) values ($1, $2::date, $3) on conflict do nothing',
    values: [ctx.scope.company_id, day, ctx.app.clock.now().toISOString()],
  });

async function deleteBefore(tx: Tx, company_id: string, day: string): Promise<number> {
  await tx.run({
    name: 'deal_snapshot_old_days',
    text: 'delete from deal_snapshot_days where company_id = $1 and day < $2::date',
    values: [company_id, day],
  });
  const { count } = await tx.run({
    name: 'deal_snapshot_old',
    text: `delete from deal_snapshots where company_id = $1 and (deal_id, from_day) in (
      select deal_id, from_day from deal_snapshots where company_id = $1 and to_day < $2::date limit ${deleteBatch})`,
    values: [company_id, day],
  });
  return count;
}
