import type { z } from 'zod';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import type { App, Ctx, Origin } from '../context';
import type { QueueName } from './queues';

export type JobStatus = 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';

/** What one step has achieved; absent parts stay as they are. */
export interface Progress<State> {
  readonly state?: State;
  /** Things done so far, of `total`. */
  readonly done?: number;
  readonly total?: number;
}

export type Result = Readonly<Record<string, unknown>> | null;

/** A job in the hands of a worker. */
export interface RunningJob<Input = unknown, State = unknown> {
  readonly id: string;
  readonly input: Input;
  /** What the last step saved; `{}` at first. After a crash the handler starts again from here. */
  readonly state: State;
  readonly done: number;
  /** Runs of this job since its last step, this one included. */
  readonly attempt: number;
  /**
   * One transaction of the work. What `fn` writes and the progress it returns commit together, and only as long as this
   * worker holds the job: so a step happens once, whatever is killed when. Throws when the job was cancelled,
   * lost to another worker or should make room; let it pass.
   */
  step(fn: (tx: Tx) => Promise<Progress<State>>): Promise<void>;
  /** The last transaction: what `fn` writes and the end of the job commit together. What it returns becomes the result. */
  finish(fn: (tx: Tx) => Promise<Result | void>): Promise<void>;
}

/** A kind of work: what the queue may hold, and who does it. */
export interface JobKind<Input = unknown, State = unknown> {
  /** `imports.run` */
  readonly name: string;
  readonly queue: QueueName;
  /** Ids and settings, JSON. Never records, secrets or code: whoever does it reads them under the rights of whom it is for. */
  readonly input: z.ZodType<Input>;
  /** Runs without any step done before it is given up; 5 unless given. */
  readonly attempts?: number;
  /** Seconds before the run after `attempt` (from 1); 2, 4, 8 ... 64 unless given. */
  readonly backoff?: (attempt: number) => number;
  /** Longest time without a step, ms; 5 minutes unless given. */
  readonly timeout_ms?: number;
  /** How long a worker that stops lets it end by itself, ms; 2,000 unless given. */
  readonly grace_ms?: number;
  /**
   * Does the work; what it returns becomes the job's result. An AppError below 500 fails the job with its message, every
   * other error is tried again. Long work goes on from `job.state`.
   */
  run(ctx: Ctx, job: RunningJob<Input, State>, signal: AbortSignal): Promise<Result | void>;
}

/** A kind of whatever input; `defineJob` and `enqueue` hold input and handler together. */
export type AnyJobKind = JobKind;

/** Declares a kind of work. Without a handler it does not compile. */
export const defineJob = <Input, State = Record<string, never>>(
  kind: JobKind<Input, State>,
): JobKind<Input, State> => kind;

/** For whom a job is done, and what asked for it. */
export interface JobActor {
  readonly app: Pick<App, 'queue' | 'clock'>;
  readonly company_id: string;
  /** Null: nobody, so the job has the rights of the system. */
  readonly user_id: string | null;
  readonly actor_kind: 'user' | 'api_key' | 'system';
  /** The API key. */
  readonly actor_id: string | null;
  readonly source: Origin['source'];
  readonly request_id: string;
}

/** Nobody: work of the system. `request_id` says what it follows from. */
export const systemActor = (
  app: JobActor['app'],
  company_id: string,
  request_id: string,
): JobActor => ({
  app,
  company_id,
  user_id: null,
  actor_kind: 'system',
  actor_id: null,
  source: 'system',
  request_id,
});

export interface JobOptions {
  /** Once per company: a second job with this key is not added. */
  readonly key?: string;
  /** Not before. */
  readonly due_at?: Date;
  /** Things to do, for the progress. */
  readonly total?: number;
}

/** Adds work in the caller's transaction, to be done with the caller's rights. Answers the job's id. */
export async function enqueue<Input>(
  ctx: Ctx,
  tx: Tx,
  kind: JobKind<Input>,
  input: Input,
  options: JobOptions = {},
): Promise<string> {
  const { principal, origin, scope } = ctx;
  const system = principal.kind === 'system';
  const actor: JobActor = {
    app: ctx.app,
    company_id: scope.company_id,
    user_id: system ? null : principal.user.id,
    actor_kind: principal.kind,
    actor_id: principal.api_key_id,
    source: origin.source,
    request_id: origin.request_id,
  };
  const id = newId();
  await enqueueAll(tx, actor, kind, [{ id, input, ...options }]);
  return id;
}

/** Adds several jobs of one kind. Those whose key is known already are left out; answers how many were added. */
export async function enqueueAll<Input>(
  tx: Tx,
  actor: JobActor,
  kind: JobKind<Input>,
  list: readonly ({ readonly id?: string; readonly input: Input } & JobOptions)[],
): Promise<number> {
  if (list.length === 0) return 0;
  const { count } = await tx.run({
    name: 'enqueue',
    text:
      'insert into jobs (company_id, id, queue, kind, user_id, actor_kind, actor_id, source, request_id, input, key, due_at, total) ' +
      `select $1, j.id, $2, $3, $4, $5, $6, $7, $8, j.input::jsonb, j.key, coalesce(j.due_at, '-infinity'), j.total ` +
      'from unnest($9::uuid[], $10::text[], $11::text[], $12::timestamptz[], $13::int[]) as j(id, input, key, due_at, total) ' +
      'on conflict (company_id, key) do nothing',
    values: [
      actor.company_id,
      kind.queue,
      kind.name,
      actor.user_id,
      actor.actor_kind,
      actor.actor_id,
      actor.source,
      actor.request_id,
      list.map(({ id }) => id ?? newId()),
      list.map(({ input }) => JSON.stringify(kind.input.parse(input))),
      list.map(({ key }) => key ?? null),
      list.map(({ due_at }) => due_at?.toISOString() ?? null),
      list.map(({ total }) => total ?? null),
    ],
  });
  const now = actor.app.clock.now().getTime();
  const delays = list.map(({ due_at }) => Math.max(0, (due_at?.getTime() ?? 0) - now));
  const delay_ms = Math.min(...delays);
  if (count > 0)
    tx.afterCommit(() => actor.app.queue.wake(kind.queue, { workers: count, delay_ms }));
  return count;
}
