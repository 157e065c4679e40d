import { type EventRow, entryOf, pageOfEvents } from '@/core/run/engine/history';
import { eventGroups } from '@/core/run/event-groups';
import { type Module, query } from '@/core/run/module';
import * as contracts from './contract';
import { exportEvents } from './export';
import { eventCondition } from './filter';
import { retentionJob, retentionSchedule } from './retention';
import { leafBytes } from './seal/leaf';
import { sealUpkeep } from './seal/seal';

const listEvents = query(contracts.listEvents, async (ctx, input) => {
  const { limit, cursor, ...filter } = input.query;
  const { text, values } = eventCondition(filter, 4);
  const page = { limit, cursor };
  const entry = (row: EventRow, titles: ReadonlyMap<string, string>) => ({
    ...entryOf(row, titles),
    title: titles.get(row.record_id ?? '') ?? null,
    ip: row.ip,
    user_agent: row.user_agent,
  });
  const { entries, pagination } = await pageOfEvents(ctx, page, text, values, entry, true);
  return { data: entries, pagination };
});

const eventNames = query(contracts.eventNames, async (ctx) => ({
  data: eventGroups(ctx.app.registry).map(({ subject, object, events }) => ({
    subject,
    object,
    events,
  })),
}));

const sealedEvents = query(contracts.sealedEvents, async (ctx) => {
  const { rows } = await ctx.app.db.read<{ events: number; at: string }>(ctx.scope, {
    name: 'events_sealed',
    text:
      `select (first - 1 + octet_length(leaves) / ${leafBytes})::int as events, created_at as at ` +
      'from event_seals where company_id = $1 order by number desc limit 1',
    values: [ctx.scope.company_id],
  });
  return { data: rows[0] ?? { events: 0, at: null } };
});

/** The company's event log, for administrators. */
export const auditModule: Module = {
  name: 'audit',
  operations: [
    listEvents,
    eventNames,
    sealedEvents,
    query(contracts.exportEvents, (ctx, input) => exportEvents(ctx, input.query)),
  ],
  events: ['audit.removed'],
  jobs: [retentionJob],
  schedules: [retentionSchedule],
  upkeep: [sealUpkeep],
};
