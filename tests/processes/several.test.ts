import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EventReader } from '../support/event-reader';
import { HttpPerson } from '../support/http-person';
import { runProgram, serve, statusOf, stop, until } from '../support/process';
import { hasRedis, startRedis, type TestRedis } from '../support/redis';
import {
  type Cluster,
  externalVariables,
  startCluster,
  systemPostgres,
} from '../support/system-postgres';

interface Task {
  readonly status: string;
  readonly done: number;
  readonly total: number;
  readonly error: string | null;
}

const bin = systemPostgres();
let cluster: Cluster | null = null;
let redis: TestRedis | null = null;
const folders: string[] = [];
const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'ambit-several-'));
  folders.push(path);
  return path;
};

beforeAll(async () => {
  cluster = bin === null ? null : await startCluster(bin);
  redis = hasRedis ? await startRedis() : null;
});
afterAll(async () => {
  await cluster?.close();
  await redis?.close();
  for (const path of folders) rmSync(path, { recursive: true, force: true });
});

/** Fills a company with `count` contacts. */
async function fill(person: HttpPerson, count: number): Promise<void> {
  for (let made = 0; made < count; made += 1000) {
    const create = Array.from({ length: Math.min(1000, count - made) }, (_, at) => ({
      last_name: `Contact ${made + at}`,
    }));
    expect((await person.post('/contacts/bulk', { create })).status).toBeLessThan(300);
  }
}

/** Starts a bulk change of every contact; returns the address of its task. */
async function changeAll(person: HttpPerson): Promise<string> {
  const filter = { field: 'last_name', op: 'starts', value: 'Contact' };
  const { status, data } = await person.post<{ job_id: string }>('/contacts/bulk', {
    update: { filter, set: { job_title: 'Changed' } },
  });
  expect(status).toBe(202);
  return `/jobs/${data.job_id}`;
}

/** A second, and the time of the last question. */
const soon = 1200;

/** Whatever takes rights away at one process holds at another within a second. */
async function losesRights(here: HttpPerson, there: string): Promise<void> {
  const account = await here.post<{ id: string }>('/service-accounts', {
    name: 'Bot',
    role: 'manager',
  });
  const { id } = account.data;
  const newKey = async () => {
    const given = { name: 'k', scopes: ['*:read', '*:create'], user_id: id };
    const { data } = await here.post<{ id: string; key: string }>('/api-keys', given);
    return { id: data.id, by: new HttpPerson(there, { authorization: `Bearer ${data.key}` }) };
  };
  const create = async (by: HttpPerson) => (await by.post('/tasks', { title: 'By a key' })).status;
  const takes = async (
    what: string,
    refusal: 401 | 403,
    take: () => Promise<{ status: number }>,
    by: HttpPerson,
  ) => {
    expect([what, await create(by)]).toEqual([what, 201]);
    expect([what, (await take()).status]).toEqual([what, 200]);
    const took = await until(async () => (await create(by)) === refusal, 3000, what);
    expect([what, took < soon]).toEqual([what, true]);
  };
  const revoked = await newKey();
  await takes('key', 401, () => here.call('DELETE', `/api-keys/${revoked.id}`), revoked.by);
  const { by } = await newKey();
  const member = `/members/${id}`;
  await takes('role', 403, () => here.call('PATCH', member, { role: 'read_only' }), by);
  expect((await here.call('PATCH', member, { role: 'rep' })).status).toBe(200);
  await until(async () => (await create(by)) === 201, 3000, 'the role back');
  await takes('deactivated', 401, () => here.post(`${member}/deactivate`), by);

  const elsewhere = new HttpPerson(there);
  const { email, password } = here;
  expect((await elsewhere.post('/auth/login', { email, password })).status).toBe(200);
  await takes('signed out everywhere', 401, () => here.call('DELETE', '/sessions'), elsewhere);
}

const changed = (person: HttpPerson) =>
  person.get<{ version: number }[]>('/contacts?limit=200&fields=version&filter[job_title]=Changed');

