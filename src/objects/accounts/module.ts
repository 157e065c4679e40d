import { assignmentParts } from '@/core/run/assignment/commands';
import { recordOperations } from '@/core/run/engine/operations';
import { organisationKeys } from '@/core/run/match/identity';
import type { Module } from '@/core/run/module';
import { accounts } from './object';
import { accountRules, assignedAccounts } from './rules';

const assignment = assignmentParts(assignedAccounts);

export const accountsModule: Module = {
  name: 'accounts',
  objects: [
    { definition: accounts, hooks: { ...accountRules, matchKeys: organisationKeys, handover: {} } },
  ],
  // The assignment before the record: its path also fits `/accounts/{id}`.
  operations: [...assignment.operations, ...recordOperations(accounts)],
  jobs: assignment.jobs,
};
