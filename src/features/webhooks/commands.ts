import type { Ctx } from '@/core/run/context';
import { actorOf, recordEvents } from '@/core/run/events';
import { action, command } from '@/core/run/module';
import { AppError, invalid, notFound } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { OutboundError } from '@/platform/outbound/target';
import * as contracts from './contract';
import { checkEvents, checkKept } from './may-hear';
import { lockWebhook, readWebhooks, type WebhookRow } from './rows';
import { enqueueSend } from './send-job';
import { newSecret, secretSeal } from './signing';

/** Webhooks of one company. Each is a delivery per event. */
const most = 250;
/** How long the old secret signs beside a new one. */
const overlap_hours = 24;

async function checkUrl(ctx: Ctx, url: string): Promise<void> {
  try {
    await ctx.app.outbound.check(url);
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    throw invalid([{ path: 'url', code: error.code, message: error.message }]);
  }
}

async function shown(ctx: Ctx, tx: Tx, id: string): Promise<WebhookRow> {
  const [row] = await readWebhooks((statement) => tx.run(statement), ctx.scope.company_id, id);
  if (!row) throw notFound();
  return row;
}

const told = (ctx: Ctx, tx: Tx, verb: string, id: string, before?: object, after?: object) =>
  recordEvents(tx, actorOf(ctx), [
    {
      name: `webhook.${verb}`,
      object: 'webhooks',
      record_id: id,
      before: { ...before },
      after: { ...after },
    },
  ]);

/** POST /api/webhooks */
export const createWebhook = action(contracts.createWebhook, async (ctx, { body }) => {
  const { url, events, description } = body;
  checkEvents(ctx, events);
  await checkUrl(ctx, url);
  const id = newId();
  const secret = newSecret();
  const { company_id } = ctx.scope;
  const data = await ctx.app.db.withCompany(ctx.scope, async (tx) => {
    const { count } = await tx.run({
      name: 'webhook_create',
      text:
        `insert into webhooks (company_id, id, url, events, description, secret, created_by) ` +
        `select $1, $2, $3, $4, $5, $6, $7 where (select count(*) from webhooks where company_id = $1 and deleted_at is null) < $8`,
      values: [
        company_id,
        id,
        url,
        events,
        description,
        secretSeal(ctx.app).close(secret, id),
        ctx.principal.user.id,
        most,
      ],
    });
    if (count === 0)
      throw new AppError('conflict', `A company can have ${most} webhooks. Delete one first.`);
    await told(ctx, tx, 'created', id, {}, { url, events, description });
    return shown(ctx, tx, id);
  });
  return { data: { ...data, secret } };
});

/** PATCH /api/webhooks/{id} */
export const updateWebhook = action(contracts.updateWebhook, async (ctx, { params, body }) => {
  const { company_id } = ctx.scope;
  if (body.url !== undefined) await checkUrl(ctx, body.url);
  const data = await ctx.app.db.withCompany(ctx.scope, async (tx) => {
    if (!(await lockWebhook(tx, company_id, params.id))) throw notFound();
    const before = await shown(ctx, tx, params.id);
    checkEvents(ctx, body.events ?? before.events);
    // What waits goes to the new address, whatever is wanted from now on.
    if (body.url !== undefined) await checkKept(ctx, tx, params.id);
    await tx.run({
      name: 'webhook_update',
      text:
        `update webhooks set url = coalesce($3, url), events = coalesce($4, events), description = coalesce($5, description), ` +
        `active = coalesce($6, active), active_since = case when $6 and not active then now() else active_since end where company_id = $1 and id = $2`,
      values: [
        company_id,
        params.id,
        body.url ?? null,
        body.events ?? null,
        body.description ?? null,
        body.active ?? null,
      ],
    });
    const { url, active } = body;
    const elsewhere = url !== undefined && url !== before.url;
    if ((active && !before.active) || (elsewhere && before.active))
      await beginAnew(ctx, tx, params.id);
    const after = await shown(ctx, tx, params.id);
    const changed = (['url', 'events', 'description', 'active'] as const).filter(
      (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
    );
    const of = (row: WebhookRow) => Object.fromEntries(changed.map((field) => [field, row[field]]));
    if (changed.length > 0) await told(ctx, tx, 'updated', params.id, of(before), of(after));
    return after;
  });
  return { data };
});

/** A webhook that is on again or leads elsewhere has its whole schedule before it; what waited is sent now. */
async function beginAnew(ctx: Ctx, tx: Tx, id: string): Promise<void> {
  await tx.run({
    name: 'webhook_anew',
    text:
      `update webhooks set failures = 0, failing_since = null, given_up = 0, slow = false, paused_until = null, disabled_at = null, disabled_reason = null ` +
      `where company_id = $1 and id = $2`,
    values: [ctx.scope.company_id, id],
  });
  await tx.run({
    name: 'webhook_deliveries_anew',
    text: `update webhook_deliveries set attempts = 0, next_at = now() where company_id = $1 and webhook_id = $2 and status = 'pending'`,
    values: [ctx.scope.company_id, id],
  });
  await enqueueSend(ctx, tx, id);
}

/** DELETE /api/webhooks/{id} */
export const deleteWebhook = command(contracts.deleteWebhook, async (ctx, tx, { params }) => {
  const { company_id } = ctx.scope;
  if (!(await lockWebhook(tx, company_id, params.id))) throw notFound();
  const data = await shown(ctx, tx, params.id);
  await tx.run({
    name: 'webhook_delete',
    text: `update webhooks set active = false, deleted_at = now(), secret = '', previous_secret = null where company_id = $1 and id = $2`,
    values: [company_id, params.id],
  });
  await told(ctx, tx, 'deleted', params.id, { url: data.url, events: data.events });
  return { data: { ...data, active: false } };
});

/** POST /api/webhooks/{id}/rotate-secret */
export const rotateSecret = command(contracts.rotateSecret, async (ctx, tx, { params }) => {
  const { company_id } = ctx.scope;
  const secret = newSecret();
  const { count } = await tx.run({
    name: 'webhook_rotate',
    text:
      `update webhooks set previous_secret = secret, previous_until = now() + make_interval(hours => $4), secret = $3 ` +
      `where company_id = $1 and id = $2 and deleted_at is null`,
    values: [company_id, params.id, secretSeal(ctx.app).close(secret, params.id), overlap_hours],
  });
  if (count === 0) throw notFound();
  await told(ctx, tx, 'secret_rotated', params.id);
  return { data: { ...(await shown(ctx, tx, params.id)), secret } };
});
