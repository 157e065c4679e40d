import { statfsSync } from 'node:fs';
import { systemClock } from '@/platform/clock';
import { findDatabase } from '@/platform/db/connect';
import { openDatabase } from '@/platform/db/database';
import { assertServable } from '@/platform/db/guard';
import { type Env, readEnv } from '@/platform/env';
import { createStorage } from '@/platform/storage/create';
import { StartError } from '../plain-errors';

/** `doctor`: one line per finding; ends with code 1 when something must be put right. Changes nothing. */
export async function doctor(): Promise<void> {
  let wrong = 0;
  const check = async (what: string, run: () => Promise<string> | string): Promise<void> => {
    try {
      console.log(`ok      ${what}: ${await run()}`);
    } catch (error) {
      wrong += 1;
      console.log(`WRONG   ${what}: ${(error as Error).message}`);
    }
  };
  const env = readEnv();
  console.log(`ok      time: ${systemClock.now().toISOString()}`);
  await check('node', () => process.versions.node);
  await check(
    'configuration',
    () =>
      `${env.base_url}, ${env.database ? 'external' : 'embedded'} database, roles ${[...env.roles].join(', ')}`,
  );
  await check('disk', () => freeSpace(env));
  await check('files', async () => {
    await (await createStorage(env)).check();
    return env.s3 ? `bucket ${env.s3.bucket}` : env.data_dir;
  });
  await check('database', () => databaseState(env));
  for (const note of notes(env)) console.log(`note    ${note}`);
  if (wrong > 0) throw new StartError(`${wrong} of these must be put right.`);
}

async function databaseState(env: Env): Promise<string> {
  const installation = await findDatabase(env);
  try {
    await assertServable(installation.urls.app, 'DATABASE_URL', installation);
    const db = openDatabase(installation.urls, {
      pooled: installation.pooled,
      sizes: { app: 1, auth: 1, relay: 1 },
    });
    try {
      await db.ping();
      const { rows } = await db.asAuth((tx) =>
        tx.run<{ version: string; companies: number }>({
          text: `select current_setting('server_version') as version, (select count(*)::int from companies) as companies`,
          values: [],
        }),
      );
      const way = installation.pooled ? ' through a pooler' : '';
      return `PostgreSQL ${rows[0]?.version}${way}, schema up to date, ${rows[0]?.companies} companies`;
    } finally {
      await db.close();
    }
  } finally {
    await installation.close();
  }
}

function freeSpace({ data_dir }: Env): string {
  const { bavail, bsize } = statfsSync(data_dir);
  const gigabytes = (bavail * bsize) / 1024 ** 3;
  if (gigabytes < 1) throw new Error(`only ${gigabytes.toFixed(1)} GB free in ${data_dir}`);
  return `${gigabytes.toFixed(0)} GB free in ${data_dir}`;
}

/** Nothing is wrong with these, but somebody should know. */
function notes(env: Env): string[] {
  const list: string[] = [];
  if (!env.smtp_url) list.push('SMTP_URL is not set: mails stay on this machine.');
  if (!env.secure && !env.loopback)
    list.push('BASE_URL is not https: passwords and sessions cross the network in the clear.');
  const idle = [
    ['DATABASE_REPLICA_URL', env.database?.replica_url],
    ['REDIS_URL', env.redis_url],
    ['SENTRY_DSN', env.sentry_dsn],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', env.otel_endpoint],
    ['AMBIT_OUTBOUND_ALLOW', env.outbound_allow[0]],
  ] as const;
  for (const [name, value] of idle)
    if (value) list.push(`${name} is set and has no effect in this version.`);
  if (!env.rate_limit) list.push('AMBIT_RATE_LIMIT is off: for load tests only.');
  if (!env.database && !env.loopback)
    list.push('The database is embedded: back it up with npm run ambit -- backup <file>.');
  return list;
}
