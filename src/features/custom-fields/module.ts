import type { Module } from '@/core/run/module';
import { createField, removeField, restoreField, updateField } from './commands';
import { mirrorJob } from './mirror-job';
import { listFields, listObjects } from './queries';

/** Fields that a company adds to objects. */
export const customFieldsModule: Module = {
  name: 'custom-fields',
  operations: [listFields, createField, updateField, removeField, restoreField, listObjects],
  jobs: [mirrorJob],
};
