import { recordOperations } from '@/core/run/engine/operations';
import type { Module } from '@/core/run/module';
import { activities, notes } from './object';
import { activityRules, noteRules } from './rules';

export const activitiesModule: Module = {
  name: 'activities',
  objects: [
    { definition: activities, hooks: activityRules },
    { definition: notes, hooks: noteRules },
  ],
  operations: [...recordOperations(activities), ...recordOperations(notes)],
  timeline: [
    { kind: 'activity', object: activities.name, at: 'occurred_at' },
    { kind: 'note', object: notes.name, at: 'created_at' },
  ],
};
