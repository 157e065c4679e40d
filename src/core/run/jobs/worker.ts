import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scope } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import type { Served } from '@/platform/queue/transport';
import { AppError } from '../../shape/errors';
import type { App, Ctx, Principal } from '../context';
import { type EventActor, type NewEvent, recordEvents } from '../events';
import { isAway } from '../failures';
import { scopeOf } from '../reach';
import type { AnyJobKind, Progress, RunningJob } from './job';
import { type ClaimedJob, defaultLease, dueJobs, Leases, othersWait, Stopped } from './leases';
import { type QueueName, type QueueSizes, queues } from './queues';

export interface WorkerOptions {
  /** Every kind of work this process can do. */
  readonly kinds: readonly AnyJobKind[];
  /** Whose rights a job has now; null when they are no member or the key was revoked. Without a user: the system's. */
  principalOf(
    app: App,
    company_id: string,
    user_id: string | null,
    api_key_id: string | null,
  ): Promise<Principal | null>;
  /** Jobs of one queue at once; what `queues` says unless given. */
  readonly concurrency?: number;
  /** How often to look for work that no wake-up told of, ms. */
  readonly look_ms?: number;
  /** How long a job runs before it makes room for a company that waits with nothing running, ms. */
  readonly slice_ms?: number;
  /** After how long without a sign of life others take over a job. */
  readonly lease_seconds?: number;
}

export interface Workers {
  /** Looks for work now rather than at the next wake-up. */
  look(): void;
  /** Stops claiming, lets the current step end and puts the jobs back. */
  stop(): Promise<void>;
}

/**
 * Does jobs until stopped: claims by lease, renews while working, resumes what a killed process left. Wake-ups come from the
 * transport; a look every few seconds finds what no wake-up told of, so nothing waits for a transport that is away.
 */
export function startWorkers(app: App, options: WorkerOptions): Workers {
  const byQueue = new Map<QueueName, AnyJobKind[]>();
  for (const kind of options.kinds)
    byQueue.set(kind.queue, [...(byQueue.get(kind.queue) ?? []), kind]);
  const workers = [...byQueue].map(([queue, kinds]) => new QueueWorker(app, queue, kinds, options));
  return {
    look: () => {
      for (const worker of workers) worker.look();
    },
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()));
    },
  };
}

const longestStep = 5 * 60_000;
const mostAttempts = 5;
const doubling = (attempt: number): number => 2 ** Math.min(attempt, 6);

class QueueWorker {
  private readonly kinds: ReadonlyMap<string, AnyJobKind>;
  private readonly leases: Leases;
  private readonly lease_seconds: number;
  private readonly concurrency: number;
  private readonly shutdown = new AbortController();
  private readonly running = new Set<Promise<void>>();
  private readonly served: Served;
  private readonly timer: NodeJS.Timeout;
  /** Jobs that were due a moment ago, the next one first. */
  private due: { company_id: string; id: string }[] = [];
  private looking: Promise<void> | null = null;
  /** When the next job may begin, on a queue with a pace. */
  private begins = 0;

  constructor(
    private readonly app: App,
    private readonly queue: QueueName,
    kinds: readonly AnyJobKind[],
    private readonly options: WorkerOptions,
  ) {
    this.kinds = new Map(kinds.map((kind) => [kind.name, kind]));
    this.lease_seconds = options.lease_seconds ?? defaultLease;
    this.leases = new Leases(app.db, newId(), this.lease_seconds);
    this.concurrency = options.concurrency ?? queues[queue].concurrency;
    // Each job that runs listens; Node takes more than ten for a leak and says so in the log of the operator.
    setMaxListeners(this.concurrency + 1, this.shutdown.signal);
    this.served = app.queue.serve(queue, this.concurrency, () => this.drain());
    this.timer = setInterval(() => this.look(), options.look_ms ?? 3000);
    this.look();
  }

  look(): void {
    void this.drain();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.shutdown.abort();
    await Promise.all([this.served.stop(), ...this.running]);
  }

  /** Works until nothing is due; helped by as many more as the queue allows while there is more. */
  private async drain(): Promise<void> {
    while (!this.shutdown.signal.aborted && this.running.size < this.concurrency) {
      const working = this.next().catch((error: unknown) => {
        if (!this.shutdown.signal.aborted)
          this.app.log.warn({ err: error, queue: this.queue }, 'no look for jobs');
        return false;
      });
      const tracked: Promise<void> = working.then(() => void this.running.delete(tracked));
      this.running.add(tracked);
      if (!(await working)) return;
    }
  }

