import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createOutbound } from '@/platform/outbound/outbound';
import { call } from '../../../tests/support/call';
import { startDatabase } from '../../../tests/support/database';
import { testSecret } from '../../../tests/support/names';
import type { Received } from '../../../tests/support/receiver';
import {
  contact,
  deliveries,
  type WebhookHouse,
  webhook,
  webhookHouse,
} from '../../../tests/support/webhook-house';

let house: WebhookHouse;
beforeEach(async () => {
  house = await webhookHouse();
});
afterEach(() => house.close());

const soon = { timeout: 40_000, interval: 30 };
const verified = (secret: string, { body, headers }: Received) =>
  new Webhook(secret).verify(body, headers as Record<string, string>) as {
    type: string;
    data: Record<string, unknown>;
  };
const tell = (house: WebhookHouse, id: string, delivery_id: string) =>
  call(house.ctx, 'webhooks.delivery', { params: { id, delivery_id } });

/** The kinds of the house's runs for endpoints, in the order they were asked for. */
async function sends({ company }: WebhookHouse, condition: string): Promise<string[]> {
  const { admin } = await startDatabase();
  const { rows } = await admin.query(
    `select kind from jobs where company_id = $1 and kind in ('webhooks.send', 'webhooks.retry') and ${condition} order by id`,
    [company.company.id],
  );
  return rows.map(({ kind }) => kind);
}

describe('an event', () => {
  test('arrives once, signed as Standard Webhooks say, with the values before and after', async () => {
    house.work();
    const { id, secret } = await webhook(house);
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const record = await contact(house);
    await call(house.ctx, 'contacts.update', {
      params: { id: record },
      body: { first_name: 'Grace' },
    });
    const { got } = house.receiver;
    await expect.poll(() => got.length, soon).toBe(2);
    const [made, changed] = got.map((one) => verified(secret, one));
    expect(made).toMatchObject({
      type: 'contact.created',
      data: { object: 'contacts', id: record, version: 1 },
    });
    expect(changed).toMatchObject({
      type: 'contact.updated',
      data: {
        id: record,
        version: 2,
        changes: { before: { first_name: 'Ada' }, after: { first_name: 'Grace' } },
        actor: { kind: 'user', id: house.company.user.id },
      },
    });
    const { admin } = await startDatabase();
    const { rows } = await admin.query('select id from events where record_id = $1 order by id', [
      record,
    ]);
    expect(got.map(({ headers }) => headers['webhook-id'])).toEqual(rows.map((row) => row.id));
    expect(got[0]?.headers['content-type']).toBe('application/json');
    await expect
      .poll(
        async () => (await deliveries(house, id)).map((one: { status: string }) => one.status),
        soon,
      )
      .toEqual(['delivered', 'delivered']);
    const [last] = await deliveries(house, id);
    const { data } = await tell(house, id, last.id);
    expect(data).toMatchObject({
      event: 'contact.updated',
      attempts: 1,
      next_at: null,
      answer: { status: 200, body: '' },
    });
    expect(data.request.body).toBe(got[1]?.body);
    expect(data.request.headers['webhook-signature']).toBe(got[1]?.headers['webhook-signature']);
    expect(data.tries).toEqual([{ at: data.sent_at, status: 200, ms: data.ms, error: null }]);
  }, 90_000);

  test('of a bulk change is a delivery each; events that are not asked for are none', async () => {
    house.work();
    const all = await webhook(house, ['contact.created']);
    const none = await webhook(house, ['*.deleted', 'account.*']);
    const create = Array.from({ length: 60 }, (_, n) => ({ first_name: `Bulk ${n}` }));
    await call(house.ctx, 'contacts.bulk', { body: { create } });
    await expect.poll(() => house.receiver.got.length, soon).toBe(60);
    expect(new Set(house.receiver.got.map(({ headers }) => headers['webhook-id'])).size).toBe(60);
    await expect
      .poll(
        async () => (await deliveries(house, all.id, 'status=delivered&limit=200')).length,
        soon,
      )
      .toBe(60);
    expect(await deliveries(house, none.id)).toEqual([]);
  }, 90_000);

  test('of one record arrives in order', async () => {
    const { secret } = await webhook(house);
    const record = await contact(house);
    for (let n = 1; n <= 12; n++)
      await call(house.ctx, 'contacts.update', {
        params: { id: record },
        body: { first_name: `Ada ${n}` },
      });
    house.receiver.answer = (response) => setTimeout(() => response.end(), Math.random() * 30);
    house.work();
    await expect.poll(() => house.receiver.got.length, soon).toBe(13);
    const versions = house.receiver.got.map((one) => verified(secret, one).data.version);
    expect(versions).toEqual(Array.from({ length: 13 }, (_, n) => n + 1));
  }, 90_000);

  test('from before the webhook, or while it was off, is none', async () => {
    await contact(house, 'Before');
    const { id } = await webhook(house);
    await call(house.ctx, 'webhooks.update', { params: { id }, body: { active: false } });
    house.work();
    await contact(house, 'Off');
    const { admin } = await startDatabase();
    const left = async () =>
      (await admin.query('select from outbox where company_id = $1', [house.company.company.id]))
        .rowCount;
    await expect.poll(left, soon).toBe(0);
    expect(await deliveries(house, id)).toEqual([]);
  }, 90_000);
});

