import type { Database, Scope, Statement, Tx } from '@/platform/db/types';
import type { Progress, Result } from './job';

/** A lease that is not renewed for this long is anybody's: how late killed work starts again, seconds. */
export const defaultLease = 10;

/** Ends the work of a handler; `why` says what becomes of the job. */
export class Stopped extends Error {
  constructor(readonly why: 'cancelled' | 'lost' | 'yield' | 'shutdown') {
    super(`job ${why}`);
  }
}

export interface ClaimedJob {
  readonly company_id: string;
  readonly id: string;
  readonly kind: string;
  /** Null: done with the rights of the system. */
  readonly user_id: string | null;
  readonly actor_kind: 'user' | 'api_key' | 'system';
  readonly actor_id: string | null;
  readonly input: unknown;
  readonly state: unknown;
  readonly done: number;
  readonly source: 'web' | 'api' | 'import' | 'system';
  readonly request_id: string;
  readonly attempts: number;
  /** How long it waited past the time it was due, seconds. */
  readonly waited: number;
}

/** Jobs of a company that are looked at together. */
const perCompany = 4;

/**
 * Jobs of a queue that are due and nobody holds; companies with the least running come first, so nobody waits for the long
 * list of another. Ids only: the relay role sees no more. Walks the index from company to company.
 */
export async function dueJobs(
  db: Database,
  queue: string,
  kinds: readonly string[],
): Promise<{ company_id: string; id: string }[]> {
  const open = "status in ('queued', 'running')";
  const { rows } = await db.asRelay((tx) =>
    tx.run<{ company_id: string; id: string }>({
      name: 'due_jobs',
      text:
        `with recursive companies as ( ` +
        `(select company_id from jobs where queue = $1 and ${open} order by company_id limit 1) union all ` +
        `select (select j.company_id from jobs j where j.queue = $1 and ${open} and j.company_id > c.company_id order by j.company_id limit 1) ` +
        `from companies c where c.company_id is not null) ` +
        `select c.company_id, d.id from companies c ` +
        `cross join lateral (select id, due_at, row_number() over (order by due_at, id) as place from jobs ` +
        `where queue = $1 and company_id = c.company_id and ${open} and due_at <= now() and kind = any($2::text[]) ` +
        `order by due_at, id limit ${perCompany}) d ` +
        `where c.company_id is not null order by d.place + (select count(*) from jobs r where r.queue = $1 and r.company_id = c.company_id ` +
        `and r.status = 'running' and r.due_at > now()), d.due_at, d.id limit 20`,
      values: [queue, kinds],
    }),
  );
  return rows;
}

/** Whether another company has work of these kinds that is due in this queue and none of it is being done. */
export async function othersWait(
  db: Database,
  queue: string,
  kinds: readonly string[],
  company_id: string,
): Promise<boolean> {
  const { rows } = await db.asRelay((tx) =>
    tx.run<{ waits: boolean }>({
      name: 'others_wait',
      text:
        `select exists (select from jobs j where j.queue = $1 and j.status in ('queued', 'running') and j.due_at <= now() and j.company_id <> $2 and j.kind = any($3::text[]) ` +
        `and not exists (select from jobs r where r.queue = $1 and r.company_id = j.company_id and r.status = 'running' and r.due_at > now())) as waits`,
      values: [queue, company_id, kinds],
    }),
  );
  return rows[0]?.waits ?? false;
}

const within = (company_id: string) => ({ company_id, user_id: null });
const mine = "company_id = $1 and id = $2 and lease_owner = $3 and status = 'running'";

/** One worker's hold on jobs. */
export class Leases {
  constructor(
    private readonly db: Database,
    private readonly owner: string,
    private readonly seconds: number,
  ) {}

  /** Takes a job when it is still free. */
  async claim(company_id: string, id: string): Promise<ClaimedJob | null> {
    return this.db.withCompany(within(company_id), async (tx) => {
      const { rows } = await tx.run<ClaimedJob>({
        name: 'claim_job',
        text:
          `with free as (select company_id, id, due_at, created_at from jobs ` +
          `where company_id = $1 and id = $2 and status in ('queued', 'running') and due_at <= now() for update skip locked) ` +
          `update jobs j set status = 'running', finished_at = null, attempts = j.attempts + 1, lease_owner = $3, ` +
          `due_at = now() + make_interval(secs => $4::float8), started_at = coalesce(j.started_at, now()) ` +
          `from free where j.company_id = free.company_id and j.id = free.id ` +
          `returning j.company_id, j.id, j.kind, j.user_id, j.actor_kind, j.actor_id, j.input, j.state, j.done, j.source, j.request_id, j.attempts, ` +
          `extract(epoch from now() - greatest(free.due_at, free.created_at))::float8 as waited`,
        values: [company_id, id, this.owner, this.seconds],
      });
      return rows[0] ?? null;
    });
  }

