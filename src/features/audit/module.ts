import { entryOf, pageOfEvents } from '@/core/run/engine/history';
import { type Module, query } from '@/core/run/module';
import * as contracts from './contract';
import { exportEvents } from './export';
import { eventCondition } from './filter';
import { retentionJob, retentionSchedule } from './retention';
import { sealUpkeep } from './seal/seal';

const listEvents = query(contracts.listEvents, async (ctx, input) => {
  const { limit, cursor, ...filter } = input.query;
  const { text, values } = eventCondition(filter, 4);
  const page = { limit, cursor };
  const { entries, pagination } = await pageOfEvents(ctx, page, text, values, (row, titles) => ({
    ...entryOf(row, titles),
    ip: row.ip,
    user_agent: row.user_agent,
  }));
  return { data: entries, pagination };
});

/** The company's event log, for administrators. */
export const auditModule: Module = {
  name: 'audit',
  operations: [
    listEvents,
    query(contracts.exportEvents, (ctx, input) => exportEvents(ctx, input.query)),
  ],
  jobs: [retentionJob],
  schedules: [retentionSchedule],
  upkeep: [sealUpkeep],
};
