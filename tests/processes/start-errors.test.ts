import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { startEmbedded } from '@/platform/db/embedded';
import { freePort, launch, type Running, runProgram, serve, stop } from '../support/process';

const folder = mkdtempSync(join(tmpdir(), 'ambit-errors-'));
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const isRoot = process.getuid?.() === 0;

/** It ended with code 1 and said one thing only. */
async function expectSentence(running: Running, words: RegExp): Promise<void> {
  expect(await running.ended, running.output()).toBe(1);
  expect(running.output()).toMatch(words);
  expect(running.output().trim().split('\n')).toHaveLength(1);
}

test.each([
  ['PORT that is none', { PORT: 'eighty' }, /^PORT must be a number/],
  ['HOST of another machine', { HOST: '192.0.2.1' }, /^HOST=192\.0\.2\.1 is not an address of/],
  ['DATA_DIR that cannot be made', { DATA_DIR: '/dev/null/ambit' }, /\/dev\/null\/ambit cannot be/],
  ['DATA_DIR where nothing can be made', { DATA_DIR: '/proc/ambit' }, /\/proc\/ambit cannot be/],
  [
    'DATABASE_URL without a secret',
    { DATABASE_URL: 'postgres://a:b@c/d' },
    /^AMBIT_SECRET must be/,
  ],
] as [string, Record<string, string>, RegExp][])(
  '%s: one plain sentence and code 1',
  async (_what, env, words) => {
    await expectSentence(await launch({ DATA_DIR: folder, ...env }), words);
  },
);

test('a taken port is found before anything is started, and the sentence names another', async () => {
  const port = await freePort();
  const holder = createServer().listen(port, '127.0.0.1');
  await once(holder, 'listening');
  try {
    const ambit = await launch({ DATA_DIR: join(folder, 'never'), PORT: String(port) });
    await expectSentence(ambit, new RegExp(`^Port ${port} is taken.*PORT=${port + 1} npm start`));
  } finally {
    holder.close();
  }
});

test('a data directory of another major version is left alone', async () => {
  const data = join(folder, 'old');
  mkdirSync(join(data, 'postgres/data'), { recursive: true });
  writeFileSync(join(data, 'postgres/data/PG_VERSION'), '16\n');
  await expectSentence(await launch({ DATA_DIR: data }), /made by PostgreSQL 16.*Make a backup/);
});

test.runIf(isRoot)('a data directory out of the reach of the account of PostgreSQL', async () => {
  const closed = join(folder, 'closed');
  mkdirSync(closed, { mode: 0o700 });
  await expectSentence(
    await launch({ DATA_DIR: join(closed, 'data') }),
    /closed to others.*chmod o\+x/,
  );
});

test.skipIf(isRoot)('a data directory of somebody else', async () => {
  await expectSentence(
    await launch({ DATA_DIR: '/ambit-data' }),
    /^DATA_DIR \/ambit-data cannot be/,
  );
});

test('a schema newer than the code: the server and the command line say so', async () => {
  const data = join(folder, 'newer');
  expect(await stop(await serve({ DATA_DIR: data }))).toBe(0);
  const server = await startEmbedded({ data_dir: data, chosen: true });
  const client = new pg.Client({ connectionString: server.adminUrl('ambit') });
  await client.connect();
  await client.query("insert into schema_migrations (name, hash) values ('9999_later', 'x')");
  await client.end();
  await server.close();
  const words = /schema of a newer Ambit \(migration 9999_later\)\. Start that version, or restore/;
  await expectSentence(await launch({ DATA_DIR: data }), words);
  await expectSentence(runProgram('ambit', ['migrate'], { DATA_DIR: data }), words);
});

test('an old Node', async () => {
  const older =
    'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.18.1" } })';
  const ambit = await launch({
    NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(older)}"`,
  });
  await expectSentence(ambit, /^Ambit needs Node 20\.19 or newer; this is 20\.18\.1\.$/m);
});
