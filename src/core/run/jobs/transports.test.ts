import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { workPrincipal } from '@/identity/member-principal';
import { accountsModule } from '@/objects/accounts/module';
import { contactsModule } from '@/objects/contacts/module';
import { bullmqTransport } from '@/platform/queue/bullmq';
import type { Transport } from '@/platform/queue/transport';
import { testApp } from '../../../../tests/support/app';
import { call } from '../../../../tests/support/call';
import { testCompany, testCtx } from '../../../../tests/support/company';
import { startDatabase } from '../../../../tests/support/database';
import { hasRedis, startRedis } from '../../../../tests/support/redis';
import type { App, Ctx } from '../context';
import { actorOf, recordEvents } from '../events';
import { enqueueAll, type JobKind, systemActor } from './job';
import { startRelay } from './relay';
import { defineSubscriber } from './subscriber';
import { subscriberJob } from './subscriber-job';
import { startWorkers } from './worker';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

/** Every contact that is made leads to one event of its own: an effect that can be counted. */
const effect = defineSubscriber({
  name: 'test.effect',
  queue: 'relay',
  events: ['contact.created'],
  bulk: 'each',
  handle: (ctx, tx, events) =>
    recordEvents(
      tx,
      actorOf(ctx),
      events.map(({ record_id }) => ({ name: 'test.effect', after: { contact: record_id } })),
    ),
});

async function transport(redis_url: string | null): Promise<Transport> {
  const { urls } = await startDatabase();
  const queue = bullmqTransport({
    redis_url,
    postgres_url: urls.relay,
    serving: 2,
    onError: () => undefined,
    onTrouble: () => undefined,
  });
  open.push(queue);
  return queue;
}

/** Two processes on one database: each has a relay and workers over a connection to the queue of its own. */
async function house(redis_url: string | null, kinds: readonly JobKind[] = []): Promise<App> {
  const apps: App[] = [];
  for (let process = 0; process < 2; process++) {
    const queue = await transport(redis_url);
    const app = await testApp({ modules: [accountsModule, contactsModule], queue });
    const relay = startRelay(app, { subscribers: [effect], look_ms: 200 });
    const workers = startWorkers(app, {
      kinds: [subscriberJob(effect), ...kinds],
      principalOf: workPrincipal,
    });
    open.push({
      async close() {
        await relay.stop();
        await workers.stop();
      },
    });
    apps.push(app);
  }
  const [app] = apps;
  if (!app) throw new Error('no process');
  return app;
}

async function effectsOf(ctx: Ctx): Promise<{ contacts: number; effects: number; once: number }> {
  const { admin } = await startDatabase();
  const { rows } = await admin.query(
    `select (select count(*)::int from contacts where company_id = $1) as contacts, count(*)::int as effects,
      count(distinct changes -> 'after' ->> 'contact')::int as once from events where company_id = $1 and name = 'test.effect'`,
    [ctx.scope.company_id],
  );
  return rows[0];
}

async function make(ctx: Ctx, count: number): Promise<void> {
  for (let i = 0; i < count; i++)
    await call(ctx, 'contacts.create', { body: { last_name: `n${i}` } });
}

const all = (count: number) => ({ contacts: count, effects: count, once: count });

const backends: [string, boolean][] = [
  ['PostgreSQL', false],
  ...(hasRedis ? [['Redis', true] as [string, boolean]] : []),
];

describe.each(backends)('on %s', (_name, onRedis) => {
  const url = async (): Promise<string | null> => {
    if (!onRedis) return null;
    const redis = await startRedis();
    open.push(redis);
    return redis.url;
  };

  test('every event has its effect once, whichever process does it', async () => {
    const app = await house(await url());
    const company = await testCompany();
    const ctx = testCtx(app, company, company);
    await make(ctx, 60);
    await expect.poll(() => effectsOf(ctx), { timeout: 20_000 }).toEqual(all(60));
    const create = Array.from({ length: 100 }, (_, i) => ({ last_name: `b${i}` }));
    await call(ctx, 'contacts.bulk', { body: { create } });
    await expect.poll(() => effectsOf(ctx), { timeout: 20_000 }).toEqual(all(160));
  }, 60_000);

  test('one company with very much to do does not keep another waiting', async () => {
    const done: string[] = [];
    const slow: JobKind = {
      name: 'test.slow',
      queue: 'cleanup',
      input: z.unknown(),
      async run(ctx) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        done.push(ctx.scope.company_id);
      },
    };
    const app = await house(await url(), [slow]);
    const add = async (count: number): Promise<string> => {
      const { company } = await testCompany();
      const actor = systemActor(app, company.id, 'test');
      await app.db.withCompany({ company_id: company.id, user_id: null }, (tx) =>
        enqueueAll(
          tx,
          actor,
          slow,
          Array.from({ length: count }, () => ({ input: {} })),
        ),
      );
      return company.id;
    };
    await add(300);
    const late = await add(3);
    await expect.poll(() => done.filter((id) => id === late).length, { timeout: 20_000 }).toBe(3);
    expect(done.length).toBeLessThan(100);
    await expect.poll(() => done.length, { timeout: 30_000 }).toBe(303);
  }, 60_000);
});

test.runIf(hasRedis)(
  'a Redis that is killed again and again and comes back empty loses and doubles nothing',
  async () => {
    const redis = await startRedis();
    open.push(redis);
    const app = await house(redis.url);
    const company = await testCompany();
    const ctx = testCtx(app, company, company);
    const rounds = 4;
    for (let round = 0; round < rounds; round++) {
      const writing = make(ctx, 40);
      await new Promise((resolve) => setTimeout(resolve, 40 * round));
      await redis.kill(true);
      await writing; // writes go on without it
      if (round < rounds - 1) await redis.start();
    }
    // It stays away after the last kill: work is found by looking.
    await expect.poll(() => effectsOf(ctx), { timeout: 30_000 }).toEqual(all(40 * rounds));
  },
  90_000,
);
