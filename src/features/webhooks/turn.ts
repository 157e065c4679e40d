import type { Tx } from '@/platform/db/types';
import { firstIdAt } from '@/platform/ids';
import type { Endpoint } from './attempt';

/** The subscriber that writes deliveries; its jobs are keyed by it and the event. */
export const deliverName = 'webhooks.deliver';
/** When to look again for deliveries that are still to be written. */
const recheck_ms = 200;
/** Nothing older can still be on its way. */
const settle_ms = 10 * 60_000;

/** Deliveries of one endpoint under way at once, never two of one record, so that its events arrive in order as long as none fails. */
const together = 4;
/** How long a run that gives no sign of life keeps others from the endpoint, seconds: longer than a call. */
const patience = 15;
/** How long a run that was asked for is waited for before another one is asked for, seconds: it may stand behind many that hang. */
const waited = 120;

export interface Due {
  readonly id: string;
  readonly body: string;
  readonly attempts: number;
  readonly record_id: string | null;
}

/** What a run does next: send `due`, or end and have another run at `again`. */
export type Turn =
  | { readonly endpoint: Endpoint; readonly due: readonly Due[] }
  | {
      readonly endpoint: null;
      /** Null: when something new is there. */
      readonly again: string | 'now' | null;
      readonly lane: Lane;
    };

/** Endpoints that answer, and those that keep one waiting or have not answered yet. */
export type Lane = 'send' | 'retry';
/** Which ones belong in the lane `retry`. */
export const unproven = 'failures > 0 or slow or succeeded_at is null';

/** The endpoint, beside one of its deliveries that wait; `delivery_id` is null when none does. */
interface Row extends Endpoint {
  readonly failures: number;
  readonly troubled: boolean;
  readonly paused_until: string | null;
  readonly taken_until: string | null;
  readonly delivery_id: string | null;
  readonly body: string;
  readonly attempts: number;
  readonly record_id: string | null;
  readonly next_at: string;
  readonly due: boolean;
  /** An earlier event of the record may still get its delivery. */
  readonly waits: boolean;
}

/**
 * Takes the endpoint for `run`, alone, and chooses what is due. What is added later is seen by a later turn or has a run of its own
 * (`askForRuns`), and letting go happens in the transaction that saw nothing due: so nothing is left behind.
 */
export async function takeTurn(
  tx: Tx,
  company_id: string,
  webhook_id: string,
  run: string,
  lane: Lane,
  now: Date,
): Promise<Turn> {
  const rows = await read(tx, company_id, webhook_id, run, now);
  const [webhook] = rows;
  const own: Lane = webhook?.troubled ? 'retry' : 'send';
  if (webhook && webhook.taken_until !== null)
    return { endpoint: null, again: webhook.taken_until, lane: own };
  const end = (again: string | 'now' | null): Turn => {
    leave(tx, company_id, webhook_id, run);
    return { endpoint: null, again, lane: own };
  };
  if (!webhook) return end(null);
  if (webhook.paused_until !== null) return end(webhook.paused_until);
  if (lane === 'send' && own === 'retry') return end('now');
  if (webhook.delivery_id === null) return end(null);
  if (!webhook.due) return end(webhook.next_at);
  const due = chosen(rows, webhook.failures > 0 ? 1 : together);
  if (due.length === 0) return end(new Date(now.getTime() + recheck_ms).toISOString());
  tx.later({
    name: 'webhook_hold',
    text: 'update webhooks set sender = $3, sender_until = now() + make_interval(secs => $4) where company_id = $1 and id = $2',
    values: [company_id, webhook_id, run, patience],
  });
  return { endpoint: webhook, due };
}

