import { eventGroups } from '@/core/run/event-groups';
import { query } from '@/core/run/module';
import { notFound } from '@/core/shape/errors';
import type { Statement } from '@/platform/db/types';
import * as contracts from './contract';
import { checkEvent } from './may-hear';
import { type DeliveryRow, deliveryColumns, readDelivery, readWebhooks, worded } from './rows';

/** GET /api/webhooks/events */
export const listEvents = query(contracts.listEvents, async (ctx) => ({
  data: eventGroups(ctx.app.registry).map(({ subject, object, events }) => ({
    subject,
    object,
    events,
  })),
}));

/** GET /api/webhooks */
export const listWebhooks = query(contracts.listWebhooks, async (ctx) => ({
  data: await readWebhooks(
    <R>(statement: Statement) => ctx.app.db.read<R>(ctx.scope, statement),
    ctx.scope.company_id,
  ),
}));

/** GET /api/webhooks/{id} */
export const getWebhook = query(contracts.getWebhook, async (ctx, { params }) => {
  const [data] = await readWebhooks(
    <R>(statement: Statement) => ctx.app.db.read<R>(ctx.scope, statement),
    ctx.scope.company_id,
    params.id,
  );
  if (!data) throw notFound();
  return { data };
});

/** GET /api/webhooks/{id}/deliveries */
export const listDeliveries = query(contracts.listDeliveries, async (ctx, input) => {
  const { status, event, limit, cursor } = input.query;
  const { rows } = await ctx.app.db.read<DeliveryRow & { known: boolean }>(ctx.scope, {
    name: 'webhook_deliveries_list',
    text:
      `select true as known, d.* from webhooks w left join lateral (select ${deliveryColumns} from webhook_deliveries ` +
      `where company_id = w.company_id and webhook_id = w.id and ($3::text is null or status = $3) and ($4::text is null or event = $4) ` +
      `and ($5::uuid is null or id < $5) order by id desc limit $6) d on true ` +
      `where w.company_id = $1 and w.id = $2 and w.deleted_at is null`,
    values: [
      ctx.scope.company_id,
      input.params.id,
      status ?? null,
      event ?? null,
      cursor ?? null,
      limit + 1,
    ],
  });
  if (rows.length === 0) throw notFound();
  const found = rows.filter(({ id }) => id !== null).map(({ known: _known, ...row }) => row);
  const shown = found.slice(0, limit);
  return {
    data: shown.map(worded),
    pagination: {
      page: null,
      limit,
      total: null,
      totalPages: null,
      total_is_estimate: false,
      next_cursor: found.length > limit ? (shown.at(-1)?.id ?? null) : null,
      prev_cursor: null,
    },
  };
});

/** GET /api/webhooks/{id}/deliveries/{delivery_id} */
export const getDelivery = query(contracts.getDelivery, async (ctx, { params }) => {
  const found = await readDelivery(
    <R>(statement: Statement) => ctx.app.db.read<R>(ctx.scope, statement),
    ctx.scope.company_id,
    params.id,
    params.delivery_id,
  );
  if (!found) throw notFound();
  checkEvent(ctx, found.event);
  return { data: found };
});
