import type { Module } from '@/core/run/module';
import { cleanupNotificationsJob, cleanupNotificationsSchedule } from './cleanup';
import { archive, read } from './commands';
import { digestJob, digestSchedule } from './digest';
import { dueJob } from './due';
import { follow, getFollow, mute, unfollow, unmute } from './follow';
import { mailJob } from './mail-job';
import { count, list } from './queries';
import { changePreferences, getPreferences } from './settings';
import { notifySubscriber } from './subscriber';
import { unsubscribe } from './unsubscribe';

export const notificationsModule: Module = {
  name: 'notifications',
  operations: [
    ...[list, count, read, archive],
    ...[getFollow, follow, unfollow, mute, unmute],
    ...[getPreferences, changePreferences, unsubscribe],
  ],
  jobs: [mailJob, digestJob, dueJob, cleanupNotificationsJob],
  subscribers: [notifySubscriber],
  schedules: [digestSchedule, cleanupNotificationsSchedule],
};
