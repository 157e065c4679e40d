export interface QueueSizes {
  /** Its jobs that one process does at once. */
  readonly concurrency: number;
  /** One process begins its jobs so far apart, ms: what comes in a crowd leaves the processors to the other queues. */
  readonly pace_ms?: number;
}

/** The queues. Separate, so that a long import never keeps a mail waiting. */
export const queues = {
  /** What follows from events. */
  relay: { concurrency: 4 },
  notifications: { concurrency: 4 },
  /** A call waits for somebody else, not for this machine: so many that endpoints which hang leave room. */
  webhooks: { concurrency: 128 },
  /** Endpoints that do not answer as they should or have not answered yet, so that they keep nobody waiting. */
  webhook_retries: { concurrency: 16, pace_ms: 100 },
  emails: { concurrency: 4 },
  imports: { concurrency: 2 },
  /** Bulk changes, undo and backfills. */
  records: { concurrency: 2 },
  reports: { concurrency: 1 },
  analytics: { concurrency: 1 },
  cleanup: { concurrency: 1 },
} as const satisfies Record<string, QueueSizes>;

export type QueueName = keyof typeof queues;
