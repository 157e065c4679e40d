import { recordOperations } from '@/core/run/engine/operations';
import { originKeys } from '@/core/run/match/identity';
import type { Module } from '@/core/run/module';
import { move } from './commands';
import { changeQuota } from './forecast/commands';
import { forecast } from './forecast/queries';
import { dealItemRules } from './items';
import { dealContacts, dealItems, deals } from './object';
import { outcomeEvents } from './outcomes';
import { place } from './place-item';
import { board, results, stays } from './queries';
import { revalueJob, revalueOnRates } from './revalue';
import { dealContactRules, dealRules } from './rules';

export const dealsModule: Module = {
  name: 'deals',
  objects: [
    { definition: deals, hooks: { ...dealRules, matchKeys: originKeys } },
    { definition: dealContacts, hooks: dealContactRules },
    { definition: dealItems, hooks: dealItemRules },
  ],
  // Before the records: their paths also fit `/deals/{id}`.
  operations: [
    ...[board, results, move, stays, forecast, changeQuota, place],
    ...[deals, dealContacts, dealItems].flatMap(recordOperations),
  ],
  events: ['exchange_rate.applied'],
  outcomes: outcomeEvents,
  jobs: [revalueJob],
  subscribers: [revalueOnRates],
};
