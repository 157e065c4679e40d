import { setTimeout as sleep } from 'node:timers/promises';
import {
  createPostgresBackend,
  Queue,
  type QueueOptions,
  Worker,
  type WorkerOptions,
} from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { Silence } from '../db/silence';
import { silentAfter } from '../redis';
import type { Served, Transport } from './transport';

export interface BullmqOptions {
  /** Null: on PostgreSQL. */
  readonly redis_url: string | null;
  /** The relay login, past any pooler: BullMQ listens on it. */
  readonly postgres_url: string;
  /** Most queues this process serves: each listens on a connection of its own. */
  readonly serving: number;
  readonly onError: (error: Error) => void;
  /** Told what an operator should change about the Redis. */
  readonly onTrouble: (message: string) => void;
}

/** The schema of BullMQ's own tables on PostgreSQL. */
export const queueSchema = 'bullmq';
/** Keys of BullMQ on Redis start with this. */
const prefix = 'ambit';
/** How long a worker waits at Redis for the next wake-up before it asks again, seconds. */
const waitsFor = 30;
/** A statement of BullMQ takes milliseconds; one that takes this long, ms, gets no answer any more. */
const statementTimeout = 5000;
/** More at once would only find nothing to do. */
const mostWakes = 16;

/**
 * Wake-ups through BullMQ: on Redis when there is one, else on its PostgreSQL backend. A worker that was killed is noticed
 * within `lockDuration`; its wake-up then goes to another one.
 */
export function bullmqTransport(options: BullmqOptions): Transport {
  const queues = new Map<string, Queue>();
  const workers = new Set<Worker>();
  let up = true;
  let closed = false;
  const worked = (): void => {
    up = true;
  };
  const failed = (error: Error): void => {
    if (closed) return;
    if (up) options.onError(error); // once per outage, not once per try
    up = false;
  };
  const { redis_url, onTrouble } = options;
  const backend =
    redis_url === null
      ? onPostgres(options, failed)
      : onRedis(redis_url, { failed, worked, onTrouble });
  const queueOf = (name: string): Queue => {
    let queue = queues.get(name);
    if (!queue) {
      queue = backend.queue(name);
      queue.on('error', failed);
      queues.set(name, queue);
    }
    return queue;
  };

  const waiting = new Map<string, number>();
  const flush = (name: string): void => {
    const count = Math.min(waiting.get(name) ?? 0, mostWakes);
    waiting.delete(name);
    add(name, count, 0);
  };
  const add = (name: string, count: number, delay: number): void => {
    if (closed || !backend.ready()) return;
    const job = {
      name: 'wake',
      data: {},
      opts: { delay, removeOnComplete: true, removeOnFail: true },
    };
    queueOf(name)
      .addBulk(Array.from({ length: count }, () => job))
      .then(worked, failed);
  };

  return {
    wake(name, { workers: count = 1, delay_ms = 0 } = {}) {
      if (delay_ms > 0) return add(name, count, Math.ceil(delay_ms));
      // Many writes in one moment need one wake-up, not one each.
      if (!waiting.has(name)) setImmediate(flush, name);
      waiting.set(name, (waiting.get(name) ?? 0) + count);
    },
    serve(name, concurrency, work) {
      const worker = backend.worker(name, work, {
        concurrency,
        lockDuration: 10_000,
        stalledInterval: 5_000,
        maxStalledCount: 1000,
        drainDelay: waitsFor,
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
      });
      worker.on('error', failed);
      workers.add(worker);
      return {
        async stop() {
          workers.delete(worker);
          await soon(worker.close());
        },
      } satisfies Served;
    },
    state: () => (up ? 'up' : 'down'),
    async counts(name) {
      const { waiting = 0, active = 0, delayed = 0 } = await queueOf(name).getJobCounts();
      return { waiting, active, delayed };
    },
    async close() {
      closed = true;
      await Promise.all([...workers].map((worker) => soon(worker.close())));
      await Promise.all([...queues.values()].map((queue) => soon(queue.close())));
      await backend.close();
    },
  };
}

/** Closing waits for an answer, which does not come from a Redis that is away. Whose work still runs is known to its worker. */
async function soon(closing: Promise<void>): Promise<void> {
  const late = new AbortController();
  await Promise.race([
    closing.catch(() => undefined),
    sleep(2000, undefined, { signal: late.signal }).catch(() => undefined),
  ]);
  late.abort();
}

interface Backend {
  /** Whether a wake-up can be sent now. */
  ready(): boolean;
  queue(name: string): Queue;
  worker(
    name: string,
    work: () => Promise<void>,
    options: Omit<WorkerOptions, 'connection'>,
  ): Worker;
  close(): Promise<void>;
}

/** One pool for all: a connection per queue that is served for LISTEN, and some for the rest. */
function onPostgres(
  { postgres_url, serving }: BullmqOptions,
  failed: (error: Error) => void,
): Backend {
  const pool = new pg.Pool({
    connectionString: postgres_url,
    max: serving + 4,
    options: `-c search_path=${queueSchema} -c statement_timeout=${statementTimeout}`,
    keepAlive: true,
    application_name: 'ambit-queue',
    allowExitOnIdle: true,
  });
  // Every queue and every worker listens for its errors.
  pool.setMaxListeners(0);
  pool.on('error', failed);
  const silence = new Silence();
  silence.watch(pool, statementTimeout);
  pool.on('connect', (client) => client.on('error', () => undefined)); // told by the pool or the statement
  return {
    ready: () => true,
    queue: (name) =>
      new Queue(
        name,
        { connection: pool } as QueueOptions<pg.Pool>,
        createPostgresBackend as never,
      ),
    worker: (name, work, options) =>
      new Worker(
        name,
        work,
        { ...options, connection: pool } as WorkerOptions<pg.Pool>,
        createPostgresBackend as never,
      ),
    async close() {
      silence.stop();
      await pool.end();
    },
  };
}

interface Told {
  failed(error: Error): void;
  worked(): void;
  onTrouble(message: string): void;
}

function onRedis(url: string, { failed, worked, onTrouble }: Told): Backend {
  // A wake-up that cannot be sent now is of no use later; a worker waits for as long as it takes.
  const sending = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    socketTimeout: silentAfter,
    retryStrategy,
  });
  const working = new Redis(url, {
    maxRetriesPerRequest: null,
    socketTimeout: waitsFor * 1000 + silentAfter,
    retryStrategy,
  });
  for (const redis of [sending, working]) redis.on('error', failed);
  sending.on('ready', worked);
  sending.once('ready', () => void inspect(sending, onTrouble));
  return {
    ready: () => sending.status === 'ready',
    queue: (name) => new Queue(name, { connection: sending, prefix }),
    worker: (name, work, options) =>
      new Worker(name, work, { ...options, connection: working, prefix }),
    async close() {
      sending.disconnect();
      working.disconnect();
    },
  };
}

/** A Redis that forgets keys or writes nothing down delays wake-ups; no job is lost by it, but the operator should know. */
async function inspect(redis: Redis, onTrouble: (message: string) => void): Promise<void> {
  const wanted = { 'maxmemory-policy': 'noeviction', appendonly: 'yes' };
  for (const [name, value] of Object.entries(wanted)) {
    // Hosted ones do not tell their settings.
    const found = await redis.config('GET', name).catch(() => null);
    const is = Array.isArray(found) ? found[1] : undefined;
    if (is !== undefined && is !== value)
      onTrouble(
        `REDIS_URL: set ${name} to ${value} (it is ${is}), so that the queue keeps what it is told.`,
      );
  }
}

const retryStrategy = (times: number): number => Math.min(times * 100, 2000);
