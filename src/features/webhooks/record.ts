import type { Ctx } from '@/core/run/context';
import type { Tx } from '@/platform/db/types';
import type { Try } from './attempt';
import { switchOff } from './switch-off';
import { nextTry, pauseAfter, wishOf } from './timing';
import type { Due } from './turn';

/** Tries that are kept of a delivery. */
const triesKept = 20;
/** An endpoint that took longer is served where it keeps nobody waiting. */
const slow_ms = 3000;
/** Deliveries given up in a row, or days of failure, after which an endpoint is dead. */
const dead = { given_up: 3, hours: 120 } as const;

export interface Outcome {
  readonly delivery: Due;
  readonly result: Try;
}

/** Writes down what came back, when the next try is, and how the endpoint does; a dead one is switched off. */
export async function recordRound(
  ctx: Ctx,
  tx: Tx,
  webhook_id: string,
  outcomes: readonly Outcome[],
): Promise<void> {
  let given_up = 0;
  for (const { delivery, result } of outcomes) {
    const wait = result.ok ? null : waitOf(ctx, delivery.attempts + 1, result);
    if (!result.ok && wait === null) given_up += 1;
    const status = result.ok ? 'delivered' : wait === null ? 'failed' : 'pending';
    recordTry(tx, ctx.scope.company_id, webhook_id, delivery.id, result, { status, wait });
  }
  const slow = outcomes.some(({ result }) => result.ms > slow_ms);
  if (outcomes.some(({ result }) => result.ok)) {
    tx.later({
      name: 'webhook_well',
      text:
        `update webhooks set failures = 0, failing_since = null, given_up = 0, paused_until = null, succeeded_at = now(), slow = $3 ` +
        `where company_id = $1 and id = $2`,
      values: [ctx.scope.company_id, webhook_id, slow],
    });
    return;
  }
  const { rows } = await tx.run<{ failures: number; dead: boolean }>({
    name: 'webhook_failed',
    text:
      `update webhooks set failures = failures + 1, failing_since = coalesce(failing_since, now()), given_up = given_up + $3, slow = $4 ` +
      `where company_id = $1 and id = $2 and active ` +
      `returning failures, given_up >= $5 or failing_since < now() - make_interval(hours => $6) as dead`,
    values: [ctx.scope.company_id, webhook_id, given_up, slow, dead.given_up, dead.hours],
  });
  const webhook = rows[0];
  if (!webhook) return;
  if (outcomes.some(({ result }) => result.answer?.status === 410))
    return switchOff(ctx, tx, webhook_id, 'gone');
  if (webhook.dead) return switchOff(ctx, tx, webhook_id, 'failing');
  tx.later({
    name: 'webhook_pause',
    text: 'update webhooks set paused_until = now() + make_interval(secs => $3) where company_id = $1 and id = $2',
    values: [ctx.scope.company_id, webhook_id, pauseAfter(webhook.failures)],
  });
}

const waitOf = (ctx: Ctx, attempts: number, { answer }: Try): number | null =>
  nextTry(attempts, wishOf(answer?.headers['retry-after'], ctx.app.clock.now()));

/** Adds a try to a delivery. */
export function recordTry(
  tx: Tx,
  company_id: string,
  webhook_id: string,
  id: string,
  { at, ms, request_headers, answer, error }: Try,
  { status, wait }: { readonly status: string; readonly wait: number | null },
): void {
  const entry = { at, status: answer?.status ?? null, ms, error };
  tx.later({
    name: 'webhook_record',
    text:
      `update webhook_deliveries set status = $4, attempts = attempts + 1, next_at = now() + make_interval(secs => $5::float8), sent_at = $6, ms = $7, ` +
      `request_headers = $8::jsonb, answer_status = $9, answer_headers = $10::jsonb, answer_body = $11, error = $12, ` +
      `tries = (case when jsonb_array_length(tries) >= ${triesKept} then tries - 0 else tries end) || $13::jsonb ` +
      `where company_id = $1 and webhook_id = $2 and id = $3`,
    values: [
      company_id,
      webhook_id,
      id,
      status,
      wait,
      at,
      ms,
      JSON.stringify(request_headers),
      answer?.status ?? null,
      answer && JSON.stringify(answer.headers),
      answer?.body ?? null,
      error,
      JSON.stringify([entry]),
    ],
  });
}
