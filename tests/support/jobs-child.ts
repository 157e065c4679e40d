import { pino } from 'pino';
import { KeptAnswers } from '@/core/run/answers';
import type { App } from '@/core/run/context';
import { startWorkers } from '@/core/run/jobs/worker';
import { sendMailJob } from '@/core/run/mail/send-job';
import { registryOf } from '@/core/run/registry-of';
import { workPrincipal } from '@/identity/member-principal';
import { accountsModule } from '@/objects/accounts/module';
import { contactsModule } from '@/objects/contacts/module';
import { memoryBus } from '@/platform/bus/bus';
import { memoryCache } from '@/platform/cache/memory-cache';
import { systemClock } from '@/platform/clock';
import { openDatabase } from '@/platform/db/database';
import { readEnv } from '@/platform/env';
import { createMailer } from '@/platform/mail/mailer';
import { createMetrics } from '@/platform/metrics';
import { silentTransport } from '@/platform/queue/transport';
import { killedJob } from './jobs-child-kind';
import { testSecret } from './names';

/**
 * A process of its own that does background work until it is killed. Arguments: the database URLs as JSON, and the variables
 * of its environment that matter.
 */
const env = readEnv({ AMBIT_SECRET: testSecret, ...JSON.parse(process.argv[3] ?? '{}') });
const db = openDatabase(JSON.parse(process.argv[2] ?? '{}'));
const bus = memoryBus();
const registry = registryOf([accountsModule, contactsModule]);
const app = {
  env,
  mail: createMailer(env, systemClock),
  db,
  clock: systemClock,
  log: pino({ level: 'silent' }),
  registry,
  answers: new KeptAnswers(memoryCache(bus), registry),
  bus,
  queue: silentTransport(),
  metrics: createMetrics({ process: false }),
} as Partial<App> as App;
startWorkers(app, {
  kinds: [killedJob, sendMailJob, ...(accountsModule.jobs ?? [])],
  principalOf: workPrincipal,
  look_ms: 30,
  lease_seconds: 2,
});
