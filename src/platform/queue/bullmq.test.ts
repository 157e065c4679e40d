import { afterEach, describe, expect, test } from 'vitest';
import { startDatabase } from '../../../tests/support/database';
import { databasePort, startFaultProxy, throughProxy } from '../../../tests/support/faults/proxy';
import { hasRedis, startRedis, type TestRedis } from '../../../tests/support/redis';
import { bullmqTransport } from './bullmq';
import type { Transport } from './transport';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

interface End {
  readonly queue: Transport;
  readonly errors: string[];
}

/** As a process has it. Without Redis: on the migrated database, with the rights of the relay login. */
async function transport(redis_url: string | null, postgres_url?: string): Promise<End> {
  const { urls } = await startDatabase();
  const errors: string[] = [];
  const queue = bullmqTransport({
    redis_url,
    postgres_url: postgres_url ?? urls.relay,
    serving: 1,
    onError: (error) => errors.push(error.message),
    onTrouble: (message) => errors.push(message),
  });
  open.push(queue);
  // Before the connection is there, a wake-up is dropped rather than kept for later.
  const connected = () =>
    queue.counts('records').then(
      () => true,
      () => false,
    );
  await expect.poll(connected).toBe(true);
  return { queue, errors };
}

async function redis(settings: readonly string[] = []): Promise<TestRedis> {
  const server = await startRedis(settings);
  open.push(server);
  return server;
}

function counting({ queue }: End): () => number {
  let woken = 0;
  queue.serve('records', 2, async () => {
    woken++;
  });
  return () => woken;
}

const within = (woken: () => number, timeout = 4000) => expect.poll(woken, { timeout });

async function reachesOthers(url: string | null): Promise<void> {
  const sending = await transport(url);
  const working = await transport(url);
  const woken = counting(working);
  sending.queue.wake('records');
  await within(woken).toBe(1);
  sending.queue.wake('records', { delay_ms: 200 });
  await within(woken).toBe(2);
  for (let i = 0; i < 100; i++) sending.queue.wake('records');
  await within(woken).toBeGreaterThan(2);
  const left = async () => (await sending.queue.counts('records')).waiting;
  await expect.poll(left, { timeout: 4000 }).toBe(0);
  expect(woken()).toBeLessThanOrEqual(18); // many writes in one moment are few wake-ups
  expect([...sending.errors, ...working.errors]).toEqual([]);
  expect([sending.queue.state(), working.queue.state()]).toEqual(['up', 'up']);
}

test('on PostgreSQL a wake-up reaches a worker of another process at once', () =>
  reachesOthers(null));

test('on PostgreSQL connections that are open and dead are given up, and the next wake-up arrives', async () => {
  const { urls } = await startDatabase();
  const proxy = await startFaultProxy(databasePort(urls.relay));
  open.push(proxy);
  const end = await transport(null, throughProxy(urls.relay, proxy));
  const woken = counting(end);
  end.queue.wake('records');
  await within(woken).toBe(1);
  proxy.halfOpen();
  const begun = performance.now();
  await expect(end.queue.counts('records')).rejects.toThrow();
  expect(performance.now() - begun).toBeLessThan(12_000);
  const sender = await transport(null);
  const wakes = setInterval(() => sender.queue.wake('records'), 500);
  await within(woken, 20_000).toBeGreaterThan(1);
  clearInterval(wakes);
  proxy.reset();
}, 45_000);

describe.runIf(hasRedis)('on Redis', () => {
  test('a wake-up reaches a worker of another process at once', async () => {
    await reachesOthers((await redis()).url);
  });

  test('one that is killed and comes back empty is used again; nobody waits for it meanwhile', async () => {
    const server = await redis();
    const sending = await transport(server.url);
    const working = await transport(server.url);
    const woken = counting(working);
    sending.queue.wake('records');
    await within(woken).toBe(1);
    await server.kill(true);
    sending.queue.wake('records');
    await expect.poll(() => sending.queue.state(), { timeout: 4000 }).toBe('down');
    expect(sending.errors).toHaveLength(1); // said once, not once per try
    await server.start();
    await expect
      .poll(
        async () => {
          sending.queue.wake('records');
          await new Promise((resolve) => setTimeout(resolve, 200));
          return woken();
        },
        { timeout: 15_000 },
      )
      .toBeGreaterThan(1);
    expect(sending.queue.state()).toBe('up');
  }, 30_000);

  test('one that may forget keys or writes nothing down is named', async () => {
    const server = await redis(['--appendonly', 'no', '--maxmemory-policy', 'allkeys-lru']);
    const { errors } = await transport(server.url);
    await expect.poll(() => errors.join(' '), { timeout: 4000 }).toMatch(/noeviction.*appendonly/);
  });
});
