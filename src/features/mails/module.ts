import { sendMailJob } from '@/core/run/mail/send-job';
import type { Module } from '@/core/run/module';
import { cleanupMailsJob, cleanupMailsSchedule } from './cleanup';
import { mailsPart } from './health';

/** Sends the mails that other modules write. */
export const mailsModule: Module = {
  name: 'mails',
  jobs: [sendMailJob, cleanupMailsJob],
  schedules: [cleanupMailsSchedule],
  health: [mailsPart],
};
