import type { Ctx } from '@/core/run/context';
import { action, command } from '@/core/run/module';
import { AppError, notFound } from '@/core/shape/errors';
import type { Statement, Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { attempt, type Endpoint } from './attempt';
import * as contracts from './contract';
import { checkEvent, checkKept } from './may-hear';
import { recordTry } from './record';
import { type DeliveryRow, deliveryColumns, readDelivery, worded } from './rows';
import { enqueueSend } from './send-job';

/** Deliveries of one replay. */
const most = 10_000;

/** POST /api/webhooks/{id}/test. Sent whether it is on or not, so that it can be tried before. */
export const testWebhook = action(contracts.testWebhook, async (ctx, { params }) => {
  const { company_id } = ctx.scope;
  const { db, clock } = ctx.app;
  const { rows } = await db.read<Endpoint>(ctx.scope, {
    name: 'webhook_endpoint',
    text:
      `select id, url, secret, case when previous_until > now() then previous_secret end as previous_secret from webhooks ` +
      `where company_id = $1 and id = $2 and deleted_at is null`,
    values: [company_id, params.id],
  });
  const endpoint = rows[0];
  if (!endpoint) throw notFound();
  const id = newId();
  const body = JSON.stringify({
    type: 'webhook.test',
    timestamp: clock.now().toISOString(),
    data: { object: null, id: params.id, message: 'Hello from Ambit.' },
  });
  const result = await attempt(ctx, endpoint, { id, body }, ctx.signal);
  const data = await db.withCompany(ctx.scope, async (tx) => {
    await tx.run({
      name: 'webhook_test_add',
      text: `insert into webhook_deliveries (company_id, webhook_id, id, event, body) values ($1, $2, $3, 'webhook.test', $4)`,
      values: [company_id, params.id, id, body],
    });
    const status = result.ok ? 'delivered' : 'failed';
    recordTry(tx, company_id, params.id, id, result, { status, wait: null });
    const run = <R>(statement: Statement) => tx.run<R>(statement);
    return readDelivery(run, company_id, params.id, id);
  });
  return { data };
});

/** Only what is on can send; said rather than left waiting. */
async function sendable(ctx: Ctx, tx: Tx, id: string): Promise<void> {
  const { rows } = await tx.run<{ active: boolean }>({
    name: 'webhook_sendable',
    text: 'update webhooks set paused_until = null where company_id = $1 and id = $2 and deleted_at is null returning active',
    values: [ctx.scope.company_id, id],
  });
  if (!rows[0]) throw notFound();
  if (!rows[0].active)
    throw new AppError('conflict', 'This webhook is switched off. Switch it on first.');
}

const anew = "status = 'pending', attempts = 0, next_at = now()";

/** POST /api/webhooks/{id}/deliveries/{delivery_id}/replay */
export const replayDelivery = command(contracts.replayDelivery, async (ctx, tx, { params }) => {
  await sendable(ctx, tx, params.id);
  const { rows } = await tx.run<DeliveryRow>({
    name: 'webhook_replay',
    text: `update webhook_deliveries set ${anew} where company_id = $1 and webhook_id = $2 and id = $3 returning ${deliveryColumns}`,
    values: [ctx.scope.company_id, params.id, params.delivery_id],
  });
  if (!rows[0]) throw notFound();
  checkEvent(ctx, rows[0].event);
  await enqueueSend(ctx, tx, params.id);
  return { data: worded(rows[0]) };
});

/** POST /api/webhooks/{id}/deliveries/replay. A webhook.test is not sent again. */
export const replayRange = command(contracts.replayRange, async (ctx, tx, { params, body }) => {
  await sendable(ctx, tx, params.id);
  await checkKept(ctx, tx, params.id);
  const { count } = await tx.run({
    name: 'webhook_replay_range',
    text:
      `update webhook_deliveries set ${anew} where company_id = $1 and webhook_id = $2 and id in (` +
      `select id from webhook_deliveries where company_id = $1 and webhook_id = $2 and event <> 'webhook.test' ` +
      `and ($3::timestamptz is null or created_at >= $3) and ($4::timestamptz is null or created_at <= $4) ` +
      `and (status = $5 or ($5 = 'any' and status <> 'pending')) order by id limit $6)`,
    values: [
      ctx.scope.company_id,
      params.id,
      body.from ?? null,
      body.to ?? null,
      body.status,
      most,
    ],
  });
  if (count > 0) await enqueueSend(ctx, tx, params.id);
  return { data: { replayed: count, more: count === most } };
});
