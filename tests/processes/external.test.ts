import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HttpPerson } from '../support/http-person';
import { hasPgBouncer, startPgBouncer } from '../support/pgbouncer';
import { launch, ready, runProgram, serve, stop } from '../support/process';
import {
  type Cluster,
  externalVariables,
  startCluster,
  systemPostgres,
} from '../support/system-postgres';

const bin = systemPostgres();
let cluster: Cluster;
const data = mkdtempSync(join(tmpdir(), 'ambit-external-'));

afterAll(() => rmSync(data, { recursive: true, force: true }));

/** Somebody signs up, writes, reads, changes, searches and takes it back. */
async function walk(url: string): Promise<void> {
  const person = await HttpPerson.registered(url);
  const made = await person.post<{ id: string }>('/contacts', {
    last_name: 'Işıl',
    job_title: 'a',
  });
  expect(made.status).toBe(201);
  const path = `/contacts/${made.data.id}`;
  // Many at once and again, so that statements meet connections that know them and such that do not.
  for (let round = 0; round < 5; round++) {
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, at) =>
        at % 3 === 0
          ? person.call('PATCH', path, { job_title: `${round} ${at}` })
          : at % 3 === 1
            ? person.get(`/contacts?q=isil&sort=last_name&filter[last_name][starts]=I`)
            : person.get(path),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  }
  const found = await person.get<{ id: string }[]>('/search?q=isil');
  expect(found.data.map(({ id }) => id)).toEqual([made.data.id]);
  expect((await person.call('DELETE', path, {})).status).toBe(200);
  expect((await person.post(`${path}/restore`)).status).toBe(200);
  expect((await person.get<unknown[]>(`${path}/history`)).data.length).toBeGreaterThan(3);
  const create = Array.from({ length: 200 }, (_, at) => ({ last_name: `Many ${at}` }));
  expect((await person.post('/contacts/bulk', { create })).status).toBeLessThan(300);
  expect(await person.contacts()).toBe(201);
}

describe.skipIf(bin === null)('an external PostgreSQL', () => {
  beforeAll(async () => {
    cluster = await startCluster(bin ?? '');
  });
  afterAll(() => cluster.close());

  test('is migrated by its owner and served as its app role; later without the owner', async () => {
    const env = await externalVariables(cluster, data);
    const first = await serve(env);
    await walk(first.url);
    expect(await stop(first)).toBe(0);
    const again = await serve({ ...env, DATABASE_OWNER_URL: '' });
    expect(await stop(again)).toBe(0);
    const doctor = runProgram('ambit', ['doctor'], env);
    expect(await doctor.ended).toBe(0);
    expect(doctor.output()).toMatch(/ok {6}database: PostgreSQL 1\d\.\d+.*1 companies/);
    const swapped = await launch({ ...env, DATABASE_URL: env.DATABASE_OWNER_URL });
    expect(await swapped.ended).toBe(1);
    expect(swapped.output()).toMatch(/DATABASE_URL: the role \w+_owner owns the database/);
  });

  test('needs the right to make roles only once, and the same AMBIT_SECRET always', async () => {
    const env = await externalVariables(cluster, data);
    const migrate = runProgram('ambit', ['migrate'], env);
    expect(await migrate.ended, migrate.output()).toBe(0);
    const name = new URL(env.DATABASE_URL).pathname.slice(1);
    const admin = new pg.Client({ connectionString: cluster.admin_url.replace(/\w+$/, name) });
    await admin.connect();
    await admin.query(`alter role ${name}_owner nocreaterole; delete from schema_state`);
    await admin.end();
    const again = runProgram('ambit', ['migrate'], env);
    expect(await again.ended, again.output()).toBe(0);
    const stranger = { ...env, AMBIT_SECRET: 'another secret of thirty-two characters' };
    const ambit = await launch({ ...stranger, DATABASE_OWNER_URL: '' });
    expect(await ambit.ended).toBe(1);
    expect(ambit.output()).toMatch(/^The database refuses the login \w+_auth: AMBIT_SECRET is not/);
  });

  test.each([
    ['is not there', { DATABASE_URL: 'postgres://a:b@127.0.0.1:9/x' }, /no PostgreSQL answers at/],
    ['refuses the password', { password: 'guess' }, /refuses this user and password/],
    ['has no such database', { database: 'nowhere' }, /there is no database nowhere/],
    ['is empty and has no owner to fill it', { DATABASE_OWNER_URL: '' }, /Set DATABASE_OWNER_URL/],
    ['is asked as a superuser', { login: 'postgres' }, /the role postgres is a superuser/],
  ] as [string, Record<string, string>, RegExp][])(
    'that %s: one plain sentence',
    async (_what, wrong, words) => {
      const { password, database, login, ...variables } = wrong;
      const env = { ...(await externalVariables(cluster, data)), ...variables };
      const url = new URL(login ? cluster.admin_url : env.DATABASE_URL);
      if (password) url.password = password;
      if (database) url.pathname = database;
      if (login) url.pathname = new URL(env.DATABASE_URL).pathname;
      const ambit = await launch({ ...env, DATABASE_URL: url.href });
      expect(await ambit.ended).toBe(1);
      expect(ambit.output()).toMatch(words);
      expect(ambit.output().trim().split('\n')).toHaveLength(1);
      expect(ambit.output()).not.toContain('guess');
    },
  );

  describe.skipIf(!hasPgBouncer)('behind PgBouncer in transaction mode', () => {
    test('serves with DATABASE_DIRECT_URL, and says so when it is missing', async () => {
      const env = await externalVariables(cluster, data);
      const database = new URL(env.DATABASE_URL).pathname.slice(1);
      const bouncer = await startPgBouncer(cluster, database);
      try {
        const url = new URL(env.DATABASE_URL);
        url.port = String(bouncer.port);
        const unaware = await launch({ ...env, DATABASE_URL: url.href });
        expect(await unaware.ended).toBe(1);
        expect(unaware.output()).toContain('DATABASE_URL leads through a pooler');
        const ambit = await launch(
          {
            ...env,
            AMBIT_RATE_LIMIT: 'off',
            DATABASE_URL: url.href,
            DATABASE_DIRECT_URL: env.DATABASE_URL,
          },
          ['--no-pages'],
        );
        await ready(ambit);
        await walk(ambit.url);
        expect(ambit.output()).not.toMatch(/"level":"(error|warn)"/);
        expect(await stop(ambit)).toBe(0);
      } finally {
        await bouncer.close();
      }
    });
  });
});
