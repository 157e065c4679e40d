import { recordOperations } from '@/core/run/engine/operations';
import { originKeys } from '@/core/run/match/identity';
import type { Module } from '@/core/run/module';
import { dealCheckRules, tick } from './checks';
import { move } from './commands';
import { changeQuota } from './forecast/commands';
import { forecast } from './forecast/queries';
import { dealItemRules } from './items';
import { dealChecks, dealContacts, dealItems, deals } from './object';
import { outcomeEvents } from './outcomes';
import { place } from './place-item';
import { board, results, stays } from './queries';
import { revalueJob, revalueOnRates } from './revalue';
import { dealContactRules, dealRules } from './rules';
import { changes } from './snapshots/changes';
import { series } from './snapshots/series';
import { snapshotJob, snapshotSchedule } from './snapshots/take';
import { stageStaysList, velocity } from './velocity/queries';

export const dealsModule: Module = {
  name: 'deals',
  objects: [
    {
      definition: deals,
      hooks: {
        ...dealRules,
        matchKeys: originKeys,
        handover: { field: 'status', op: 'eq', value: 'open' },
      },
    },
    { definition: dealContacts, hooks: dealContactRules },
    { definition: dealItems, hooks: dealItemRules },
    { definition: dealChecks, hooks: dealCheckRules },
  ],
  // Before the records: their paths also fit `/deals/{id}`.
  operations: [
    ...[board, results, move, tick, stays, place, velocity, stageStaysList],
    ...[forecast, changeQuota, changes, series],
    ...[deals, dealContacts, dealItems, dealChecks].flatMap(recordOperations),
  ],
  timeline: [{ kind: 'check', object: dealChecks.name, at: 'created_at' }],
  events: ['exchange_rate.applied'],
  outcomes: outcomeEvents,
  jobs: [revalueJob, snapshotJob],
  schedules: [snapshotSchedule],
  subscribers: [revalueOnRates],
};
