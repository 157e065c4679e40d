import { expect, test } from 'vitest';
import { testApp } from '../../../tests/support/app';
import {
  Browser,
  identityModules,
  joined,
  type Person,
  registered,
} from '../../../tests/support/browser';
import { startDatabase } from '../../../tests/support/database';

interface Key {
  id: string;
  key: string;
  previous_until: string | null;
}

const make = async ({ browser }: Person, more = {}) =>
  (await browser.post<Key>('/api-keys', { name: 'Sync', scopes: ['things:read'], ...more })).data;
const rotate = ({ browser }: Person, id: string, body = {}) =>
  browser.post<Key>(`/api-keys/${id}/rotate`, body);

test('a new secret is shown once, and the old one works on for the overlap alone', async () => {
  const app = await testApp({ modules: identityModules });
  const host = await registered(app);
  const use = async (key: string) =>
    (await new Browser(app).call('GET', '/members', undefined, { authorization: `Bearer ${key}` }))
      .status;
  const first = await make(host);
  const second = (await rotate(host, first.id, { overlap_hours: 168 })).data;
  expect(second.id).toBe(first.id);
  expect(second.key).not.toBe(first.key);
  expect(second.previous_until).toMatch(/^\d{4}-/);
  expect([await use(first.key), await use(second.key)]).toEqual([200, 200]);
  const { admin } = await startDatabase();
  await admin.query('update api_keys set previous_until = now() where id = $1', [first.id]);
  await expect.poll(() => use(first.key), { timeout: 1500 }).toBe(401);
  expect(await use(second.key)).toBe(200);

  const third = (await rotate(host, first.id, { overlap_hours: 0 })).data;
  expect(third.previous_until).toBeNull();
  expect([await use(second.key), await use(third.key)]).toEqual([401, 200]);
  for (const overlap_hours of [-1, 169, 1.5])
    expect((await rotate(host, first.id, { overlap_hours })).issues?.[0]?.path).toBe(
      'overlap_hours',
    );
  const { rows } = await admin.query(
    "select row_to_json(k)::text as text from api_keys k where id = $1 union all select changes::text from events where record_id = $1 and name = 'api_key.rotated'",
    [first.id],
  );
  expect(rows).toHaveLength(3);
  for (const { text } of rows)
    for (const { key } of [first, second, third]) expect(text).not.toContain(key.slice(12, 40));
  await host.browser.delete(`/api-keys/${first.id}`);
  expect([await use(third.key), (await rotate(host, first.id)).status]).toEqual([401, 404]);
});

test('everybody has their own keys; administrators see and end all of them but act for nobody', async () => {
  const app = await testApp({ modules: identityModules });
  const host = await registered(app);
  const admin = await joined(app, host, 'admin');
  const rep = await joined(app, host, 'rep');
  const stranger = await registered(app);
  const [ofOwner, ofRep] = [await make(host), await make(rep)];
  const list = async ({ browser }: Person) =>
    (await browser.get<Key[]>('/api-keys')).data.map(({ id }) => id).sort();
  expect(await list(rep)).toEqual([ofRep.id]);
  expect(await list(admin)).toEqual([ofOwner.id, ofRep.id].sort());
  // The secret of another would be their account.
  for (const who of [admin, rep, stranger])
    expect((await rotate(who, ofOwner.id)).status).toBe(404);
  expect((await rotate(host, ofRep.id)).status).toBe(404);
  expect((await rep.browser.delete(`/api-keys/${ofOwner.id}`)).status).toBe(404);
  expect((await stranger.browser.delete(`/api-keys/${ofRep.id}`)).status).toBe(404);
  expect((await admin.browser.delete(`/api-keys/${ofRep.id}`)).status).toBe(200);
  expect(await list(rep)).toEqual([]);
  const more = await rep.browser.post('/api-keys', { name: 'More', scopes: ['members:manage'] });
  expect(more.issues?.[0]?.path).toBe('scopes.0');
});

test('a key works from its networks alone, by the address of the peer', async () => {
  const app = await testApp({ modules: identityModules });
  const host = await registered(app);
  const { key } = await make(host, {
    networks: ['198.51.100.0/24', '2001:DB8:1::/48', '203.0.113.9'],
  });
  const from = async (address: string, headers = {}) =>
    (
      await new Browser(app, address).call('GET', '/members', undefined, {
        authorization: `Bearer ${key}`,
        ...headers,
      })
    ).status;
  for (const address of ['198.51.100.7', '::ffff:198.51.100.7', '2001:db8:1::5', '203.0.113.9'])
    expect([address, await from(address)]).toEqual([address, 200]);
  for (const address of ['198.51.101.7', '203.0.113.8', '2001:db8:2::5', '::1'])
    expect([address, await from(address)]).toEqual([address, 403]);
  expect(await from('198.51.101.7', { 'x-forwarded-for': '198.51.100.7' })).toBe(403);
  for (const network of [
    '10.0.0.0/33',
    '2001:db8::/129',
    '10.0.0',
    'example.com',
    '10.0.0.0/8/8',
    'fe80::1%eth0',
    '',
  ]) {
    const bad = await host.browser.post('/api-keys', {
      name: 'Bad',
      scopes: ['things:read'],
      networks: ['10.0.0.0/8', network],
    });
    expect([network, bad.status, bad.issues?.[0]]).toMatchObject([
      network,
      422,
      { path: 'networks.1', code: 'invalid_network' },
    ]);
  }
});

test('a key in the address is refused, with or without one in the header', async () => {
  const app = await testApp({ modules: identityModules });
  const host = await registered(app);
  const { key } = await make(host);
  const seen: unknown[] = [];
  for (const [path, headers] of [
    [`/members?api_key=${key}`, {}],
    [`/members?q=${key}`, { authorization: `Bearer ${key}` }],
    [`/members?access_token=Bearer%20amb%5F${key.slice(4)}`, {}],
  ] as const) {
    const answer = await new Browser(app).call('GET', path, undefined, headers);
    seen.push([answer.status, answer.issues?.[0]?.code]);
  }
  expect(seen).toEqual(Array(3).fill([400, 'secret_in_query']));
});
