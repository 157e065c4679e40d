import type { Module } from '@/core/run/module';
import { auditModule } from '@/features/audit/module';
import { calendarModule } from '@/features/calendar/module';
import { customFieldsModule } from '@/features/custom-fields/module';
import { healthModule } from '@/features/health/module';
import { importsModule } from '@/features/imports/module';
import { jobsModule } from '@/features/jobs/module';
import { mailsModule } from '@/features/mails/module';
import { notificationsModule } from '@/features/notifications/module';
import { realtimeModule } from '@/features/realtime/module';
import { searchModule } from '@/features/search/module';
import { webhooksModule } from '@/features/webhooks/module';
import { identityModule } from '@/identity/module';
import { accountsModule } from '@/objects/accounts/module';
import { activitiesModule } from '@/objects/activities/module';
import { commentsModule } from '@/objects/comments/module';
import { contactsModule } from '@/objects/contacts/module';
import { dealsModule } from '@/objects/deals/module';
import { filesModule } from '@/objects/files/module';
import { leadsModule } from '@/objects/leads/module';
import { pipelinesModule } from '@/objects/pipelines/module';
import { productsModule } from '@/objects/products/module';
import { quotesModule } from '@/objects/quotes/module';
import { tasksModule } from '@/objects/tasks/module';

/** Every module of the installation, one line each. The browser's half is registry.ui.ts. */
export const modules: readonly Module[] = [
  identityModule,
  accountsModule,
  contactsModule,
  pipelinesModule,
  productsModule,
  dealsModule,
  leadsModule,
  quotesModule,
  tasksModule,
  activitiesModule,
  commentsModule,
  filesModule,
  customFieldsModule,
  jobsModule,
  mailsModule,
  notificationsModule,
  auditModule,
  searchModule,
  calendarModule,
  importsModule,
  healthModule,
  realtimeModule,
  webhooksModule,
];