  /** Does one job. False when none is due. */
  private async next(): Promise<boolean> {
    const candidate = await this.candidate();
    if (!candidate) return false;
    if (this.due.length > 0) void this.drain();
    const job = await this.leases.claim(candidate.company_id, candidate.id);
    const kind = job && this.kinds.get(job.kind);
    if (!job || !kind) return true;
    await this.pace();
    await this.perform(kind, job);
    return true;
  }

  /** Waits until a job that is held may begin; no longer than others wait for its lease. A stop ends it, and the job is put back. */
  private async pace(): Promise<void> {
    const sizes: QueueSizes = queues[this.queue];
    if (sizes.pace_ms === undefined) return;
    const now = performance.now();
    const mine = Math.max(now, this.begins);
    this.begins = mine + sizes.pace_ms;
    const { signal } = this.shutdown;
    if (mine > now) await sleep(mine - now, undefined, { signal }).catch(() => undefined);
  }

  private async candidate(): Promise<{ company_id: string; id: string } | undefined> {
    if (this.due.length === 0) {
      // A look under way may have begun before what woke us was there.
      if (this.looking) await this.looking.catch(() => undefined);
    }
    if (this.due.length === 0) {
      this.looking ??= dueJobs(this.app.db, this.queue, [...this.kinds.keys()])
        .then((due) => {
          this.due = due;
        })
        .finally(() => {
          this.looking = null;
        });
      await this.looking;
    }
    return this.due.shift();
  }

  private async perform(kind: AnyJobKind, job: ClaimedJob): Promise<void> {
    const started = performance.now();
    const controller = new AbortController();
    const stop = () => controller.abort(new Stopped('shutdown'));
    let steps = performance.now();
    const beat = setInterval(
      () => {
        if (performance.now() - steps > (kind.timeout_ms ?? longestStep))
          return controller.abort(new Error(`no step within ${kind.timeout_ms ?? longestStep} ms`));
        this.leases.renew(job).catch((error: unknown) => {
          if (error instanceof Stopped) controller.abort(error);
          else this.app.log.warn({ err: error, job_id: job.id }, 'lease not renewed');
        });
      },
      Math.min((this.lease_seconds * 1000) / 3, (kind.timeout_ms ?? longestStep) / 2),
    );
    this.shutdown.signal.addEventListener('abort', stop, { once: true });
    const cut = new Promise<never>((_resolve, reject) => {
      controller.signal.addEventListener('abort', () => reject(controller.signal.reason), {
        once: true,
      });
    });
    cut.catch(() => undefined);
    let outcome = 'completed';
    try {
      if (this.shutdown.signal.aborted) throw new Stopped('shutdown');
      if (job.attempts > (kind.attempts ?? mostAttempts))
        throw new AppError('unavailable', 'This failed repeatedly and was given up.');
      const ctx = await this.contextOf(job, controller.signal);
      const handle = this.handle(kind, job, ctx.scope, controller.signal, () => {
        steps = performance.now();
      });
      const work = Promise.resolve(kind.run(ctx, handle, controller.signal));
      // A handler that stops by itself has its transaction rolled back before the job is let go; one that never settles is left behind.
      const result = await Promise.race([
        work,
        cut.catch(async (error) => {
          await Promise.race([
            work.catch(() => undefined),
            new Promise((resolve) => setTimeout(resolve, kind.grace_ms ?? 2000).unref()),
          ]);
          throw error;
        }),
      ]);
      if (!handle.finished()) await this.leases.finish(job, 'completed', null, result);
    } catch (error) {
      const reason = controller.signal.aborted ? controller.signal.reason : error;
      outcome = await this.settle(kind, job, reason);
    } finally {
      clearInterval(beat);
      this.shutdown.signal.removeEventListener('abort', stop);
      this.app.metrics.job(job.kind, outcome, (performance.now() - started) / 1000, job.waited);
    }
  }