/** The endpoint with what waits for it, what is due first; locked before it is looked at, in one round trip. */
async function read(
  tx: Tx,
  company_id: string,
  webhook_id: string,
  run: string,
  now: Date,
): Promise<readonly Row[]> {
  tx.later({
    name: 'webhook_turn_lock',
    text: 'select from webhooks where company_id = $1 and id = $2 for no key update',
    values: [company_id, webhook_id],
  });
  const { rows } = await tx.run<Row>({
    name: 'webhook_take',
    text:
      `select w.id, w.url, w.secret, case when w.previous_until > now() then w.previous_secret end as previous_secret, w.failures, ` +
      `w.failures = 0 and w.succeeded_at is null as untried, ${unproven} as troubled, case when w.paused_until > now() then w.paused_until end as paused_until, ` +
      `case when w.sender <> $3 and w.sender_until > now() then w.sender_until end as taken_until, d.* ` +
      `from webhooks w left join lateral (` +
      `select p.id as delivery_id, p.body, p.attempts, p.record_id, p.next_at, p.next_at <= now() as due, ` +
      // In this statement, since between two the last of them may be written; of the first of a record alone, since no other is chosen.
      // Each job by its key: as a join, PostgreSQL may read all jobs of the company for every turn.
      `p.next_at <= now() and p.place = 1 and p.record_id is not null and exists (select from events e ` +
      `where e.company_id = p.company_id and e.record_id = p.record_id and e.id > $5::uuid and e.id < p.id ` +
      `and (select j.status from jobs j where j.company_id = p.company_id and j.key = $4 || ':' || e.id) in ('queued', 'running')) as waits ` +
      `from (select d.*, row_number() over (partition by d.record_id order by d.next_at, d.id) as place ` +
      `from (select * from webhook_deliveries where company_id = w.company_id and webhook_id = w.id and status = 'pending' ` +
      `order by next_at, id limit 16) d) p) d on true ` +
      `where w.company_id = $1 and w.id = $2 and w.active and w.deleted_at is null order by d.next_at, d.delivery_id`,
    values: [
      company_id,
      webhook_id,
      run,
      deliverName,
      firstIdAt(new Date(now.getTime() - settle_ms)),
    ],
  });
  return rows;
}

/** What may go together: of one record what came later waits until every earlier event has its deliveries. */
function chosen(rows: readonly Row[], most: number): Due[] {
  const records = new Set<string>();
  const due: Due[] = [];
  for (const { delivery_id, body, attempts, record_id, ...row } of rows) {
    const record = record_id ?? delivery_id;
    if (delivery_id === null || record === null) continue;
    if (!row.due || due.length === most || records.has(record)) continue;
    records.add(record);
    if (!row.waits) due.push({ id: delivery_id, body, attempts, record_id });
  }
  return due;
}

/** Lets go of the endpoint when `run` holds it; whoever adds something from now on has to ask for a run. */
export function leave(tx: Tx, company_id: string, webhook_id: string, run: string): void {
  tx.later({
    name: 'webhook_leave',
    text:
      'update webhooks set sender = null, sender_until = null ' +
      'where company_id = $1 and id = $2 and sender_until is not null and (sender = $3 or sender is null)',
    values: [company_id, webhook_id, run],
  });
}

/**
 * Which of the endpoints need a run for what `tx` adds. The others have one: it holds the endpoint and looks again before it lets
 * go, is asked for at the end of a pause, or was asked for already (`sender_until` without a sender). They stay locked until the
 * commit, so that run cannot have looked before. Who is locked just now gets a run in any case: waiting for one endpoint after the
 * other would keep those locked before it from being served.
 */
export async function askForRuns(
  tx: Tx,
  company_id: string,
  webhook_ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows: locked } = await tx.run<{ id: string }>({
    name: 'webhooks_lock',
    text: 'select id from webhooks where company_id = $1 and id = any($2::uuid[]) for no key update skip locked',
    values: [company_id, webhook_ids],
  });
  const { rows: asked } = await tx.run<{ id: string }>({
    name: 'webhooks_ask',
    text:
      `update webhooks set sender = null, sender_until = clock_timestamp() + make_interval(secs => $3) ` +
      // Not now(), the beginning of the transaction: a pause may have ended since.
      `where company_id = $1 and id = any($2::uuid[]) and coalesce(greatest(paused_until, sender_until) <= clock_timestamp(), true) ` +
      `returning id`,
    values: [company_id, locked.map(({ id }) => id), waited],
  });
  const needing = new Set(webhook_ids);
  for (const { id } of locked) needing.delete(id);
  for (const { id } of asked) needing.add(id);
  return needing;
}
