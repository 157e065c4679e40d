import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { enqueue } from '@/core/run/jobs/job';
import { newId } from '@/platform/ids';
import { call } from '../../../tests/support/call';
import { testCompany, testCtx } from '../../../tests/support/company';
import { startDatabase } from '../../../tests/support/database';
import {
  contact,
  deliveries,
  type WebhookHouse,
  webhook,
  webhookHouse,
} from '../../../tests/support/webhook-house';
import { cleanupJob } from './cleanup';

let house: WebhookHouse;
beforeEach(async () => {
  house = await webhookHouse();
});
afterEach(() => house.close());

const soon = { timeout: 40_000, interval: 30 };
const create = (body: object, ctx = house.ctx) => call(ctx, 'webhooks.create', { body });

describe('making one', () => {
  test.each([
    ['http://example.com/', 'not_https'],
    ['https://169.254.169.254/latest/meta-data/', 'address_not_allowed'],
    ['https://2130706434/', 'address_not_allowed'],
    ['https://[::ffff:10.0.0.1]/', 'address_not_allowed'],
    ['https://u:p@example.com/', 'credentials_in_url'],
    ['https://example.com:25/', 'port_not_allowed'],
    ['example', 'invalid_url'],
  ])('with %s is refused: %s', async (url, code) => {
    await expect(create({ url, events: ['*'] })).rejects.toMatchObject({
      code: 'invalid',
      details: { issues: [{ path: 'url', code }] },
    });
    const { id } = await webhook(house);
    const change = call(house.ctx, 'webhooks.update', { params: { id }, body: { url } });
    await expect(change).rejects.toMatchObject({ details: { issues: [{ path: 'url', code }] } });
  });

  test.each(['contacts.created', 'contact.flown', 'nothing.*', '', 'contact', '*.*.*'])(
    'for the event %j is refused',
    async (name) => {
      await expect(
        create({ url: house.receiver.url, events: ['contact.created', name] }),
      ).rejects.toMatchObject({
        details: { issues: [{ path: 'events.1', code: 'unknown_event' }] },
      });
    },
  );

  test('every event that can be chosen is taken', async () => {
    const { data } = await call(house.ctx, 'webhooks.events');
    expect(data).toContainEqual({
      subject: 'contact',
      object: 'contacts',
      events: ['contact.created', 'contact.deleted', 'contact.restored', 'contact.updated'],
    });
    const events = data.flatMap((group: { events: string[] }) => group.events);
    expect(events).toContain('webhook.disabled');
    expect((await create({ url: house.receiver.url, events })).data.events).toEqual(events);
  });

  test('the secret is shown once and kept sealed', async () => {
    const { id, secret } = await webhook(house);
    const { admin } = await startDatabase();
    const { rows } = await admin.query(
      `select row_to_json(w)::text as row from webhooks w where id = $1
       union all select row_to_json(e)::text from events e where record_id = $1`,
      [id],
    );
    expect(rows).toHaveLength(2);
    for (const { row } of rows) expect(row).not.toContain(secret.slice(6));
    for (const name of ['webhooks.list', 'webhooks.get']) {
      const { data } = await call(
        house.ctx,
        name,
        name === 'webhooks.get' ? { params: { id } } : {},
      );
      expect(JSON.stringify(data)).not.toContain(secret.slice(6));
    }
  });

  test('ends at 250 of them', async () => {
    const { id } = await webhook(house);
    const { admin } = await startDatabase();
    await admin.query(
      `insert into webhooks (company_id, id, url, events, secret, created_by)
       select company_id, gen_random_uuid(), url, events, secret, created_by from webhooks, generate_series(1, 249) where id = $1`,
      [id],
    );
    await expect(webhook(house)).rejects.toMatchObject({ code: 'conflict' });
    await call(house.ctx, 'webhooks.delete', { params: { id } });
    await expect(webhook(house)).resolves.toMatchObject({ active: true });
  });
});

