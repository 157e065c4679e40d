import { pino } from 'pino';
import { startWorkers } from '@/core/run/jobs/worker';
import { wire } from '@/entry/wire';
import { sendJobs } from '@/features/webhooks/send-job';
import { workPrincipal } from '@/identity/member-principal';
import { openDatabase } from '@/platform/db/database';
import { readEnv } from '@/platform/env';
import { createOutbound } from '@/platform/outbound/outbound';

/** A process that sends webhooks and is killed once the first was taken, before it can write that down. Argument: database URLs as JSON. */
const env = readEnv();
const outbound = createOutbound({ allow: env.outbound_allow });
const app = wire({
  env,
  log: pino({ level: 'silent' }),
  db: openDatabase(JSON.parse(process.argv[2] ?? '{}')),
  modules: [],
  outbound: {
    ...outbound,
    async send(request) {
      await outbound.send(request);
      process.kill(process.pid, 'SIGKILL');
      return new Promise(() => undefined);
    },
  },
});
startWorkers(app, { kinds: sendJobs, principalOf: workPrincipal, look_ms: 30, lease_seconds: 2 });
