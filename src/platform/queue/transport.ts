/** How many wake-ups of a queue wait, run and failed, as far as the transport knows. */
export interface TransportCounts {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
}

/**
 * Wakes workers in whatever process. It carries no data: what is to be done stands in PostgreSQL (`jobs`), so a wake-up that
 * is lost or comes twice harms nothing.
 */
export interface Transport {
  /** Wakes up to `workers` workers of `queue` (1 unless given), after `delay_ms`. Best effort: never throws. */
  wake(queue: string, options?: { readonly workers?: number; readonly delay_ms?: number }): void;
  /** Calls `work` for every wake-up of `queue`, at most `concurrency` at once in this process. It must not throw. */
  serve(queue: string, concurrency: number, work: () => Promise<void>): Served;
  /** `down`: wake-ups do not get through now; workers then find their work by looking. */
  readonly state: () => 'up' | 'down';
  counts(queue: string): Promise<TransportCounts>;
  close(): Promise<void>;
}

export interface Served {
  /** Takes no more wake-ups and waits for what runs. */
  stop(): Promise<void>;
}

/** Wakes nobody: for processes that only add work, such as the command line, and for tests. */
export function silentTransport(): Transport {
  return {
    wake: () => undefined,
    serve: () => ({ stop: async () => undefined }),
    state: () => 'up',
    counts: async () => ({ waiting: 0, active: 0, delayed: 0 }),
    close: async () => undefined,
  };
}
