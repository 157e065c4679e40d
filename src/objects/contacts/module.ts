import { recordOperations } from '@/core/run/engine/operations';
import { personKeys } from '@/core/run/match/identity';
import type { Module } from '@/core/run/module';
import { contacts } from './object';

export const contactsModule: Module = {
  name: 'contacts',
  objects: [{ definition: contacts, hooks: { matchKeys: personKeys, handover: {} } }],
  operations: recordOperations(contacts),
};
