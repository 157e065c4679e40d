import { expect, test } from 'vitest';
import { testApp } from '../../../tests/support/app';
import { joined, type Person, registered } from '../../../tests/support/browser';
import { EventReader } from '../../../tests/support/event-reader';

const openStream = async (
  { browser }: Person,
  headers: Record<string, string> = {},
): Promise<EventReader> => new EventReader(await browser.fetch('/stream', headers));

const create = async ({ browser }: Person, last_name: string) =>
  (await browser.post<{ id: string }>('/contacts', { last_name })).data.id;

const idsOf = (stream: EventReader) => stream.notices.map(({ id }) => id);

test('tells whoever saw a record that it became private, once, and nobody who did not', async () => {
  const app = await testApp();
  const host = await registered(app);
  const [manager, own] = [await joined(app, host, 'manager'), await joined(app, host, 'custom')];
  const far = { create: 'own', update: 'own', delete: 'own' };
  const many = { export: 'none', import: 'none', bulk: 'none' };
  const rights = { objects: { '*': { read: 'own', ...far, ...many } }, administration: [] };
  const { data: role } = await host.browser.post<{ id: string }>('/roles', {
    ...{ name: 'Own', rights },
  });
  await host.browser.put(`/members/${own.user_id}/roles`, { role_ids: [role.id] });
  const never = await create(host, 'First');
  await host.browser.patch(`/contacts/${never}`, { private: true });
  const id = await create(host, 'Canary');
  const note = async (contact_id: string) =>
    (await host.browser.post<{ id: string }>('/notes', { body: 'Canary', contact_id })).data.id;
  const about = [await note(never), await note(id)];
  const [sees, narrow] = [await openStream(manager), await openStream(own)];
  await expect.poll(() => sees.last_id).not.toBeNull();
  const start = sees.last_id ?? '';
  await host.browser.patch(`/contacts/${never}`, { first_name: 'Still' });
  await host.browser.patch(`/notes/${about[0]}`, { private: true });
  await host.browser.patch(`/notes/${about[1]}`, { private: true });
  await expect.poll(() => idsOf(sees)).toEqual([about[1]]);
  await host.browser.patch(`/contacts/${id}`, { private: true });
  await host.browser.patch(`/contacts/${id}`, { first_name: 'Secret' });
  const born = await host.browser.post('/contacts', { last_name: 'Born so', private: true });
  expect(born.status).toBe(201);
  const plain = await create(host, 'Plain');
  await expect.poll(() => idsOf(sees)).toEqual([about[1], id, plain]);
  expect((await manager.browser.get(`/contacts/${id}`)).status).toBe(404);
  const mine = await create(own, 'Mine');
  await expect.poll(() => idsOf(narrow)).toEqual([mine]);
  // Whoever was away reads everything again: the log as they see it now does not tell.
  const again = await openStream(manager, { 'last-event-id': start });
  await expect.poll(() => again.of('resync')).toHaveLength(1);
  expect(again.notices).toEqual([]);
});

test('tells of a share whom it is with, when it begins and when it ends, and nobody else', async () => {
  const app = await testApp();
  const host = await registered(app);
  const [manager, other] = [await joined(app, host, 'manager'), await joined(app, host, 'manager')];
  const id = await create(host, 'Canary');
  await host.browser.patch(`/contacts/${id}`, { private: true });
  const team = await host.browser.post<{ id: string }>('/teams', {
    ...{ name: 'North', members: [{ user_id: manager.user_id }] },
  });
  const [shared, stranger] = [await openStream(manager), await openStream(other)];
  await expect.poll(() => shared.last_id).not.toBeNull();
  const start = shared.last_id ?? '';
  const share = (to: object) =>
    host.browser.post<{ id: string }>('/shares', {
      ...{ object: 'contacts', record_id: id, access: 'read', ...to },
    });
  const { data } = await share({ user_id: manager.user_id });
  await expect.poll(() => idsOf(shared)).toEqual([id]);
  await host.browser.delete(`/shares/${data.id}`);
  await expect.poll(() => idsOf(shared)).toEqual([id, id]);
  expect((await manager.browser.get(`/contacts/${id}`)).status).toBe(404);
  expect((await share({ team_id: team.data.id })).status).toBe(201);
  await expect.poll(() => idsOf(shared)).toEqual([id, id, id]);
  const plain = await create(host, 'Plain');
  await expect.poll(() => idsOf(stranger)).toEqual([plain]);
  const again = await openStream(manager, { 'last-event-id': start });
  await expect.poll(() => again.of('resync')).toHaveLength(1);
});
