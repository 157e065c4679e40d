import { Redis } from 'ioredis';

/** A Redis that may be away at any time: whoever asks it has something else to fall back on. */
export interface RedisLink {
  readonly client: Redis;
  /** Whether a command sent now can be expected to be answered. */
  ready(): boolean;
  /** What `run` gives, or null: at once while Redis is away, after `patience` when it just went. Never throws. */
  ask<T>(run: (client: Redis) => Promise<T>): Promise<T | null>;
  close(): void;
}

export interface LinkOptions {
  /** Told once when Redis went away. */
  readonly onDown: (error: unknown) => void;
  /** Told once when it is back. */
  readonly onUp?: () => void;
}

/** The longest a caller waits for an answer, ms: once, for from then on Redis counts as away. */
const patience = 250;
/** How often one that is away is asked whether it is back, ms. No request waits for that. */
const probeEvery = 500;
/** One that comes and goes is told of no more often, ms. */
const quiet = 60_000;

/** A connection that leaves a command unanswered for so long is dead, and is made anew, ms. */
export const silentAfter = 5000;

/** Keys of ours start with this, those of the queue as well. */
export const redisPrefix = 'ambit';

/** Connects, and reconnects for as long as it takes. Does not wait for the connection. */
export function redisLink(url: string, { onDown, onUp }: LinkOptions): RedisLink {
  const client = new Redis(url, {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: patience,
    connectTimeout: 2000,
    retryStrategy: (times) => Math.min(times * 100, 1000),
  });
  let up = true;
  let closed = false;
  let told = Number.NEGATIVE_INFINITY;
  let probe: NodeJS.Timeout | null = null;

  const failed = (error: unknown): void => {
    if (!up || closed) return;
    up = false;
    if (performance.now() - told > quiet) onDown(error);
    told = performance.now();
    probe = setInterval(look, probeEvery);
    probe.unref();
  };
  const look = async (): Promise<void> => {
    if (client.status !== 'ready') return;
    try {
      await client.ping();
    } catch {
      // Still away, which was told already. The connection may be one that the other end knows nothing of any more.
      client.disconnect(true);
      return;
    }
    if (up) return;
    up = true;
    if (probe) clearInterval(probe);
    onUp?.();
  };
  client.on('error', failed);

  const ready = (): boolean => up && client.status === 'ready';
  return {
    client,
    ready,
    async ask(run) {
      if (!ready()) return null;
      try {
        return await run(client);
      } catch (error) {
        failed(error);
        return null;
      }
    },
    close() {
      closed = true;
      if (probe) clearInterval(probe);
      client.disconnect();
    },
  };
}