describe('an endpoint', () => {
  test('that fails is tried ten times over 75 hours under one id, then no more; a replay begins anew', async () => {
    house.receiver.answer = (response) => void response.writeHead(500).end('broken');
    house.work();
    const { id, secret } = await webhook(house);
    await contact(house);
    let waited = 0;
    for (let attempts = 1; attempts <= 10; attempts++) {
      const tried = async () => (await deliveries(house, id))[0]?.attempts;
      await expect.poll(tried, soon).toBe(attempts);
      const [delivery] = await deliveries(house, id);
      expect(delivery.answer_status).toBe(500);
      expect(delivery.status).toBe(attempts === 10 ? 'failed' : 'pending');
      if (delivery.next_at !== null)
        waited += Date.parse(delivery.next_at) - Date.parse(delivery.sent_at);
      await house.travel();
    }
    const hours = waited / 3_600_000;
    expect(hours).toBeGreaterThan(75);
    expect(hours).toBeLessThan(90);
    const { got } = house.receiver;
    expect(got).toHaveLength(10);
    expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    for (const one of got) expect(verified(secret, one).type).toBe('contact.created');
    const [failed] = await deliveries(house, id, 'status=failed');
    expect((await tell(house, id, failed.id)).data.tries).toHaveLength(10);

    house.receiver.answer = (response) => void response.end('fine');
    const replayed = await call(house.ctx, 'webhooks.replay', {
      params: { id, delivery_id: failed.id },
    });
    expect(replayed.data).toMatchObject({ status: 'pending', attempts: 0 });
    await expect.poll(async () => (await deliveries(house, id))[0]?.status, soon).toBe('delivered');
    expect(got.at(-1)?.headers['webhook-id']).toBe(failed.id);
    expect((await call(house.ctx, 'webhooks.get', { params: { id } })).data).toMatchObject({
      failures: 0,
      failing_since: null,
      active: true,
    });
  }, 90_000);

  test('that asks for more time gets it', async () => {
    house.receiver.answer = (response) =>
      void response.writeHead(429, { 'retry-after': '1800' }).end();
    house.work();
    const { id } = await webhook(house);
    await contact(house);
    await expect.poll(async () => (await deliveries(house, id))[0]?.attempts, soon).toBe(1);
    const [delivery] = await deliveries(house, id);
    expect(Date.parse(delivery.next_at) - Date.parse(delivery.sent_at)).toBeGreaterThanOrEqual(
      1_799_000,
    );
  }, 90_000);

  test('that is gone is switched off at once, with an event and a mail; what waited goes out when it is on again', async () => {
    house.receiver.answer = (response) => void response.writeHead(410).end();
    house.work();
    const { id } = await webhook(house);
    await contact(house);
    const shown = async () => (await call(house.ctx, 'webhooks.get', { params: { id } })).data;
    await expect.poll(async () => (await shown()).active, soon).toBe(false);
    expect(await shown()).toMatchObject({
      disabled_reason: 'gone',
      disabled_at: expect.any(String),
    });
    await expect.poll(() => house.app.sent.length, soon).toBe(1);
    expect(house.app.sent[0]).toMatchObject({ to: house.company.user.email });
    expect(house.app.sent[0]?.text).toContain(house.receiver.url);
    const { admin } = await startDatabase();
    const { rows } = await admin.query(
      `select actor_kind, changes from events where company_id = $1 and name = 'webhook.disabled'`,
      [house.company.company.id],
    );
    expect(rows).toMatchObject([
      { actor_kind: 'system', changes: { after: { disabled_reason: 'gone' } } },
    ]);
    const again = call(house.ctx, 'webhooks.replay_range', { params: { id } });
    await expect(again).rejects.toMatchObject({ code: 'conflict' });
    await house.travel();
    await contact(house, 'Unheard');

    house.receiver.answer = (response) => void response.end();
    await call(house.ctx, 'webhooks.update', { params: { id }, body: { active: true } });
    await expect.poll(async () => (await deliveries(house, id))[0]?.status, soon).toBe('delivered');
    expect(house.receiver.got).toHaveLength(2);
    expect(await shown()).toMatchObject({ active: true, disabled_reason: null, disabled_at: null });
  }, 90_000);

  test.each([
    ['given up on three deliveries in a row', 'given_up = 2', 9],
    ['failing for five days', `failing_since = now() - interval '121 hours', failures = 30`, 3],
  ])(
    '%s is switched off',
    async (_, state, attempts) => {
      house.receiver.answer = (response) => void response.writeHead(503).end();
      const { id } = await webhook(house);
      const { admin } = await startDatabase();
      await admin.query(`update webhooks set ${state} where id = $1`, [id]);
      house.work();
      await contact(house);
      await expect.poll(async () => (await deliveries(house, id))[0]?.attempts, soon).toBe(1);
      await admin.query('update webhook_deliveries set attempts = $2 where webhook_id = $1', [
        id,
        attempts,
      ]);
      for (let tries = 0; tries < 3; tries++) {
        await house.travel();
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
      const shown = async () => (await call(house.ctx, 'webhooks.get', { params: { id } })).data;
      await expect.poll(async () => (await shown()).disabled_reason, soon).toBe('failing');
      await expect.poll(() => house.app.sent.length, soon).toBe(1);
    },
    30_000,
  );

  test('that never answers keeps no other waiting, and one that fails now and then is not switched off', async () => {
    const hung = await house.receive();
    hung.answer = () => undefined;
    for (let n = 0; n < 40; n++) await webhook(house, ['contact.created'], hung.url);
    const { id } = await webhook(house, ['contact.created']);
    house.work();
    for (let n = 0; n < 10; n++) await contact(house, `Waiting ${n}`);
    const begin = performance.now();
    await contact(house, 'Last');
    const arrived = () => house.receiver.got.filter(({ body }) => body.includes('"Last"')).length;
    await expect.poll(arrived, { timeout: 30_000, interval: 20 }).toBe(1);
    expect(performance.now() - begin).toBeLessThan(9000); // one call that hangs takes ten seconds
    house.receiver.answer = (response, { headers }) =>
      void response.writeHead(Number(headers['webhook-timestamp']) % 2 ? 500 : 200).end();
    await contact(house, 'Sporadic');
    expect((await call(house.ctx, 'webhooks.get', { params: { id } })).data.active).toBe(true);
  }, 90_000);

  test('that rests has one run to come whatever happens meanwhile, and then gets all of it', async () => {
    house.receiver.answer = (response) => void response.writeHead(500).end();
    house.work();
    const { id } = await webhook(house);
    await contact(house);
    const runs = () => sends(house, 'true');
    // One that has not answered yet is served where it keeps nobody waiting.
    await expect.poll(runs, soon).toEqual(['webhooks.retry', 'webhooks.retry']);
    // One after the other: who adds deliveries while another does asks for a run to be safe.
    for (let n = 0; n < 2; n++) {
      await contact(house, `Meanwhile ${n}`);
      await expect.poll(async () => (await deliveries(house, id)).length, soon).toBe(n + 2);
    }
    expect(await runs()).toHaveLength(2);
    house.receiver.answer = (response) => void response.end();
    const delivered = async () => (await deliveries(house, id, 'status=delivered')).length;
    await expect.poll(delivered, soon).toBe(3);
    expect(house.receiver.got).toHaveLength(4);
    await expect.poll(() => sends(house, "status <> 'completed'"), soon).toEqual([]);
    await contact(house, 'Afterwards');
    await expect.poll(delivered, soon).toBe(4);
    expect((await runs()).at(-1)).toBe('webhooks.send');
  }, 90_000);

  test('gets every event, whenever it comes beside runs that begin and end', async () => {
    let call = 0;
    house.receiver.answer = (response) => {
      const status = call++ % 7 === 3 ? 500 : 200;
      setTimeout(() => response.writeHead(status).end(), Math.random() * 10);
    };
    house.work();
    const { id } = await webhook(house, ['contact.created']);
    const add = async (person: number) => {
      for (let n = 0; n < 25; n++) {
        await contact(house, `${person} ${n}`);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
      }
    };
    await Promise.all([add(1), add(2), add(3), add(4)]);
    const waiting = async () => {
      await house.travel();
      return (await deliveries(house, id, 'status=pending')).length;
    };
    await expect.poll(waiting, { timeout: 60_000, interval: 300 }).toBe(0);
    expect(await deliveries(house, id, 'status=delivered&limit=200')).toHaveLength(100);
  }, 120_000);

  test('that redirects inward is not followed, and of a huge answer a beginning is kept', async () => {
    const inside = await house.receive();
    house.receiver.answer = (response) =>
      void response.writeHead(307, { location: inside.url }).end();
    const large = await house.receive();
    large.answer = (response) => void response.end(`\u0000${'x'.repeat(5_000_000)}`);
    house.work();
    const moved = await webhook(house, ['contact.created']);
    const talkative = await webhook(house, ['contact.created'], large.url);
    await contact(house);
    await expect
      .poll(async () => (await deliveries(house, moved.id))[0]?.answer_status, soon)
      .toBe(307);
    expect((await deliveries(house, moved.id))[0]?.status).toBe('pending');
    expect(inside.got).toEqual([]);
    await expect
      .poll(async () => (await deliveries(house, talkative.id))[0]?.status, soon)
      .toBe('delivered');
    const [delivery] = await deliveries(house, talkative.id);
    const { data } = await tell(house, talkative.id, delivery.id);
    expect(data.answer.body).toBe('x'.repeat(1023));
  }, 90_000);
});

test('a name that leads inward by the time of sending is not called', async () => {
  let asked = 0;
  const flipping = await webhookHouse({
    outbound: createOutbound({
      allow: [],
      resolve: async () => [{ address: asked++ === 0 ? '93.184.216.34' : '127.0.0.1', family: 4 }],
    }),
  });
  try {
    flipping.work();
    const { id } = await webhook(flipping, ['contact.*'], 'https://rebind.example/hook');
    await contact(flipping);
    await expect
      .poll(async () => (await deliveries(flipping, id))[0]?.error?.code, soon)
      .toBe('address_not_allowed');
    expect((await deliveries(flipping, id))[0]?.status).toBe('pending');
  } finally {
    await flipping.close();
  }
}, 90_000);

test('a process killed after the call and before it is written down sends again, under the same id', async () => {
  const { id } = await webhook(house);
  await contact(house);
  const { startRelay } = await import('@/core/run/jobs/relay');
  const { deliverEvents } = await import('./subscriber');
  const { startWorkers } = await import('@/core/run/jobs/worker');
  const { subscriberJob } = await import('@/core/run/jobs/subscriber-job');
  const { workPrincipal } = await import('@/identity/member-principal');
  const relay = startRelay(house.app, { subscribers: [deliverEvents], look_ms: 30 });
  const adding = startWorkers(house.app, {
    kinds: [subscriberJob(deliverEvents)],
    principalOf: workPrincipal,
    look_ms: 30,
  });
  const { urls } = await startDatabase();
  const child = fork(
    new URL('../../../tests/support/webhooks-child.ts', import.meta.url),
    [JSON.stringify(urls)],
    {
      execArgv: ['--import', 'tsx'],
      stdio: 'inherit',
      env: {
        ...process.env,
        NODE_ENV: 'test',
        BASE_URL: 'http://localhost:3000',
        AMBIT_SECRET: testSecret,
        AMBIT_OUTBOUND_ALLOW: '127.0.0.1',
      },
    },
  );
  const [code, signal] = await once(child, 'exit');
  expect([code, signal]).toEqual([null, 'SIGKILL']);
  await Promise.all([relay.stop(), adding.stop()]);
  expect(house.receiver.got).toHaveLength(1);
  expect(await deliveries(house, id)).toMatchObject([{ status: 'pending', attempts: 0 }]);
  house.work();
  await expect
    .poll(async () => (await deliveries(house, id))[0]?.status, { timeout: 40_000 })
    .toBe('delivered');
  const ids = house.receiver.got.map(({ headers }) => headers['webhook-id']);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
}, 90_000);
