import { defineSubscriber, type LoggedEvent, matchesEvent } from '@/core/run/jobs/subscriber';
import type { Tx } from '@/platform/db/types';
import { payloadOf } from './payload';
import { enqueueSend } from './send-job';
import { deliverName } from './turn';

interface Listener {
  readonly id: string;
  readonly events: readonly string[];
  readonly troubled: boolean;
  readonly active_since: string;
}

async function listeners(tx: Tx, company_id: string): Promise<Listener[]> {
  const { rows } = await tx.run<Listener>({
    name: 'webhook_listeners',
    text:
      `select id, events, failures > 0 or slow as troubled, active_since from webhooks ` +
      `where company_id = $1 and active and deleted_at is null`,
    values: [company_id],
  });
  return rows;
}

const hears = ({ events, active_since }: Listener, event: LoggedEvent): boolean =>
  active_since <= event.created_at && matchesEvent(events, event.name);

/** Writes one delivery for each event and webhook that is told of it, and has them sent. */
export const deliverEvents = defineSubscriber({
  name: deliverName,
  queue: 'relay',
  events: ['*'],
  bulk: 'batch',
  async wants(tx, company_id, events) {
    const all = await listeners(tx, company_id);
    return events.filter((event) => all.some((listener) => hears(listener, event)));
  },
  async handle(ctx, tx, events) {
    const bodies = new Map(events.map((event) => [event.id, payloadOf(event)]));
    for (const listener of await listeners(tx, ctx.scope.company_id)) {
      const heard = events.filter((event) => hears(listener, event));
      if (heard.length === 0) continue;
      await tx.run({
        name: 'webhook_deliveries_add',
        text:
          `insert into webhook_deliveries (company_id, webhook_id, id, event, object, record_id, body, next_at) ` +
          `select $1, $2, e.id, e.event, e.object, e.record_id, e.body, e.at ` +
          `from unnest($3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::timestamptz[]) as e(id, event, object, record_id, body, at) on conflict do nothing`,
        values: [
          ctx.scope.company_id,
          listener.id,
          heard.map(({ id }) => id),
          heard.map(({ name }) => name),
          heard.map(({ object }) => object),
          heard.map(({ record_id }) => record_id),
          heard.map(({ id }) => bodies.get(id)),
          // Due in the order things happened, whichever is written first.
          heard.map(({ created_at }) => created_at),
        ],
      });
      await enqueueSend(ctx, tx, listener.id, {
        lane: listener.troubled ? 'retry' : 'send',
        key: heard[0]?.id ?? '',
      });
    }
  },
});
