import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { systemClock } from '@/platform/clock';
import { startEmbedded } from '@/platform/db/embedded';
import { isAlive } from '@/platform/db/embedded/lock';
import { migrate } from '@/platform/db/migrator';
import { rolePassword } from '@/platform/db/roles';
import { projectRoot } from '@/platform/paths';
import { databaseUrl, testRoles, testSecret } from './names';
import { startCluster } from './system-postgres';

/** What the workers need to clone a database of their own. */
export interface TestServer {
  /** As superuser, database `postgres`. */
  readonly admin_url: string;
  readonly template: string;
  /** Unique to this run. */
  readonly run: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer;
  }
}

/**
 * Starts one PostgreSQL for the run (or joins that of another run; or uses TEST_DATABASE_URL, a superuser's; or starts
 * one from the programs in TEST_POSTGRES_BIN), and keeps a migrated template database there, so that a second run starts at once.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startServer();
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  const run = `ambit_run_${process.pid}`;
  await admin.query("select pg_advisory_lock(hashtext('ambit tests'))");
  await dropLeftovers(admin);
  const template = await makeTemplate(admin, server.url);
  await admin.query("select pg_advisory_unlock(hashtext('ambit tests'))");
  project.provide('testServer', { admin_url: server.url, template, run });
  return async () => {
    await dropDatabases(admin, (name) => name.startsWith(`${run}_`));
    await admin.end();
    await server.close();
  };
}

async function startServer(): Promise<{ url: string; close(): Promise<void> }> {
  const { TEST_DATABASE_URL: given, TEST_POSTGRES_BIN: bin } = process.env;
  if (given) return { url: given, close: async () => undefined };
  if (bin) {
    const { admin_url, close } = await startCluster(bin);
    return { url: admin_url, close };
  }
  const mark = createHash('sha256').update(projectRoot).digest('hex').slice(0, 8);
  const unsafe = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  const embedded = await startEmbedded({
    data_dir: join(tmpdir(), `ambit-tests-${mark}-${process.getuid?.() ?? 0}`),
    chosen: true,
    settings: { ...unsafe, shared_buffers: '128MB', max_connections: '300', max_wal_size: '512MB' },
  });
  return { url: embedded.adminUrl(), close: () => embedded.close() };
}

async function makeTemplate(admin: pg.Client, url: string): Promise<string> {
  const template = `ambit_template_${hashOf('db')}`;
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [template]);
  if (rowCount) return template;
  await dropDatabases(admin, (name) => name.startsWith('ambit_template_'));
  const draft = 'ambit_template_draft';
  await admin.query(`create database ${draft}`);
  const password = (role: string): string => rolePassword(testSecret, role);
  await migrate({
    url: databaseUrl(url, draft),
    roles: testRoles,
    passwords: {
      app: password(testRoles.app),
      app_is_ours: true,
      auth: password(testRoles.auth),
      relay: password(testRoles.relay),
    },
    now: systemClock.now(),
  });
  await admin.query(`alter database ${draft} rename to ${template}`);
  return template;
}

/** Databases of runs that were killed. */
function dropLeftovers(admin: pg.Client): Promise<void> {
  return dropDatabases(admin, (name) => {
    const pid = /^ambit_run_(\d+)_/.exec(name)?.[1];
    return pid !== undefined && !isAlive(Number(pid));
  });
}

async function dropDatabases(admin: pg.Client, which: (name: string) => boolean): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>('select datname from pg_database');
  for (const { datname } of rows)
    if (which(datname)) await admin.query(`drop database if exists "${datname}" with (force)`);
}

/** Changes when any file that makes the schema does, and each month because of the partitions. */
function hashOf(folder: string): string {
  const hash = createHash('sha256').update(systemClock.now().toISOString().slice(0, 7));
  for (const part of ['secure.sql', 'migrations', 'functions']) {
    const path = join(projectRoot, folder, part);
    const files = statSync(path).isDirectory()
      ? readdirSync(path)
          .sort()
          .map((file) => join(path, file))
      : [path];
    for (const file of files) if (file.endsWith('.sql')) hash.update(readFileSync(file));
  }
  for (const file of ['src/platform/db/migrator.ts', 'node_modules/bullmq/package.json'])
    hash.update(readFileSync(join(projectRoot, file)));
  return hash.digest('hex').slice(0, 12);
}
