import { z } from 'zod';
import type { Ctx } from '@/core/run/context';
import { defineJob, enqueueAll, type JobKind, systemActor } from '@/core/run/jobs/job';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { attempt } from './attempt';
import { type Outcome, recordRound } from './record';
import { type Lane, leave, type Turn, takeTurn } from './turn';

interface Input {
  readonly webhook_id: string;
}

/** A run makes room for other endpoints after this. */
const slice_ms = 2000;

/**
 * Sends what is due to one endpoint, and asks for a run at the time of what is due next. A run that is killed leaves its deliveries
 * due, so they are sent again under the same id.
 */
const sendKind = (lane: Lane): JobKind<Input> =>
  defineJob({
    name: `webhooks.${lane}`,
    queue: lane === 'send' ? 'webhooks' : 'webhook_retries',
    input: z.strictObject({ webhook_id: z.string() }),
    attempts: 20,
    timeout_ms: 60_000,
    // A worker that stops lets the calls under way come back, so a deployment repeats none.
    grace_ms: 12_000,
    run: (ctx, job, signal) => sendDue(ctx, job.input.webhook_id, lane, signal),
  });

const kinds: Readonly<Record<Lane, JobKind<Input>>> = {
  send: sendKind('send'),
  retry: sendKind('retry'),
};
export const sendJobs = [kinds.send, kinds.retry];

interface SendOptions {
  readonly lane?: Lane;
  readonly at?: string;
  /** Once. */
  readonly key?: string;
}

/** Has what is due to an endpoint sent soon, or at a time. */
export const enqueueSend = (
  ctx: Ctx,
  tx: Tx,
  webhook_id: string,
  options?: SendOptions,
): Promise<void> => enqueueSends(ctx, tx, [webhook_id], options);

/** Has what is due to several endpoints sent, each by a run of its own. */
export async function enqueueSends(
  ctx: Ctx,
  tx: Tx,
  webhook_ids: readonly string[],
  { lane = 'send', at, key }: SendOptions = {},
): Promise<void> {
  const actor = systemActor(ctx.app, ctx.scope.company_id, ctx.origin.request_id);
  // Behind what waits already, so that endpoints take turns; a second ago, since the clock of the database may be behind.
  const due_at = at ? new Date(at) : new Date(ctx.app.clock.now().getTime() - 1000);
  const runs = webhook_ids.map((webhook_id) => ({
    input: { webhook_id },
    due_at,
    ...(key === undefined ? {} : { key: `webhooks.${lane}:${webhook_id}:${key}` }),
  }));
  await enqueueAll(tx, actor, kinds[lane], runs);
}

async function sendDue(
  ctx: Ctx,
  webhook_id: string,
  lane: Lane,
  signal: AbortSignal,
): Promise<void> {
  const { company_id } = ctx.scope;
  const { db, clock } = ctx.app;
  const run = newId();
  const begin = performance.now();
  let outcomes: readonly Outcome[] = [];
  try {
    while (true) {
      const late = signal.aborted || performance.now() - begin > slice_ms;
      const turn = await db.withCompany(ctx.scope, async (tx): Promise<Turn> => {
        if (outcomes.length > 0) await recordRound(ctx, tx, webhook_id, outcomes);
        const next = await takeTurn(tx, company_id, webhook_id, run, lane, clock.now());
        if (next.endpoint === null && next.again !== null)
          await enqueueSend(ctx, tx, webhook_id, followUp(next.lane, next.again, run));
        if (next.endpoint === null || !late) return next;
        leave(tx, company_id, webhook_id, run);
        await enqueueSend(ctx, tx, webhook_id, followUp(lane, 'now', run));
        return { endpoint: null, again: null, lane };
      });
      if (turn.endpoint === null) return;
      const { endpoint } = turn;
      outcomes = await Promise.all(
        turn.due.map(async (delivery) => ({
          delivery,
          result: await attempt(ctx, endpoint, delivery),
        })),
      );
    }
  } catch (error) {
    // The next run need not wait until this one is believed dead.
    await db.withCompany(ctx.scope, async (tx) => leave(tx, company_id, webhook_id, run));
    throw error;
  }
}

/** Several runs that end for one reason ask for one more. */
const followUp = (lane: Lane, again: string, run: string) =>
  again === 'now' ? { lane, key: run } : { lane, at: again, key: again };
