import { recordOperations } from '@/core/run/engine/operations';
import { personKeys } from '@/core/run/match/identity';
import type { Module } from '@/core/run/module';
import { conversion, unconversion } from './commands';
import { leads } from './object';
import { preview } from './queries';
import { leadRules } from './rules';

export const leadsModule: Module = {
  name: 'leads',
  objects: [{ definition: leads, hooks: { ...leadRules, matchKeys: personKeys } }],
  operations: [conversion, unconversion, preview, ...recordOperations(leads)],
};
