import { recordOperations } from '@/core/run/engine/operations';
import { originKeys } from '@/core/run/match/identity';
import type { Module } from '@/core/run/module';
import { move } from './commands';
import { dealItemRules } from './items';
import { dealContacts, dealItems, deals } from './object';
import { place } from './place-item';
import { board, stays } from './queries';
import { dealContactRules, dealRules } from './rules';

export const dealsModule: Module = {
  name: 'deals',
  objects: [
    { definition: deals, hooks: { ...dealRules, matchKeys: originKeys } },
    { definition: dealContacts, hooks: dealContactRules },
    { definition: dealItems, hooks: dealItemRules },
  ],
  // The board before the record: its path also fits `/deals/{id}`.
  operations: [
    ...[board, move, stays, place],
    ...[deals, dealContacts, dealItems].flatMap(recordOperations),
  ],
};
