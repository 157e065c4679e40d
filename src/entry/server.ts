import type { Server } from 'node:http';
import type { Logger } from 'pino';
import { presenceOf } from '@/features/realtime/presence';
import { streamsOf } from '@/features/realtime/streams';
import { createHttpServer } from '@/http/server';
import { mailboxToken } from '@/identity/mailbox/queries';
import { processBus } from '@/platform/bus/process-bus';
import { systemClock } from '@/platform/clock';
import { connectDatabase } from '@/platform/db/connect';
import { type Env, readEnv } from '@/platform/env';
import { createLogger } from '@/platform/log/logger';
import { createMetrics } from '@/platform/metrics';
import { bullmqTransport } from '@/platform/queue/bullmq';
import { redisLink } from '@/platform/redis';
import { createStorage } from '@/platform/storage/create';
import { modules } from '@/registry';
import type { DemoLogin } from '../../db/seeds/demo';
import { makeDemo } from './demo';
import { Drain, Shutdown } from './drain';
import { listen, refusePortInUse } from './listen';
import { measure, measureStreams } from './measure';
import { startPages } from './pages';
import { orEndPlainly } from './plain-errors';
import { schemaCheck } from './schema-check';
import { wire } from './wire';
import { servedQueues, startWork } from './work';

/** Starts this process in the roles of AMBIT_ROLES and leaves it running. `--no-pages`: the API alone. */
async function main(): Promise<void> {
  const started = performance.now();
  const env = readEnv();
  const log = createLogger();
  const web = env.roles.has('web');
  if (web) await refusePortInUse(env);

  const shutdown = new Shutdown(log);
  const metrics = createMetrics();
  const serving = await connectDatabase(env, {
    clock: systemClock,
    observe: metrics.database,
    onError: (err) => log.warn({ err }, 'a database connection broke'),
    onTrouble: (message, err) => log.error({ err }, message),
  });
  if (serving.migrated.length > 0) log.info({ migrations: serving.migrated }, 'migrated');
  const queue = bullmqTransport({
    redis_url: env.redis_url,
    postgres_url: serving.queue_url,
    serving: env.roles.has('worker') ? servedQueues(modules) : 0,
    onError: (err) => log.warn({ err }, 'the queue cannot be reached; work is found by looking'),
    onTrouble: (message) => log.warn(message),
  });
  const redis = env.redis_url === null ? null : connectRedis(env.redis_url, log);
  const bus = processBus({
    redis_url: env.redis_url,
    postgres_url: serving.direct_url,
    onError: (err) =>
      log.warn({ err }, 'other processes cannot be told; what they miss is read again'),
  });
  const storage = await createStorage(env);
  const app = wire({ env, log, db: serving.db, modules, metrics, queue, bus, redis, storage });
  measure(app);
  const demo = web ? await makeDemo(app, serving.owner_url) : null;

  if (web) {
    const readiness = { draining: () => shutdown.draining, schema: schemaCheck(serving) };
    const { server, servePages } = createHttpServer(app, readiness);
    const drain = new Drain(server, log);
    const streams = streamsOf(app);
    measureStreams(metrics, streams, presenceOf(app));
    shutdown.add('streams', async () => streams.close());
    shutdown.add('requests', () => drain.run());
    if (!process.argv.includes('--no-pages')) servePages(await startPages(env, server));
    await listen(server, env);
    announce(env, server, performance.now() - started, demo);
  }
  for (const { name, stop } of startWork(app, modules)) shutdown.add(name, stop);
  if (!web) console.log('Ambit works in the background.');
  shutdown.add('queue', () => queue.close());
  shutdown.add('redis', async () => redis?.close());
  shutdown.add('bus', () => bus.close());
  shutdown.add('mail', () => app.mail.close());
  shutdown.add('database', () => serving.close());
  shutdown.listen();
}

const connectRedis = (url: string, log: Logger) =>
  redisLink(url, {
    onDown: (err) => log.warn({ err }, 'Redis cannot be reached; limits are counted here alone'),
    onUp: () => log.info('Redis answers again'),
  });

/** What a person at the terminal needs, once. */
function announce(env: Env, server: Server, ms: number, demo: DemoLogin | null): void {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : env.port;
  const url = env.port === 0 ? `http://localhost:${port}` : env.base_url;
  const token = mailboxToken(env);
  console.log(`Ambit is ready at ${url} (${(ms / 1000).toFixed(1)} s)`);
  if (demo)
    console.log(`Demo company: sign in as ${demo.email} with the password ${demo.password}`);
  if (token) console.log(`Mails stay on this machine: ${url}/mailbox#${token}`);
}

await orEndPlainly(main);
