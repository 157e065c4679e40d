import { recordOperations } from '@/core/run/engine/operations';
import type { Module } from '@/core/run/module';
import { answer, invitations, openLink } from './invitations/attendee';
import { inviteJob } from './invitations/invite-job';
import { inviteSubscriber } from './invitations/subscriber';
import { activities, notes } from './object';
import { activityRules, noteRules } from './rules';

export const activitiesModule: Module = {
  name: 'activities',
  objects: [
    { definition: activities, hooks: activityRules },
    { definition: notes, hooks: noteRules },
  ],
  operations: [
    ...[invitations, openLink, answer],
    ...recordOperations(activities),
    ...recordOperations(notes),
  ],
  jobs: [inviteJob],
  subscribers: [inviteSubscriber],
  timeline: [
    { kind: 'activity', object: activities.name, at: 'occurred_at' },
    { kind: 'note', object: notes.name, at: 'created_at' },
  ],
};
