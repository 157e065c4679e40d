import type { Tx } from '@/platform/db/types';
import { invalid } from '../../shape/errors';
import type { Ctx } from '../context';
import type { JobStatus } from './job';

/** A job as the API shows it. */
export interface JobView {
  readonly id: string;
  readonly kind: string;
  readonly status: JobStatus;
  readonly done: number;
  readonly total: number | null;
  readonly error: string | null;
  readonly result: unknown;
  readonly request_id: string;
  readonly created_at: string;
  readonly finished_at: string | null;
}

const view = 'id, kind, status, done, total, error, result, request_id, created_at, finished_at';

/** The caller's own job, or anybody's for those who may see all events; null otherwise. */
export async function getJob(ctx: Ctx, id: string): Promise<JobView | null> {
  const { rows } = await ctx.app.db.read<JobView>(ctx.scope, {
    name: 'get_job',
    text: `select ${view} from jobs where company_id = $1 and id = $2 and (user_id = $3 or $4)`,
    values: [ctx.scope.company_id, id, ctx.scope.user_id, mayAll(ctx)],
  });
  return rows[0] ?? null;
}

/** Jobs of the company, newest first; for those who may manage them. */
export async function listJobs(
  ctx: Ctx,
  {
    status,
    queue,
    limit,
  }: {
    readonly status?: string | undefined;
    readonly queue?: string | undefined;
    readonly limit: number;
  },
): Promise<(JobView & { readonly queue: string; readonly attempts: number })[]> {
  const { rows } = await ctx.app.db.read<JobView & { queue: string; attempts: number }>(ctx.scope, {
    name: 'list_jobs',
    text:
      `select ${view}, queue, attempts from jobs where company_id = $1 and ($2::text is null or status = $2) ` +
      `and ($3::text is null or queue = $3) order by id desc limit $4`,
    values: [ctx.scope.company_id, status ?? null, queue ?? null, limit],
  });
  return rows;
}

/** Stops a job: at once when nobody works on it, else at its next step. One that is over stays as it is. */
export async function cancelJob(ctx: Ctx, tx: Tx, id: string): Promise<JobView | null> {
  const open = "status in ('queued', 'running')";
  const idle = `(status = 'queued' or (status = 'running' and due_at < now()))`;
  const { rows } = await tx.run<JobView>({
    name: 'cancel_job',
    text:
      `update jobs set cancel_requested = cancel_requested or ${open}, ` +
      `finished_at = case when ${idle} then now() else finished_at end, ` +
      `status = case when ${idle} then 'cancelled' else status end ` +
      `where company_id = $1 and id = $2 and (user_id = $3 or $4) returning ${view}`,
    values: [ctx.scope.company_id, id, ctx.scope.user_id, mayAll(ctx)],
  });
  return rows[0] ?? null;
}

/** Gives failed jobs another try from where they stopped; all of the company, or those of one queue or ids. Answers how many; 422 for an id that is none. */
export async function replayJobs(
  ctx: Ctx,
  tx: Tx,
  which: { readonly ids?: readonly string[] | undefined; readonly queue?: string | undefined },
): Promise<number> {
  const { rows } = await tx.run<{ queue: string }>({
    name: 'replay_jobs',
    text:
      `update jobs set status = 'queued', attempts = 0, error = null, finished_at = null, cancel_requested = false, due_at = '-infinity' ` +
      `where company_id = $1 and status = 'failed' and ($2::uuid[] is null or id = any($2)) and ($3::text is null or queue = $3) returning queue`,
    values: [ctx.scope.company_id, which.ids ?? null, which.queue ?? null],
  });
  if (which.ids && rows.length < new Set(which.ids).size)
    throw invalid([
      { path: 'ids', code: 'not_found', message: 'Not all of these are jobs that failed.' },
    ]);
  const { queue } = ctx.app;
  for (const name of new Set(rows.map((row) => row.queue)))
    tx.afterCommit(() => queue.wake(name, { workers: rows.length }));
  return rows.length;
}

const mayAll = (ctx: Ctx): boolean => ctx.principal.permissions.has('events:read');
