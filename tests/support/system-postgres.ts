import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { serverAccount } from '@/platform/db/embedded/account';
import { freePort } from './process';

/** Where Debian keeps its servers, one folder for each major version. */
const installed = '/usr/lib/postgresql';

/** The `bin` folder of the oldest PostgreSQL of this machine from 15 on; null when there is none. */
export function systemPostgres(): string | null {
  const majors = existsSync(installed) ? readdirSync(installed) : [];
  const major = majors.filter((name) => Number(name) >= 15).sort()[0];
  const bin = join(installed, major ?? '', 'bin');
  return existsSync(join(bin, 'postgres')) && existsSync(join(bin, 'initdb')) ? bin : null;
}

export interface Cluster {
  readonly port: number;
  /** The postmaster. */
  readonly pid: () => number;
  /** As its superuser, database `postgres`. */
  readonly admin_url: string;
  /** kill -9 of the postmaster; its children follow. */
  kill(): Promise<void>;
  /** Starts it again, on the same port. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export interface ClusterOptions {
  /** Where its folder is made; among the temporary files unless given. */
  readonly below?: string;
  /** What was committed outlives a kill of the server. */
  readonly durable?: boolean;
}

/** A cluster of its own, by passwords only, as an account of its own when we are root. Throws what the server said. */
export async function startCluster(
  bin: string,
  { below = tmpdir(), durable = false }: ClusterOptions = {},
): Promise<Cluster> {
  const account = serverAccount();
  const folder = mkdtempSync(join(below, 'ambit-cluster-'));
  const password = 'for tests, known to everybody';
  writeFileSync(join(folder, 'password'), password);
  if (account) {
    chownSync(folder, account.uid, account.gid);
    chownSync(join(folder, 'password'), account.uid, account.gid);
  }
  const data = join(folder, 'data');
  const options = { cwd: '/', ...(account ?? {}) };
  const made = spawnSync(
    join(bin, 'initdb'),
    [
      '-D',
      data,
      '-U',
      'postgres',
      '-A',
      'scram-sha-256',
      '-E',
      'UTF8',
      '--locale=C',
      '--no-sync',
    ].concat(['--pwfile', join(folder, 'password')]),
    { ...options, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stdout}${made.stderr}`);
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    // The machine does not fall, so what left the server's memory is safe without fsync.
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: durable ? 'on' : 'off',
  };
  const admin_url = `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
  let said = '';
  let server: ChildProcess;
  let ended: Promise<unknown> = Promise.resolve();
  const start = async (): Promise<void> => {
    for (;;) {
      server = spawn(
        join(bin, 'postgres'),
        ['-D', data, '-p', String(port)].concat(
          Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
        ),
        { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
      );
      server.stderr?.on('data', (chunk) => (said = (said + chunk).slice(-4000)));
      ended = once(server, 'close');
      if (await comesUp(server, admin_url)) return;
      // After a kill the last children may still hold the shared memory for a moment.
      if (!/shared memory block/.test(said)) throw new Error(`PostgreSQL ended: ${said}`);
      said = '';
      await sleep(50);
    }
  };
  await start();
  return {
    port,
    pid: () => server.pid ?? 0,
    admin_url,
    async kill() {
      server.kill('SIGKILL');
      await ended;
    },
    start,
    async close() {
      server.kill('SIGINT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether it answers before it ends. */
async function comesUp(server: ChildProcess, url: string): Promise<boolean> {
  while (!(await answers(url))) {
    if (server.exitCode !== null) return false;
    await sleep(50);
  }
  return true;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false; // not yet
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Variables of an Ambit on a new database there, with an owner and an app login as a careful administrator makes them. */
export async function externalVariables(cluster: Cluster | null, data_dir: string) {
  if (!cluster) throw new Error('there is no PostgreSQL on this machine');
  const name = `ambit_${++databases}`;
  const client = new pg.Client({ connectionString: cluster.admin_url });
  await client.connect();
  await client.query(`create role ${name}_owner login createrole password 'owner'`);
  await client.query(`create role ${name}_app login password 'app'`);
  const { rows } = await client.query('show server_version_num');
  if (Number(rows[0]?.server_version_num) >= 160_000)
    await client.query(`grant ${name}_app to ${name}_owner with admin option, inherit false`);
  await client.query(`create database ${name} owner ${name}_owner`);
  await client.end();
  const url = (login: string) =>
    `postgres://${name}_${login}:${login}@127.0.0.1:${cluster.port}/${name}`;
  return {
    DATA_DIR: data_dir,
    DATABASE_URL: url('app'),
    DATABASE_OWNER_URL: url('owner'),
    AMBIT_SECRET: 'a secret of at least thirty-two characters',
  };
}

let databases = 0;
