import { recordOperations } from '@/core/run/engine/operations';
import type { Module } from '@/core/run/module';
import { tasks } from './object';
import { taskRules } from './rules';

export const tasksModule: Module = {
  name: 'tasks',
  objects: [
    {
      definition: tasks,
      hooks: { ...taskRules, handover: { field: 'status', op: 'eq', value: 'open' } },
    },
  ],
  operations: recordOperations(tasks),
  timeline: [{ kind: 'task', object: tasks.name, at: 'done_at' }],
};