describe.each([
  ['two servers on one data directory', 2, true, () => ({ DATA_DIR: folder() })],
  ['two servers on one PostgreSQL', 2, bin !== null, () => externalVariables(cluster, folder())],
  [
    'three servers on one PostgreSQL and Redis',
    3,
    bin !== null && hasRedis,
    async () => ({
      ...(await externalVariables(cluster, folder())),
      REDIS_URL: redis?.url ?? '',
    }),
  ],
] as const)('%s', (_what, servers, possible, variables) => {
  test.skipIf(!possible)('serve the same, end sessions together and take over work', async () => {
    const env = await variables();
    const [one, two, ...more] = await Promise.all(
      Array.from({ length: servers }, () => serve(env)),
    );
    if (!one || !two) throw new Error('two at least');
    const here = await HttpPerson.registered(one.url);
    const there = here.at(two.url);
    await fill(here, 3000);
    for (const { url } of [two, ...more]) expect(await here.at(url).contacts()).toBe(3000);

    // Answers that are kept: what one process changes, the others tell at once.
    const labels = async ({ url }: { url: string }) =>
      (await here.at(url).get<{ label: string }[]>('/fields?object=contacts')).data.map(
        ({ label }) => label,
      );
    for (const server of [one, two, ...more]) expect(await labels(server)).toEqual([]);
    const field = { object: 'contacts', label: 'Shoe size', kind: 'integer' };
    expect((await here.post('/fields', field)).status).toBe(201);
    for (const server of [two, ...more, one]) expect(await labels(server)).toEqual(['Shoe size']);

    const headers = { cookie: there.cookie() };
    const stream = new EventReader(await fetch(`${two.url}/api/stream`, { headers }));
    const told = await here.post<{ id: string }>('/contacts', { last_name: 'Told' });
    await expect.poll(() => stream.notices.map(({ id }) => id)).toContain(told.data.id);

    const elsewhere = new HttpPerson(two.url);
    const { email, password } = here;
    expect((await elsewhere.post('/auth/login', { email, password })).status).toBe(200);
    const left = elsewhere.at(one.url);
    expect((await left.get('/auth/session')).status).toBe(200);
    expect((await elsewhere.post('/auth/logout')).status).toBe(200);
    const out = await until(
      async () => (await left.get('/auth/session')).status === 401,
      3000,
      'signed out elsewhere',
    );
    expect(out).toBeLessThan(soon);
    await losesRights(here, two.url);

    for (const { child } of [two, ...more]) child.kill('SIGSTOP'); // so that the first one gets the work
    const task = await changeAll(here);
    let seen: Task | undefined;
    await until(
      async () => {
        seen = (await here.get<Task>(task)).data;
        return seen.done > 0;
      },
      20_000,
      'begun',
    );
    one.child.kill('SIGKILL');
    for (const { child } of [two, ...more]) child.kill('SIGCONT');
    expect(seen).toMatchObject({ status: 'running', total: 3000 });
    expect(seen?.done).toBeLessThan(3000);
    await until(
      async () => (await there.get<Task>(task)).data.status === 'completed',
      60_000,
      'taken over',
    );
    const { data } = await changed(there);
    expect(data.length).toBe(200);
    for (const { version } of data) expect(version).toBe(2); // once each
    expect((await there.get<Task>(task)).data).toMatchObject({ done: 3000, error: null });
    for (const server of [two, ...more]) {
      expect(await here.at(server.url).contacts()).toBe(3001);
      expect(await stop(server)).toBe(0);
    }
  });
});

test('AMBIT_ROLES: one answers, the other works', async () => {
  const env = { DATA_DIR: folder() };
  const web = await serve({ ...env, AMBIT_ROLES: 'web' });
  const person = await HttpPerson.registered(web.url);
  await fill(person, 50);
  const task = await changeAll(person);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect((await person.get<Task>(task)).data.status).toBe('queued');

  const worker = runProgram('start', [], { ...env, AMBIT_ROLES: 'worker', PORT: '1' });
  await until(
    async () => (await person.get<Task>(task)).data.status === 'completed',
    30_000,
    'worked',
  );
  expect(worker.output()).toContain('works in the background');
  expect(await statusOf('http://127.0.0.1:1/healthz')).toBe(0);
  expect(await stop(worker)).toBe(0);
  expect(await stop(web)).toBe(0);
});
