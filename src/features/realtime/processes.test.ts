import { afterEach, describe, expect, test } from 'vitest';
import { processBus } from '@/platform/bus/process-bus';
import { openDatabase } from '@/platform/db/database';
import { newId } from '@/platform/ids';
import { modules } from '@/registry';
import { type TestApp, testApp } from '../../../tests/support/app';
import { joined, type Person, registered } from '../../../tests/support/browser';
import { startDatabase } from '../../../tests/support/database';
import { EventReader } from '../../../tests/support/event-reader';
import { hasRedis, startRedis, type TestRedis } from '../../../tests/support/redis';
import type { Viewer } from './presence';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

/** A process of its own: pools, cache of principals and bus are not shared with any other. */
async function processOf(redis: TestRedis | null): Promise<TestApp> {
  const { urls } = await startDatabase();
  const db = openDatabase(urls, { sizes: { app: 3, auth: 2, relay: 1 } });
  const bus = processBus({
    redis_url: redis?.url ?? null,
    postgres_url: urls.app,
    onError: () => undefined,
  });
  open.push(db, bus);
  const app = await testApp({ modules, db, bus });
  await expect.poll(() => bus.state(), { timeout: 5000 }).toBe('up');
  return app;
}

const streamAt = async (app: TestApp, { browser }: Person) =>
  new EventReader(await browser.at(app).fetch('/stream'));

const create = async ({ browser }: Person, last_name: string) =>
  (await browser.post<{ id: string }>('/contacts', { last_name })).data.id;

const wires: [string, boolean][] = [
  ['LISTEN and NOTIFY', false],
  ...(hasRedis ? [['Redis', true] as [string, boolean]] : []),
];

describe.each(wires)('over %s', (_name, onRedis) => {
  const redisOf = async (): Promise<TestRedis | null> => {
    if (!onRedis) return null;
    const redis = await startRedis();
    open.push(redis);
    return redis;
  };

  test('a change in one process is told in every process, to its company alone', async () => {
    const redis = await redisOf();
    const [here, there] = [await processOf(redis), await processOf(redis)];
    const [ada, stranger] = [await registered(here), await registered(here)];
    const [near, far, foreign] = [
      await streamAt(here, ada),
      await streamAt(there, ada),
      await streamAt(there, stranger),
    ];
    const id = await create(ada, 'Byron');
    await create(stranger, 'Babbage');
    for (const stream of [near, far]) {
      await expect
        .poll(() => stream.notices, { timeout: 2000 })
        .toEqual([
          {
            event: expect.any(String),
            object: 'contacts',
            id,
            version: 1,
            name: 'contact.created',
            request_id: expect.any(String),
          },
        ]);
    }
    await expect.poll(() => foreign.notices.length).toBe(1);
    expect(foreign.notices[0].id).not.toBe(id);
  });

  test('a thousand changes at once are told in few words', async () => {
    const redis = await redisOf();
    const [here, there] = [await processOf(redis), await processOf(redis)];
    const ada = await registered(here);
    const far = await streamAt(there, ada);
    const many = Array.from({ length: 1000 }, (_, at) => ({ last_name: `n${at}` }));
    await ada.browser.post('/contacts/bulk', { create: many });
    const some = Array.from({ length: 50 }, (_, at) => ({ last_name: `s${at}` }));
    await ada.browser.post('/contacts/bulk', { create: some });
    await expect.poll(() => far.notices.length, { timeout: 2000 }).toBe(51);
    expect(far.notices[0]).toMatchObject({ object: 'contacts', id: null, version: null });
    expect(new Set(far.notices.map(({ id }) => id)).size).toBe(51);
  });

  test('people at different processes see each other on a record', async () => {
    const redis = await redisOf();
    const [here, there] = [await processOf(redis), await processOf(redis)];
    const ada = await registered(here);
    const grace = await joined(here, ada, 'rep');
    const near = await streamAt(here, ada);
    await streamAt(there, grace);
    const id = await create(ada, 'Byron');
    const record = { object: 'contacts', id };
    await ada.browser.call('PUT', '/presence', { client: newId(), record });
    const client = newId();
    const others = () =>
      near
        .of('presence')
        .at(-1)
        ?.users.map(({ name }: Viewer) => name);
    await grace.browser.at(there).call('PUT', '/presence', { client, record });
    await expect.poll(others).toContain('Grace Hopper');
    await grace.browser.at(there).call('PUT', '/presence', { client, record: null });
    await expect.poll(others).toEqual(['Ada Byron']);
  });

  test('signing out or losing rights in one process ends the streams of the others within a second', async () => {
    const redis = await redisOf();
    const [here, there] = [await processOf(redis), await processOf(redis)];
    const host = await registered(here);
    const [rep, leaver] = [await joined(here, host, 'rep'), await joined(here, host, 'rep')];
    const streams = {
      host: await streamAt(there, host),
      rep: await streamAt(there, rep),
      leaver: await streamAt(there, leaver),
    };
    const within = async (what: () => Promise<unknown>, stream: EventReader) => {
      await what();
      const done = performance.now();
      await expect.poll(() => stream.ended, { timeout: 3000, interval: 20 }).toBe(true);
      expect(performance.now() - done).toBeLessThan(1000);
    };
    const role = { role: 'read_only' };
    await within(() => host.browser.patch(`/members/${rep.user_id}`, role), streams.rep);
    await within(() => host.browser.delete(`/members/${leaver.user_id}`), streams.leaver);
    expect((await leaver.browser.at(there).fetch('/stream')).status).toBe(401);
    await streamAt(there, rep); // with the new rights
    expect(streams.host.ended).toBe(false);
    await within(() => host.browser.post('/auth/logout'), streams.host);
  });

  test('after an outage of the wire everybody reads everything again, and hears as before', async () => {
    const redis = await redisOf();
    const [here, there] = [await processOf(redis), await processOf(redis)];
    const ada = await registered(here);
    const far = await streamAt(there, ada);
    if (redis) {
      await redis.kill();
      await expect.poll(() => here.bus.state(), { timeout: 5000 }).toBe('down');
      await create(ada, 'Lost');
      await redis.start();
    } else {
      const { admin, name } = await startDatabase();
      await admin.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'ambit-bus' and datname = $1",
        [name],
      );
      await expect.poll(() => here.bus.state(), { timeout: 5000 }).toBe('down');
    }
    for (const app of [here, there])
      await expect.poll(() => app.bus.state(), { timeout: 10_000 }).toBe('up');
    await expect.poll(() => far.of('resync').length, { timeout: 5000 }).toBeGreaterThan(0);
    const id = await create(ada, 'Found');
    await expect.poll(() => far.notices.some((one) => one.id === id), { timeout: 3000 }).toBe(true);
  });
});
