import { aboutNothingPrivate } from '@/core/run/about-records';
import { defineSubscriber, type LoggedEvent, matchesEvent } from '@/core/run/jobs/subscriber';
import type { Tx } from '@/platform/db/types';
import { payloadOf } from './payload';
import { enqueueSends } from './send-job';
import { askForRuns, deliverName, unproven } from './turn';

interface Listener {
  readonly id: string;
  readonly events: readonly string[];
  readonly active_since: string;
  readonly troubled: boolean;
}

async function listeners(tx: Tx, company_id: string): Promise<Listener[]> {
  const { rows } = await tx.run<Listener>({
    name: 'webhook_listeners',
    text: `select id, events, active_since, ${unproven} as troubled from webhooks where company_id = $1 and active and deleted_at is null`,
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
  async handle(ctx, tx, all) {
    const { company_id } = ctx.scope;
    const events = await aboutNothingPrivate(ctx, tx, all);
    const told = (await listeners(tx, company_id)).flatMap((listener) =>
      events
        .filter((event) => hears(listener, event))
        .map(({ id }) => ({ listener, event_id: id })),
    );
    if (told.length === 0) return;
    tx.later({
      name: 'webhook_deliveries_add',
      text:
        `insert into webhook_deliveries (company_id, webhook_id, id, event, object, record_id, body, next_at) ` +
        `select $1, t.webhook_id, e.id, e.event, e.object, e.record_id, e.body, e.at from unnest($2::uuid[], $3::uuid[]) as t(webhook_id, id) ` +
        `join unnest($4::uuid[], $5::text[], $6::text[], $7::uuid[], $8::text[], $9::timestamptz[]) as e(id, event, object, record_id, body, at) using (id) ` +
        `on conflict do nothing`,
      values: [
        company_id,
        told.map(({ listener }) => listener.id),
        told.map(({ event_id }) => event_id),
        events.map(({ id }) => id),
        events.map(({ name }) => name),
        events.map(({ object }) => object),
        events.map(({ record_id }) => record_id),
        events.map(payloadOf),
        // Due in the order things happened, whichever is written first.
        events.map(({ created_at }) => created_at),
      ],
    });
    const heard = [...new Set(told.map(({ listener }) => listener))];
    const needing = await askForRuns(
      tx,
      company_id,
      heard.map(({ id }) => id),
    );
    for (const lane of ['send', 'retry'] as const) {
      const ids = heard
        .filter(({ id, troubled }) => needing.has(id) && troubled === (lane === 'retry'))
        .map(({ id }) => id);
      await enqueueSends(ctx, tx, ids, { lane, key: events[0]?.id ?? '' });
    }
  },
});