  private handle(
    kind: AnyJobKind,
    job: ClaimedJob,
    scope: Scope,
    signal: AbortSignal,
    stepped: () => void,
  ): RunningJob & { finished(): boolean } {
    let slice = performance.now();
    const { slice_ms = 2000 } = this.options;
    let current: { state: unknown; done: number } = { state: job.state, done: job.done };
    let finished = false;
    const { leases, app, queue, kinds, running, concurrency } = this;
    return {
      id: job.id,
      input: kind.input.parse(job.input),
      attempt: job.attempts,
      get state() {
        return current.state;
      },
      get done() {
        return current.done;
      },
      finished: () => finished,
      async step(fn) {
        signal.throwIfAborted();
        if (performance.now() - slice > slice_ms) {
          slice = performance.now();
          const full = running.size >= concurrency;
          if (full && (await othersWait(app.db, queue, [...kinds.keys()], job.company_id)))
            throw new Stopped('yield');
        }
        const progress: Progress<unknown> = await leases.step(job, scope, signal, fn);
        stepped();
        current = { state: progress.state ?? current.state, done: progress.done ?? current.done };
      },
      async finish(fn) {
        signal.throwIfAborted();
        await leases.complete(job, scope, signal, fn);
        finished = true;
      },
    };
  }

  private async contextOf(job: ClaimedJob, signal: AbortSignal): Promise<Ctx> {
    const { app } = this;
    const api_key_id = job.actor_kind === 'api_key' ? job.actor_id : null;
    const principal = await this.options.principalOf(app, job.company_id, job.user_id, api_key_id);
    if (!principal)
      throw new AppError('forbidden', 'The person who started this is no longer a member.');
    return {
      app,
      principal,
      scope: scopeOf(principal, job.user_id),
      origin: {
        request_id: job.request_id,
        source: job.source,
        ip: null,
        user_agent: null,
        correlation_id: job.id,
      },
      signal,
      language: principal.company.language,
    };
  }

  /** What becomes of a job that did not end well. */
  private async settle(kind: AnyJobKind, job: ClaimedJob, error: unknown): Promise<string> {
    const { app } = this;
    try {
      if (error instanceof Stopped) {
        if (error.why === 'cancelled') await this.leases.finish(job, 'cancelled', null, null);
        else if (error.why !== 'lost') await this.leases.release(job, 0, true);
        if (error.why === 'yield' || error.why === 'shutdown') app.queue.wake(this.queue);
        return error.why;
      }
      if (error instanceof AppError && error.status < 500) {
        const [first] = error.details.issues ?? [];
        await this.fail(job, first ? `${first.path}: ${first.message}` : error.message);
        return 'failed';
      }
      const spared = isAway(error);
      app.log.error({ err: error, job_id: job.id, kind: job.kind }, 'a job failed');
      if (!spared && job.attempts >= (kind.attempts ?? mostAttempts)) {
        await this.fail(job, reasonOf(error));
        return 'failed';
      }
      const seconds = (kind.backoff ?? doubling)(job.attempts);
      await this.leases.release(job, seconds, spared);
      app.queue.wake(this.queue, { delay_ms: seconds * 1000 });
      return 'retried';
    } catch (failure) {
      app.log.error(
        { err: failure, job_id: job.id },
        'a job was not settled; its lease will run out',
      );
      return 'lost';
    }
  }

  /** Ends a job that is given up, and says so in the event log. */
  private async fail(job: ClaimedJob, reason: string): Promise<void> {
    await this.leases.finish(job, 'failed', reason, null, async (tx) => {
      if (!untold.has(this.queue))
        await recordEvents(tx, failureActor(this.app, job), [failureOf(job)]);
    });
  }
}

/** What follows from events: telling of its failure would lead to the next one. */
const untold: ReadonlySet<QueueName> = new Set(['relay', 'notifications', 'webhooks']);

const failureOf = ({ id, kind, user_id }: ClaimedJob): NewEvent => ({
  name: 'job.failed',
  object: 'jobs',
  record_id: id,
  after: { kind, user_id },
});

const failureActor = (app: App, job: ClaimedJob): EventActor => ({
  app,
  company_id: job.company_id,
  actor_kind: job.actor_kind,
  actor_id: job.actor_kind === 'api_key' ? job.actor_id : job.user_id,
  origin: { request_id: job.request_id, source: job.source, ip: null, user_agent: null },
});

/** What an administrator reads of an error nobody expected. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.slice(0, 500) || 'This failed repeatedly and was given up.';
}