describe('rights', () => {
  test('only owners and administrators have a say, and another company sees nothing', async () => {
    const { id } = await webhook(house);
    await call(house.ctx, 'webhooks.test', { params: { id } });
    const [{ id: delivery_id }] = await deliveries(house, id);
    const stranger = await testCompany();
    const theirs = testCtx(house.app, stranger, stranger);
    const rep = testCtx(house.app, house.company, await house.company.member('rep'));
    const admin = testCtx(house.app, house.company, await house.company.member('admin'));
    const calls: [string, object][] = [
      ['webhooks.get', { params: { id } }],
      ['webhooks.update', { params: { id }, body: { active: true } }],
      ['webhooks.rotate_secret', { params: { id } }],
      ['webhooks.test', { params: { id } }],
      ['webhooks.deliveries', { params: { id } }],
      ['webhooks.delivery', { params: { id, delivery_id } }],
      ['webhooks.replay', { params: { id, delivery_id } }],
      ['webhooks.replay_range', { params: { id } }],
      ['webhooks.delete', { params: { id } }],
    ];
    for (const [name, input] of calls) {
      await expect(call(theirs, name, input), name).rejects.toMatchObject({ code: 'not_found' });
      await expect(call(rep, name, input), name).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect((await call(theirs, 'webhooks.list')).data).toEqual([]);
    for (const [name, input] of calls)
      await expect(call(admin, name, input), name).resolves.toBeDefined();
    const gone = call(house.ctx, 'webhooks.get', { params: { id } });
    await expect(gone).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a key hears and reads of nothing that its scopes do not let it read', async () => {
    const { principal } = house.ctx;
    const limited = (...scopes: string[]) =>
      testCtx(house.app, house.company, house.company, {
        principal: {
          ...principal,
          kind: 'api_key',
          api_key_id: newId(),
          permissions: new Set(['webhooks:manage', ...scopes]),
        },
      });
    const { url } = house.receiver;
    const wanting = (events: string[], ...scopes: string[]) =>
      create({ url, events }, limited(...scopes));
    await expect(wanting(['contact.*'], 'contacts:read')).resolves.toBeDefined();
    await expect(wanting(['contact.*'])).rejects.toMatchObject({ code: 'forbidden' });
    await expect(wanting(['*.deleted'], 'contacts:read')).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(wanting(['api_key.*'], 'contacts:read')).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(wanting(['*'], 'contacts:read', 'accounts:read')).rejects.toMatchObject({
      code: 'forbidden',
    });
    const { id } = await webhook(house, ['contact.*']);
    const turned = call(limited(), 'webhooks.update', { params: { id }, body: { url } });
    await expect(turned).rejects.toMatchObject({ code: 'forbidden' });
    house.work();
    await contact(house);
    await expect.poll(async () => (await deliveries(house, id)).length, soon).toBe(1);
    const [{ id: delivery_id }] = await deliveries(house, id);
    const looking = call(limited(), 'webhooks.delivery', { params: { id, delivery_id } });
    await expect(looking).rejects.toMatchObject({ code: 'forbidden' });
  });
});

test('what is private is told to nobody', async () => {
  const { id } = await webhook(house, ['contact.*']);
  await call(house.ctx, 'contacts.create', { body: { first_name: 'Hidden', private: true } });
  const again = testCtx(house.app, house.company, house.company);
  const plain = await contact({ ...house, ctx: again }, 'Plain');
  house.work();
  await expect.poll(async () => (await deliveries(house, id)).length, soon).toBe(1);
  expect(await deliveries(house, id)).toMatchObject([{ record_id: plain }]);
});

test('a role that reaches own records hears of these by no webhook', async () => {
  const { principal } = house.ctx;
  const people = { none: [], own: [principal.user.id], team: [], below: [] };
  const reach = { objects: { contacts: { read: 'own' } }, people, teams: [] } as const;
  const narrow = { ...house.ctx, principal: { ...principal, reach } };
  const wanting = (events: string[]) => create({ url: house.receiver.url, events }, narrow);
  await expect(wanting(['contact.*'])).rejects.toMatchObject({ code: 'forbidden' });
  await expect(wanting(['*'])).rejects.toMatchObject({ code: 'forbidden' });
  const { data } = await wanting(['account.created']);
  expect(data.id).toBeTruthy();
  // What was kept for it from before goes to no new address and is not sent again.
  const { admin } = await startDatabase();
  await admin.query(
    `insert into webhook_deliveries (company_id, id, webhook_id, event, body, status) values ($1, $2, $3, 'contact.created', '{}', 'failed')`,
    [house.ctx.scope.company_id, newId(), data.id],
  );
  const url = { params: { id: data.id }, body: { url: `${house.receiver.url}else` } };
  await expect(call(narrow, 'webhooks.update', url)).rejects.toMatchObject({ code: 'forbidden' });
  const again = { params: { id: data.id }, body: { status: 'any' } };
  await expect(call(narrow, 'webhooks.replay_range', again)).rejects.toMatchObject({
    code: 'forbidden',
  });
});

test('with a new secret both sign for 24 hours, then the new one alone', async () => {
  const { id, secret: old } = await webhook(house);
  const { data } = await call(house.ctx, 'webhooks.rotate_secret', { params: { id } });
  expect(data.secret).not.toBe(old);
  expect(Date.parse(data.previous_until) - Date.now()).toBeGreaterThan(23.9 * 3_600_000);
  const sent = async () => {
    await call(house.ctx, 'webhooks.test', { params: { id } });
    const { body, headers } = house.receiver.got.at(-1) ?? { body: '', headers: {} };
    return (secret: string) => () =>
      new Webhook(secret).verify(body, headers as Record<string, string>);
  };
  const both = await sent();
  expect(both(old)).not.toThrow();
  expect(both(data.secret)).not.toThrow();
  const { admin } = await startDatabase();
  await admin.query('update webhooks set previous_until = now() where id = $1', [id]);
  const one = await sent();
  expect(one(old)).toThrow();
  expect(one(data.secret)).not.toThrow();
  expect(
    (await call(house.ctx, 'webhooks.get', { params: { id } })).data.previous_until,
  ).toBeNull();
});

test('a test is sent once at once, also while it is off, and tells what came back', async () => {
  const { id } = await webhook(house);
  await call(house.ctx, 'webhooks.update', { params: { id }, body: { active: false } });
  house.receiver.answer = (response) =>
    void response.writeHead(418, { 'x-pot': 'tea', 'set-cookie': 'a=b' }).end('short and stout');
  const { data } = await call(house.ctx, 'webhooks.test', { params: { id } });
  expect(data).toMatchObject({
    event: 'webhook.test',
    status: 'failed',
    attempts: 1,
    next_at: null,
    answer: { status: 418, body: 'short and stout', headers: { 'x-pot': 'tea' } },
  });
  expect(data.answer.headers).not.toHaveProperty('set-cookie');
  expect(JSON.parse(house.receiver.got[0]?.body ?? '')).toMatchObject({
    type: 'webhook.test',
    data: { id },
  });
  await house.receiver.close();
  const away = await call(house.ctx, 'webhooks.test', { params: { id } });
  expect(away.data).toMatchObject({
    status: 'failed',
    answer: null,
    error: { code: 'unreachable', message: 'The server could not be reached.' },
  });
});

test('a secret that was sealed under another AMBIT_SECRET is said to be unreadable until there is a new one', async () => {
  const { id } = await webhook(house);
  const { admin } = await startDatabase();
  await admin.query(`update webhooks set secret = 'sealed elsewhere' where id = $1`, [id]);
  const { data } = await call(house.ctx, 'webhooks.test', { params: { id } });
  expect(data).toMatchObject({ status: 'failed', error: { code: 'secret_unreadable' } });
  expect(house.receiver.got).toEqual([]);
  await call(house.ctx, 'webhooks.rotate_secret', { params: { id } });
  expect((await call(house.ctx, 'webhooks.test', { params: { id } })).data.status).toBe(
    'delivered',
  );
});

test('a range of failed deliveries is sent again; the log is filtered and paged', async () => {
  const { id } = await webhook(house);
  house.work();
  for (let n = 0; n < 5; n++) await contact(house, `Range ${n}`);
  await expect
    .poll(async () => (await deliveries(house, id, 'status=delivered')).length, soon)
    .toBe(5);
  const page = await call(house.ctx, 'webhooks.deliveries', { params: { id }, search: 'limit=2' });
  const second = await call(house.ctx, 'webhooks.deliveries', {
    params: { id },
    search: `limit=2&cursor=${page.pagination?.next_cursor}`,
  });
  const ids = (await deliveries(house, id)).map((one: { id: string }) => one.id);
  expect([...page.data, ...second.data].map(({ id }) => id)).toEqual(ids.slice(0, 4));
  expect(await deliveries(house, id, 'event=contact.deleted')).toEqual([]);
  const { admin } = await startDatabase();
  await admin.query(
    `update webhook_deliveries set status = 'failed', attempts = 10 where webhook_id = $1`,
    [id],
  );
  await admin.query(
    `update webhook_deliveries set created_at = now() - interval '2 days' where id = any($1)`,
    [ids.slice(0, 2)],
  );
  const range = async (body: object) =>
    (await call(house.ctx, 'webhooks.replay_range', { params: { id }, body })).data;
  const yesterday = new Date(Date.now() - 86_400_000).toISOString();
  expect(await range({ from: new Date(Date.now() + 60_000).toISOString() })).toEqual({
    replayed: 0,
    more: false,
  });
  expect(await range({ to: yesterday })).toEqual({ replayed: 2, more: false });
  await expect
    .poll(async () => (await deliveries(house, id, 'status=delivered')).length, soon)
    .toBe(2);
  expect(
    house.receiver.got
      .slice(5)
      .map(({ headers }) => headers['webhook-id'])
      .sort(),
  ).toEqual(ids.slice(0, 2).sort());
  expect(await range({ from: yesterday })).toEqual({ replayed: 3, more: false });
  await expect.poll(() => house.receiver.got.length, soon).toBe(10);
  expect(await range({ status: 'any' })).toMatchObject({ more: false });
}, 90_000);

test('what is old goes at night, and a deleted webhook with all its deliveries', async () => {
  const kept = await webhook(house);
  const ended = await webhook(house);
  for (const { id } of [kept, kept, ended])
    await call(house.ctx, 'webhooks.test', { params: { id } });
  const [, old] = await deliveries(house, kept.id);
  const { admin } = await startDatabase();
  await admin.query(
    `update webhook_deliveries set created_at = now() - interval '31 days' where id = $1`,
    [old.id],
  );
  await call(house.ctx, 'webhooks.delete', { params: { id: ended.id } });
  const job = await house.app.db.withCompany(house.ctx.scope, (tx) =>
    enqueue(house.ctx, tx, cleanupJob, {}),
  );
  house.work();
  const result = async () =>
    (await admin.query('select result from jobs where id = $1', [job])).rows[0]?.result;
  await expect.poll(result, soon).toEqual({ deleted: 2 });
  const { rows } = await admin.query('select id from webhooks where company_id = $1', [
    house.company.company.id,
  ]);
  expect(rows).toEqual([{ id: kept.id }]);
  expect(await deliveries(house, kept.id)).toHaveLength(1);
});
