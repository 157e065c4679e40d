import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { projectRoot } from '@/platform/paths';
import { startEmbedded } from './embedded';
import { serverAccount } from './embedded/account';
import { EmbeddedError } from './embedded/error';
import { isAlive } from './embedded/lock';

const settings = { fsync: 'off', shared_buffers: '16MB' };
const children: ChildProcess[] = [];
const folders: string[] = [];

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'ambit-embedded-'));
  chmodSync(path, 0o755);
  folders.push(path);
  return path;
}
const start = (data_dir: string) => startEmbedded({ data_dir, chosen: true, settings });

/** Another Ambit process on the same folder. */
function holder(data: string): Promise<{ child: ChildProcess; pid: number; url: string }> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(projectRoot, 'tests/support/hold-server.ts'), data],
    {
      cwd: projectRoot,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  children.push(child);
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', (line: Buffer) =>
      resolve({ child, ...JSON.parse(line.toString()) }),
    );
    child.once('exit', (code) => reject(new Error(`the holder ended with ${code}`)));
  });
}

async function until(what: () => boolean, ms = 10_000): Promise<void> {
  for (let waited = 0; !what(); waited += 20) {
    if (waited > ms) throw new Error('waited in vain');
    await sleep(20);
  }
}

async function ask(url: string, text: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return Object.values((await client.query(text)).rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const path of folders.splice(0)) {
    await until(() => !existsSync(join(path, 'postgres/data/postmaster.pid')));
    rmSync(path, { recursive: true, force: true });
  }
});

describe('the embedded server', { timeout: 60_000 }, () => {
  it('is made, stopped and started again with its content', async () => {
    const data = folder();
    const first = await start(data);
    expect(await ask(first.adminUrl(), 'show server_version')).toMatch(/^18/);
    await ask(first.adminUrl(), 'create table kept as select 42 as n');
    await first.close();
    expect(isAlive(first.pid())).toBe(false);
    const again = await start(data);
    expect(await ask(again.adminUrl(), 'select n from kept')).toBe(42);
    await again.close();
  });

  it('asks for its password and listens on no network', async () => {
    const server = await start(folder());
    await expect(ask(server.url('postgres', 'postgres', 'guess'), 'select 1')).rejects.toThrow(
      /password/,
    );
    expect(await ask(server.adminUrl(), 'show listen_addresses')).toBe('');
    expect(await ask(server.adminUrl(), 'show fsync')).toBe('off');
    await server.close();
  });

  it('is shared: a second process joins, and the last one to go stops it', async () => {
    const data = folder();
    const [one, two] = await Promise.all([holder(data), holder(data)]);
    expect(two.pid).toBe(one.pid);
    one.child.kill('SIGTERM');
    await until(() => one.child.exitCode === 0);
    expect(await ask(two.url, 'select 1')).toBe(1);
    two.child.kill('SIGTERM');
    await until(() => !isAlive(one.pid));
  });

  it('stops by itself after its process was killed, and loses nothing', async () => {
    const data = folder();
    const { child, pid, url } = await holder(data);
    await ask(url, 'create table kept as select 7 as n');
    child.kill('SIGKILL');
    await until(() => !isAlive(pid));
    expect(readFileSync(join(data, 'postgres/postgres.log'), 'utf8')).toContain(
      'database system is shut down',
    );
    const again = await start(data);
    expect(await ask(again.adminUrl(), 'select n from kept')).toBe(7);
    await again.close();
  });

  // Only there can the watchdog be found.
  const listsProcesses = existsSync('/proc/self/cmdline');
  it.runIf(listsProcesses)(
    'is adopted when its process and watchdog were both killed',
    async () => {
      const data = folder();
      const { child, pid } = await holder(data);
      process.kill(watchdogOf(data), 'SIGKILL');
      child.kill('SIGKILL');
      await sleep(300);
      expect(isAlive(pid)).toBe(true);
      const adopted = await start(data);
      expect(adopted.pid()).toBe(pid);
      await adopted.close();
      expect(isAlive(pid)).toBe(false);
    },
  );

  it('is started again when it dies under a running process', async () => {
    const server = await start(folder());
    const first = server.pid();
    await ask(server.adminUrl(), 'create table kept as select 1 as n');
    process.kill(first, 'SIGKILL');
    await until(() => server.pid() !== first);
    expect(await ask(server.adminUrl(), 'select n from kept')).toBe(1);
    await server.close();
  });
});

describe('a folder that cannot be used', { timeout: 60_000 }, () => {
  it('of another major version is left alone', async () => {
    const data = folder();
    mkdirSync(join(data, 'postgres/data'), { recursive: true });
    writeFileSync(join(data, 'postgres/data/PG_VERSION'), '17\n');
    await expect(start(data)).rejects.toThrow(/PostgreSQL 17.*PostgreSQL 18/);
    expect(readdirSync(join(data, 'postgres/data'))).toEqual(['PG_VERSION']);
  });

  it('that cannot be written is named', async () => {
    const data = join(folder(), 'file');
    writeFileSync(data, '');
    await expect(start(join(data, 'data'))).rejects.toThrow(EmbeddedError);
    await expect(start(join(data, 'data'))).rejects.toThrow(/not writable: .*file/);
  });

  it.runIf(serverAccount() !== null)(
    'that the server account cannot reach names what is in the way',
    async () => {
      const closed = join(folder(), 'closed');
      mkdirSync(closed, { mode: 0o700 });
      await expect(start(join(closed, 'data'))).rejects.toThrow(
        new RegExp(`${closed} is closed to others`),
      );
      expect(statSync(closed).mode & 0o777).toBe(0o700);
    },
  );

  it('made halfway by a killed process is made anew', async () => {
    const data = folder();
    mkdirSync(join(data, 'postgres/data.new/base'), { recursive: true });
    const server = await start(data);
    expect(await ask(server.adminUrl(), 'select 1')).toBe(1);
    await server.close();
  });
});

/** The watchdog's arguments name the folder it watches. */
function watchdogOf(data: string): number {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const path = `/proc/${pid}/cmdline`;
    const words = existsSync(path) ? readFileSync(path, 'utf8').split('\0') : [];
    if (words.includes('ambit-watchdog') && words.includes(join(data, 'postgres')))
      return Number(pid);
  }
  throw new Error('no watchdog');
}
