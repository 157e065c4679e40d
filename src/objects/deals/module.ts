import { recordOperations } from '@/core/run/engine/operations';
import { originKeys } from '@/core/run/match/identity';
import type { Module } from '@/core/run/module';
import { move } from './commands';
import { changeQuota } from './forecast/commands';
import { forecast } from './forecast/queries';
import { dealContacts, deals } from './object';
import { board, stays } from './queries';
import { dealContactRules, dealRules } from './rules';

export const dealsModule: Module = {
  name: 'deals',
  objects: [
    { definition: deals, hooks: { ...dealRules, matchKeys: originKeys } },
    { definition: dealContacts, hooks: dealContactRules },
  ],
  // The board before the record: its path also fits `/deals/{id}`.
  operations: [
    board,
    move,
    stays,
    forecast,
    changeQuota,
    ...recordOperations(deals),
    ...recordOperations(dealContacts),
  ],
};
