import { recordOperations } from '@/core/run/engine/operations';
import { organisationKeys } from '@/core/run/match/identity';
import type { Module } from '@/core/run/module';
import { accounts } from './object';
import { accountRules } from './rules';

export const accountsModule: Module = {
  name: 'accounts',
  objects: [
    { definition: accounts, hooks: { ...accountRules, matchKeys: organisationKeys, handover: {} } },
  ],
  operations: recordOperations(accounts),
};
