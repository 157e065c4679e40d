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

/** Endpoints that answer, and those that keep one waiting. */
export type Lane = 'send' | 'retry';

interface Row extends Endpoint {
  readonly failures: number;
  readonly troubled: boolean;
  readonly paused_until: string | null;
  readonly taken_until: string | null;
}

/**
 * Takes the endpoint for `run`, alone, and chooses what is due. Deliveries that are added later come with a run of their own, and
 * letting go happens in the transaction that saw nothing due: so nothing is left behind.
 */
export async function takeTurn(
  tx: Tx,
  company_id: string,
  webhook_id: string,
  run: string,
  lane: Lane,
  now: Date,
): Promise<Turn> {
  const { rows } = await tx.run<Row>({
    name: 'webhook_take',
    text:
      `select id, url, secret, case when previous_until > now() then previous_secret end as previous_secret, failures, ` +
      `failures > 0 or slow as troubled, case when paused_until > now() then paused_until end as paused_until, ` +
      `case when sender <> $3 and sender_until > now() then sender_until end as taken_until ` +
      `from webhooks where company_id = $1 and id = $2 and active and deleted_at is null for no key update`,
    values: [company_id, webhook_id, run],
  });
  const webhook = rows[0];
  if (!webhook) {
    await leave(tx, company_id, webhook_id, run);
    return { endpoint: null, again: null, lane };
  }
  const own: Lane = webhook.troubled ? 'retry' : 'send';
  if (webhook.taken_until !== null)
    return { endpoint: null, again: webhook.taken_until, lane: own };
  if (webhook.paused_until !== null) {
    await leave(tx, company_id, webhook_id, run);
    return { endpoint: null, again: webhook.paused_until, lane: own };
  }
  if (lane === 'send' && own === 'retry') {
    await leave(tx, company_id, webhook_id, run);
    return { endpoint: null, again: 'now', lane: own };
  }
  const { chosen, waits } = await choose(
    tx,
    company_id,
    webhook_id,
    webhook.failures > 0 ? 1 : together,
    now,
  );
  if (chosen.length === 0) {
    await leave(tx, company_id, webhook_id, run);
    const again = waits
      ? new Date(now.getTime() + recheck_ms).toISOString()
      : await nextAt(tx, company_id, webhook_id);
    return { endpoint: null, again, lane: own };
  }
  await tx.run({
    name: 'webhook_hold',
    text: 'update webhooks set sender = $3, sender_until = now() + make_interval(secs => $4) where company_id = $1 and id = $2',
    values: [company_id, webhook_id, run, patience],
  });
  return { endpoint: webhook, due: chosen };
}

/**
 * What is due and may go together. Of one record what came later waits until every earlier event has its deliveries: looked at in
 * one statement, since between two the last of them may be written.
 */
async function choose(tx: Tx, company_id: string, webhook_id: string, most: number, now: Date) {
  const { rows } = await tx.run<Due & { readonly waits: boolean }>({
    name: 'webhook_due',
    text:
      `select d.id, d.body, d.attempts, d.record_id, d.record_id is not null and exists (select from events e ` +
      `join jobs j on j.company_id = e.company_id and j.key = $3 || ':' || e.id where e.company_id = d.company_id and e.record_id = d.record_id ` +
      `and e.id > $4::uuid and e.id < d.id and j.status in ('queued', 'running')) as waits ` +
      `from webhook_deliveries d where d.company_id = $1 and d.webhook_id = $2 and d.status = 'pending' and d.next_at <= now() ` +
      `order by d.next_at, d.id limit 16`,
    values: [company_id, webhook_id, deliverName, firstIdAt(new Date(now.getTime() - settle_ms))],
  });
  const records = new Set<string>();
  const chosen: Due[] = [];
  for (const { waits, ...delivery } of rows) {
    const record = delivery.record_id ?? delivery.id;
    if (chosen.length === most || records.has(record)) continue;
    records.add(record);
    if (!waits) chosen.push(delivery);
  }
  return { chosen, waits: chosen.length === 0 && rows.length > 0 };
}

async function nextAt(tx: Tx, company_id: string, webhook_id: string): Promise<string | null> {
  const { rows } = await tx.run<{ next_at: string | null }>({
    name: 'webhook_next',
    text: `select min(next_at) as next_at from webhook_deliveries where company_id = $1 and webhook_id = $2 and status = 'pending'`,
    values: [company_id, webhook_id],
  });
  return rows[0]?.next_at ?? null;
}

/** Lets go of the endpoint, when `run` holds it. */
export async function leave(
  tx: Tx,
  company_id: string,
  webhook_id: string,
  run: string,
): Promise<void> {
  await tx.run({
    name: 'webhook_leave',
    text: 'update webhooks set sender = null, sender_until = null where company_id = $1 and id = $2 and sender = $3',
    values: [company_id, webhook_id, run],
  });
}
