import { assignmentParts } from '@/core/run/assignment/commands';
import { recordOperations } from '@/core/run/engine/operations';
import { personKeys } from '@/core/run/match/identity';
import type { Module } from '@/core/run/module';
import { conversion, unconversion } from './commands';
import { leads } from './object';
import { preview } from './queries';
import { assignedLeads, leadRules } from './rules';

const assignment = assignmentParts(assignedLeads);

export const leadsModule: Module = {
  name: 'leads',
  objects: [
    {
      definition: leads,
      hooks: {
        ...leadRules,
        matchKeys: personKeys,
        handover: { field: 'converted_at', op: 'empty' },
      },
    },
  ],
  // The assignment before the record: its path also fits `/leads/{id}`.
  operations: [
    ...assignment.operations,
    conversion,
    unconversion,
    preview,
    ...recordOperations(leads),
  ],
  jobs: assignment.jobs,
};
