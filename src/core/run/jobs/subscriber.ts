import type { Tx } from '@/platform/db/types';
import type { App, Ctx } from '../context';
import type { QueueName } from './queues';

/** An event as a subscriber gets it. */
export interface LoggedEvent {
  readonly id: string;
  /** `contact.updated` */
  readonly name: string;
  /** `contacts`; empty for facts about no record. */
  readonly object: string;
  readonly record_id: string | null;
  readonly version: number | null;
  readonly actor_kind: 'user' | 'api_key' | 'import' | 'system' | 'operator';
  readonly actor_id: string | null;
  readonly source: string;
  /** Changed fields only, in the API's values. */
  readonly changes: {
    readonly before?: Readonly<Record<string, unknown>>;
    readonly after?: Readonly<Record<string, unknown>>;
  };
  readonly request_id: string;
  /** Of a bulk change or an import; null for what one person did to one record. */
  readonly correlation_id: string | null;
  /** ISO 8601. */
  readonly created_at: string;
}

/** Something that happens after events: exactly once for each, whatever is killed when. */
export interface Subscriber {
  /** `webhooks.deliver`: unique; also the kind of its jobs. */
  readonly name: string;
  readonly queue: QueueName;
  /** `contact.created`, `contact.*`, `*.deleted` or `*`. */
  readonly events: readonly string[];
  /** What events of bulk changes and imports are to it: nothing, jobs with many of them, or a job each. */
  readonly bulk: 'skip' | 'batch' | 'each';
  /**
   * Which of the events matter in this company now; all unless given. Runs in the relay for many events at once, inside the
   * company: one statement, no effects.
   */
  readonly wants?: (
    tx: Tx,
    company_id: string,
    events: readonly LoggedEvent[],
    app: App,
  ) => Promise<readonly LoggedEvent[]>;
  /**
   * The effect, in the transaction that also ends the job: both or neither. What leaves the house (a mail, a call) is queued
   * here as a job of its own, never done here. May be run again after an error.
   */
  readonly handle: (ctx: Ctx, tx: Tx, events: readonly LoggedEvent[]) => Promise<void>;
}

export const defineSubscriber = (subscriber: Subscriber): Subscriber => subscriber;

/** Whether a name fits one of the patterns of a subscriber or webhook. */
export function matchesEvent(patterns: readonly string[], name: string): boolean {
  const [subject = '', verb = ''] = name.split('.');
  return patterns.some((pattern) => {
    if (pattern === '*') return true;
    const [wanted, action] = pattern.split('.');
    return (wanted === '*' || wanted === subject) && (action === '*' || action === verb);
  });
}
