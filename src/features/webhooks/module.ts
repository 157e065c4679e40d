import type { Module } from '@/core/run/module';
import { cleanupJob, cleanupSchedule } from './cleanup';
import { createWebhook, deleteWebhook, rotateSecret, updateWebhook } from './commands';
import { replayDelivery, replayRange, testWebhook } from './deliveries';
import { webhooksPart } from './health';
import { getDelivery, getWebhook, listDeliveries, listEvents, listWebhooks } from './queries';
import { sendJobs } from './send-job';
import { deliverEvents } from './subscriber';

/** Telling other programs what happened. */
export const webhooksModule: Module = {
  name: 'webhooks',
  events: ['webhook.disabled'],
  operations: [
    ...[listEvents, listWebhooks, createWebhook, getWebhook, updateWebhook, deleteWebhook],
    ...[rotateSecret, testWebhook],
    ...[listDeliveries, getDelivery, replayDelivery, replayRange],
  ],
  jobs: [...sendJobs, cleanupJob],
  subscribers: [deliverEvents],
  schedules: [cleanupSchedule],
  health: [webhooksPart],
};