  /** Keeps hold. Throws Stopped when the job was cancelled or is somebody else's. */
  async renew({ company_id, id }: ClaimedJob): Promise<void> {
    await this.db.withCompany(within(company_id), (tx) => this.hold(tx, company_id, id));
  }

  private async hold(tx: Tx, company_id: string, id: string): Promise<void> {
    const { rows } = await tx.run<{ cancel_requested: boolean }>({
      name: 'hold_job',
      text: `update jobs set due_at = now() + make_interval(secs => $4::float8) where ${mine} returning cancel_requested`,
      values: [company_id, id, this.owner, this.seconds],
    });
    if (!rows[0]) throw new Stopped('lost');
    if (rows[0].cancel_requested) throw new Stopped('cancelled');
  }

  /** Work and its progress in one transaction, under the lease. */
  async step<S>(
    job: ClaimedJob,
    scope: Scope,
    signal: AbortSignal,
    fn: (tx: Tx) => Promise<Progress<S>>,
  ): Promise<Progress<S>> {
    return this.db.withCompany(
      scope,
      async (tx) => {
        await this.hold(tx, job.company_id, job.id);
        const progress = await fn(tx);
        await tx.run({
          name: 'step_job',
          text:
            `update jobs set state = coalesce($4::jsonb, state), done = coalesce($5::int, done), total = coalesce($6::int, total), attempts = 0 ` +
            `where ${mine}`,
          values: [
            job.company_id,
            job.id,
            this.owner,
            progress.state === undefined ? null : JSON.stringify(progress.state),
            progress.done ?? null,
            progress.total ?? null,
          ],
        });
        return progress;
      },
      { statement_timeout_ms: 60_000, signal },
    );
  }

  /** The last step: `fn` and the end of the job in one transaction. Answers what `fn` returned. */
  async complete(
    job: ClaimedJob,
    scope: Scope,
    signal: AbortSignal,
    fn: (tx: Tx) => Promise<Result | void>,
  ): Promise<void> {
    await this.db.withCompany(
      scope,
      async (tx) => {
        await this.hold(tx, job.company_id, job.id);
        const result = await fn(tx);
        tx.later(this.ending(job, completed, ['completed', null, asJson(result)]));
      },
      { statement_timeout_ms: 60_000, signal },
    );
  }

  /** Ends a job that is still ours, with what else follows in the same transaction. */
  async finish(
    job: ClaimedJob,
    status: 'completed' | 'failed' | 'cancelled',
    error: string | null,
    result: Result | void,
    also?: (tx: Tx) => Promise<void>,
  ): Promise<void> {
    const end = this.ending(job, completed, [status, error, asJson(result)]);
    await this.db.withCompany(within(job.company_id), async (tx) => {
      if (!also) return tx.later(end);
      const { count } = await tx.run(end);
      if (count > 0) await also(tx);
    });
  }

  /** Puts a job back for whoever comes next, after `seconds`. `spared`: this run does not count as a failed one. */
  async release(job: ClaimedJob, seconds: number, spared: boolean): Promise<void> {
    const end = this.ending(job, released, [seconds, spared]);
    await this.db.withCompany(within(job.company_id), async (tx) => tx.later(end));
  }

  private ending(
    { company_id, id }: ClaimedJob,
    [name, sets]: readonly [string, string],
    values: readonly unknown[],
  ): Statement {
    return {
      name,
      text: `update jobs set ${sets} where ${mine}`,
      values: [company_id, id, this.owner, ...values],
    };
  }
}

const completed = [
  'finish_job',
  `status = $4, error = $5, result = $6::jsonb, finished_at = now(), due_at = '-infinity'`,
] as const;
const released = [
  'release_job',
  `status = 'queued', due_at = now() + make_interval(secs => $4::float8), attempts = case when $5::bool then 0 else attempts end`,
] as const;

const asJson = (result: Result | void): string | null => (result ? JSON.stringify(result) : null);
