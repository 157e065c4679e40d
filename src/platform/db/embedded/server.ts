import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Account } from './account';
import { program } from './binaries';
import { EmbeddedError } from './error';
import { type Home, own } from './home';
import { isAlive } from './lock';
import { serverSettings } from './settings';

/** How to connect as the superuser. */
export interface Address {
  /** Host name, or the folder of the unix socket. */
  readonly host: string;
  readonly port: number;
  readonly password: string;
}

/** Makes the data directory when there is none. A half-made one of a killed process is made anew. `sync`: survive a power cut. */
export async function initialise(
  home: Home,
  folder: string,
  account: Account | null,
  password: string,
  sync: boolean,
): Promise<void> {
  if (existsSync(join(home.data, 'PG_VERSION'))) return;
  const draft = `${home.data}.new`;
  rmSync(draft, { recursive: true, force: true });
  own(draft, account);
  const secretFile = join(home.socket, 'initdb-password');
  writeFileSync(secretFile, password, { mode: 0o600 });
  if (account) chownSync(secretFile, account.uid, account.gid);
  const options = [
    '-U',
    'postgres',
    '-A',
    'scram-sha-256',
    '-E',
    'UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
  ];
  if (!sync) options.push('--no-sync');
  try {
    await finished(
      spawn(
        program(folder, 'initdb'),
        ['-D', draft, '--pwfile', secretFile, '--no-instructions', ...options],
        spawnOptions(account),
      ),
    );
  } finally {
    rmSync(secretFile, { force: true });
  }
  renameSync(draft, home.data);
}

/** Starts the server, or adopts the one that runs on this data directory. Resolves when it takes connections. */
export async function ensureRunning(
  home: Home,
  folder: string,
  account: Account | null,
  password: string,
  settings: Readonly<Record<string, string>>,
): Promise<{ address: Address; pid: number }> {
  for (let tries = 0; tries < 100; tries++) {
    const running = readPostmaster(home);
    if (running && isAlive(running.pid)) {
      const address = { host: running.host, port: running.port, password };
      const state = await probe(address);
      if (state === 'ready') return { address, pid: running.pid };
      if (state === 'refused') break;
      await sleep(100);
      continue;
    }
    const started = await start(home, folder, account, password, settings);
    if (started) return started;
    // Backends of a killed server hold its shared memory for a moment. If the killed server itself is never collected
    // by its parent, PostgreSQL takes it for running; by then its backends are gone and the note can go too.
    await sleep(200);
    if (tries > 15 && running && !isAlive(running.pid))
      rmSync(join(home.data, 'postmaster.pid'), { force: true });
  }
  throw new EmbeddedError(
    `PostgreSQL in ${home.folder} does not answer. Its log ends:\n${logTail(home)}`,
  );
}

async function start(
  home: Home,
  folder: string,
  account: Account | null,
  password: string,
  settings: Readonly<Record<string, string>>,
) {
  const port = process.platform === 'win32' ? await freePort() : 5432;
  const all = {
    ...serverSettings(),
    ...settings,
    ...(process.platform === 'win32'
      ? { listen_addresses: '127.0.0.1' }
      : { listen_addresses: '', unix_socket_directories: quoted(home.socket) }),
  };
  const size = statSync(home.log, { throwIfNoEntry: false })?.size ?? 0;
  const from = size > 10_000_000 ? 0 : size;
  const log = openSync(home.log, from === 0 ? 'w' : 'a', 0o600);
  const args = [
    '-D',
    home.data,
    '-p',
    String(port),
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  // A process group of its own: Ctrl-C must not stop the database before the server has drained.
  const child = spawn(program(folder, 'postgres'), args, {
    ...spawnOptions(account),
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  let exit: string | null = null;
  child.once('exit', (code, signal) => {
    exit = signal ?? String(code);
  });
  child.once('error', (error) => {
    exit = error.message;
  });
  child.unref();
  const address = {
    host: process.platform === 'win32' ? '127.0.0.1' : home.socket,
    port,
    password,
  };
  for (let waited = 0; waited < 60_000; waited += 20) {
    await sleep(20);
    if (exit !== null) {
      if (
        /shared memory block|postmaster.*running|lock file .* already exists/.test(
          readFileSync(home.log, 'utf8').slice(from),
        )
      )
        return null;
      throw new EmbeddedError(
        `PostgreSQL stopped right after its start (${exit}). Its log ends:\n${logTail(home)}`,
      );
    }
    const state = await probe(address);
    if (state === 'ready' && child.pid) return { address, pid: child.pid };
    if (state === 'refused') break;
  }
  throw new EmbeddedError(
    `PostgreSQL did not become ready within a minute. Its log ends:\n${logTail(home)}`,
  );
}

/** The setting is a list, in which a name with commas needs quotes. */
const quoted = (path: string): string => `"${path.replaceAll('"', '""')}"`;

/** The running server as its own pid file tells; null when there is none or it is being written. */
export function readPostmaster(home: Home): { pid: number; host: string; port: number } | null {
  const file = join(home.data, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const [pid, , , port, socket, listen] = readFileSync(file, 'utf8').split('\n');
  if (!pid || !port) return null;
  return { pid: Number(pid), port: Number(port), host: socket || listen || '127.0.0.1' };
}

async function probe(address: Address): Promise<'ready' | 'refused' | 'waiting'> {
  const client = new pg.Client({
    ...address,
    user: 'postgres',
    database: 'postgres',
    connectionTimeoutMillis: 2000,
  });
  client.on('error', () => undefined); // reported by connect() below
  try {
    await client.connect();
    return 'ready';
  } catch (error) {
    const { code } = error as { code?: string };
    return code === '28P01' || code === '28000' ? 'refused' : 'waiting';
  } finally {
    await client.end().catch(() => undefined);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object'
          ? resolve(address.port)
          : reject(new Error('no free port')),
      );
    });
  });
}

const spawnOptions = (account: Account | null): SpawnOptions => ({
  cwd: '/',
  // A type of another package asks for NODE_ENV here; PostgreSQL gets nothing of our environment.
  env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } as unknown as NodeJS.ProcessEnv,
  ...(account ?? {}),
});

function finished(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.once('error', (cause) =>
      reject(new EmbeddedError(`initdb could not be run: ${cause.message}`, { cause })),
    );
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new EmbeddedError(`initdb failed:\n${output.slice(-2000)}`)),
    );
  });
}

const logTail = (home: Home): string =>
  existsSync(home.log) ? readFileSync(home.log, 'utf8').slice(-1500).trim() : '(no log)';
