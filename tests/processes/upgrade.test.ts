import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '@/platform/paths';
import { HttpPerson } from '../support/http-person';
import { freePort, type Running, serve, statusOf, stop, until } from '../support/process';
import {
  type Cluster,
  externalVariables,
  startCluster,
  systemPostgres,
} from '../support/system-postgres';

/**
 * Threat 81: the next version, which is this one with one more migration, takes over from running servers while people work: its migration
 * is killed in the middle, runs, and servers of both versions answer side by side. No call fails.
 */
const bin = systemPostgres();
const folder = mkdtempSync(join(tmpdir(), 'ambit-upgrade-'));
const next = join(folder, 'next');
let cluster: Cluster;

beforeAll(async () => {
  if (bin === null) return;
  cluster = await startCluster(bin);
  for (const part of ['dist', 'db', 'package.json'])
    cpSync(join(projectRoot, part), join(next, part), { recursive: true });
  symlinkSync(join(projectRoot, 'node_modules'), join(next, 'node_modules'));
  writeFileSync(
    join(next, 'db', 'migrations', '9999_next.sql'),
    `create table later (company_id uuid not null, id uuid not null, primary key (company_id, id));
     alter table contacts add column later text;
     alter table deals add column later text not null default '';
     create index contacts_later on contacts (company_id, later);
     select pg_sleep(0.3);`,
  );
});
afterAll(async () => {
  await cluster?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A program of the next version. */
function runNext(name: string, args: readonly string[], env: Record<string, string>): Running {
  const { NODE_ENV, BASE_URL, VITEST, ...own } = process.env;
  const child = spawn(process.execPath, [join(next, 'dist', `${name}.js`), ...args], {
    cwd: next,
    env: { ...own, ...env } as unknown as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  child.stdout.on('data', (chunk) => (printed += chunk));
  child.stderr.on('data', (chunk) => (printed += chunk));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, pid: child.pid ?? 0, output: () => printed, ended };
}

/** People who work at whatever server is named, until they are told to stop. Answers what went wrong. */
function atWork(person: HttpPerson, count: number) {
  const odd: string[] = [];
  const work = { at: [person.url], done: 0, longest: 0, odd };
  let on = true;
  const turn = async (who: HttpPerson, name: string): Promise<void> => {
    const made = await who.post<{ id: string }>('/contacts', { last_name: name });
    const path = `/contacts/${made.data?.id}`;
    const answers = [
      made,
      await who.call('PATCH', path, { job_title: 'changed' }),
      await who.get('/contacts?limit=20&sort=last_name'),
      await who.get(path),
      await who.get('/deals?limit=5'),
    ];
    for (const { status } of answers) if (status >= 300) odd.push(`${who.url}: ${status}`);
  };
  const working = Array.from({ length: count }, async (_, at) => {
    for (let n = 0; on; n++) {
      const begun = performance.now();
      const url = work.at[(at + n) % work.at.length] ?? person.url;
      await turn(person.at(url), `${at}.${n}`).catch((error) => odd.push(`${url}: ${error}`));
      work.longest = Math.max(work.longest, performance.now() - begun);
      work.done++;
    }
  });
  return Object.assign(work, {
    async end() {
      on = false;
      await Promise.all(working);
    },
  });
}

describe.skipIf(bin === null)('the next version', () => {
  test('takes over from this one while people work', async () => {
    const env = { ...(await externalVariables(cluster, folder)), AMBIT_RATE_LIMIT: 'off' };
    const old = await serve(env);
    const person = await HttpPerson.registered(old.url);
    await person.post('/deals', { title: 'A deal' });
    const name = new URL(env.DATABASE_URL).pathname.slice(1);
    const admin = new pg.Client({ connectionString: cluster.admin_url.replace(/\w+$/, name) });
    await admin.connect();
    const added = async () =>
      (
        await admin.query(
          "select to_regclass('later') is not null as there, exists (select from schema_migrations where name = '9999_next') as noted",
        )
      ).rows[0];
    const work = atWork(person, 6);
    await until(() => work.done > 5, 20_000, 'people work');

    const killed = runNext('migrate', [], env);
    const sleeping = `select from pg_stat_activity where application_name = 'ambit-migrate' and wait_event = 'PgSleep'`;
    await until(
      async () => ((await admin.query(sleeping)).rowCount ?? 0) > 0,
      60_000,
      'the migration is in its middle',
    );
    killed.child.kill('SIGKILL');
    await killed.ended;
    await sleep(500);
    expect(await added()).toEqual({ there: false, noted: false });

    // Somebody reads for longer than a migration may make others wait.
    const reader = new pg.Client({ connectionString: cluster.admin_url.replace(/\w+$/, name) });
    await reader.connect();
    await reader.query('begin; lock table deals in access share mode');
    const migration = runNext('migrate', [], env);
    await sleep(4000);
    expect(await added()).toEqual({ there: false, noted: false });
    await reader.query('commit');
    await reader.end();
    expect(await migration.ended, migration.output()).toBe(0);
    expect(await added()).toEqual({ there: true, noted: true });

    // Longer than what a server knows of the schema lasts.
    await sleep(6000);
    expect(await statusOf(`${old.url}/readyz`)).toBe(200);
    const port = String(await freePort());
    const young = runNext('server', ['--no-pages'], { ...env, DATABASE_OWNER_URL: '', PORT: port });
    const url = `http://localhost:${port}`;
    try {
      const ready = async () => (await statusOf(`${url}/readyz`)) === 200;
      await until(ready, 30_000, 'the next version is ready');
      work.at = [old.url, url];
      await sleep(2000);
      work.at = [url];
      // Who is in the middle of something at the old one ends it there.
      await sleep(1000);
      expect(await stop(old)).toBe(0);
      await sleep(500);
      await work.end();
      expect(work.odd).toEqual([]);
      expect(work.done).toBeGreaterThan(50);
      // A statement that waits for a lock is ended after two seconds.
      expect(work.longest).toBeLessThan(5000);
      expect(await person.at(url).contacts()).toBeGreaterThan(50);
    } finally {
      young.child.kill('SIGTERM');
      await young.ended;
      await admin.end();
    }
  }, 120_000);
});
