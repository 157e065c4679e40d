import { expect, test } from 'vitest';
import { testApp } from '../../../tests/support/app';
import { Browser, identityModules, joined, registered } from '../../../tests/support/browser';
import { startDatabase } from '../../../tests/support/database';

interface Made {
  id: string;
  key: string;
}
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

test('keys act for a service account within its role, and end with it', async () => {
  const app = await testApp({ modules: identityModules });
  const host = await registered(app);
  const made = await host.browser.post<Made>('/service-accounts', {
    name: 'Shop',
    role: 'read_only',
  });
  expect([made.status, made.data]).toMatchObject([
    201,
    { kind: 'service', name: 'Shop', email: '', role: 'read_only', status: 'active' },
  ]);
  const { id } = made.data;
  const { data } = await host.browser.post<Made>('/api-keys', {
    name: 'Shop',
    scopes: ['things:read', 'things:create'],
    user_id: id,
  });
  expect(data).toMatchObject({ user_id: id, user_name: 'Shop', user_kind: 'service' });
  const session = () => new Browser(app).call('GET', '/auth/session', undefined, bearer(data.key));
  expect((await session()).data).toMatchObject({
    user: { id, name: 'Shop', email: '' },
    role: 'read_only',
    permissions: ['things:read'],
  });
  // Apart from the people, wherever those are listed.
  const people = await host.browser.get<{ id: string }[]>('/members');
  expect(people.data.map((one) => one.id)).toEqual([host.user_id]);
  const services = await host.browser.get<{ id: string }[]>('/members?kind=service');
  expect(services.data.map((one) => one.id)).toEqual([id]);
  const { admin } = await startDatabase();
  const users = await admin.query('select from users where id = $1', [id]);
  expect(users.rowCount).toBe(0);

  expect((await host.browser.post(`/members/${id}/deactivate`)).status).toBe(200);
  expect((await session()).status).toBe(401);
  expect((await host.browser.post(`/members/${id}/reactivate`)).status).toBe(200);
  await expect.poll(async () => (await session()).status, { timeout: 1500 }).toBe(200);
  expect((await host.browser.delete(`/members/${id}`)).status).toBe(200);
  expect((await session()).status).toBe(401);
});

test('only administrators make them and keys for them, never above themselves, never as owner', async () => {
  const app = await testApp({ modules: identityModules });
  const host = await registered(app);
  const admin = await joined(app, host, 'admin');
  const rep = await joined(app, host, 'rep');
  const stranger = await registered(app);
  const create = (who: typeof host, role: string) =>
    who.browser.post<Made>('/service-accounts', { name: 'Bot', role });
  expect((await create(rep, 'rep')).status).toBe(403);
  const owner = await create(host, 'owner');
  expect([owner.status, owner.issues?.[0]?.path]).toEqual([422, 'role']);
  const { data } = await create(admin, 'rep');
  const raise = await host.browser.patch(`/members/${data.id}`, { role: 'owner' });
  expect([raise.status, raise.error]).toEqual([409, 'conflict']);
  const key = (who: typeof host, user_id: string) =>
    who.browser.post('/api-keys', { name: 'Sync', scopes: ['things:read'], user_id });
  expect((await key(admin, data.id)).status).toBe(201);
  // A key for a person is theirs to make, whoever asks.
  for (const [who, id] of [
    [rep, data.id],
    [admin, rep.user_id],
    [host, admin.user_id],
    [stranger, data.id],
  ] as const)
    expect((await key(who, id)).issues?.[0]).toMatchObject({ path: 'user_id', code: 'not_found' });
  const wide = await admin.browser.post('/api-keys', {
    name: 'Wide',
    scopes: ['nothing:read'],
    user_id: data.id,
  });
  expect(wide.status).toBe(422);
});
