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

/** A company with a first private record, whose members are set apart by their roles. */
async function ownReach() {
  const app = await testApp();
  const host = await registered(app);
  const far = { create: 'own', update: 'own', delete: 'own' };
  const many = { export: 'none', import: 'none', bulk: 'none' };
  const roleOf = async (read: 'own' | 'team') => {
    const rights = { objects: { '*': { read, ...far, ...many } }, administration: [] };
    const { data } = await host.browser.post<{ id: string }>('/roles', { name: read, rights });
    return data.id;
  };
  const roles = { own: await roleOf('own'), team: await roleOf('team') };
  const member = async (read: 'own' | 'team') => {
    const person = await joined(app, host, 'custom');
    await host.browser.put(`/members/${person.user_id}/roles`, { role_ids: [roles[read]] });
    return person;
  };
  const first = await create(host, 'First');
  await host.browser.patch(`/contacts/${first}`, { private: true });
  const give = (id: string, to: Person, more: object = {}) =>
    host.browser.patch(`/contacts/${id}`, { owner_id: to.user_id, ...more });
  return { app, host, member, give };
}

test('tells of another owner whoever had the record in sight and whoever has it now, and nobody else', async () => {
  const { app, host, member, give } = await ownReach();
  const [old, next, third] = [await member('own'), await member('own'), await member('own')];
  const [mate, manager] = [await member('team'), await joined(app, host, 'manager')];
  const members = [{ user_id: old.user_id }, { user_id: mate.user_id }];
  expect((await host.browser.post('/teams', { name: 'North', members })).status).toBe(201);
  const id = await create(old, 'Canary');
  const streams: EventReader[] = [];
  for (const one of [old, next, third, mate, manager]) streams.push(await openStream(one));
  const [was, is, never, beside, all] = streams as [
    EventReader,
    EventReader,
    EventReader,
    EventReader,
    EventReader,
  ];
  await expect.poll(() => was.last_id).not.toBeNull();
  const asked = performance.now();
  expect((await give(id, next)).status).toBe(200);
  await expect.poll(() => idsOf(was), { timeout: 1000 }).toEqual([id]);
  await expect.poll(() => idsOf(is), { timeout: 1000 }).toEqual([id]);
  await expect.poll(() => idsOf(beside), { timeout: 1000 }).toEqual([id]);
  expect(performance.now() - asked).toBeLessThan(1500);
  expect((await old.browser.get(`/contacts/${id}`)).status).toBe(404);
  // They saw it once; what becomes of it afterwards is not theirs to hear.
  await give(id, host);
  const mine = await create(third, 'Mine');
  await expect.poll(() => idsOf(never)).toEqual([mine]);
  await expect.poll(() => idsOf(all)).toEqual([id, id, mine]);
  await expect.poll(() => idsOf(is)).toEqual([id, id]);
  expect(idsOf(was)).toEqual([id]);
  expect(idsOf(beside)).toEqual([id]);
});

test('tells of a record that becomes private and somebody else’s at once whoever saw it, and nobody who did not', async () => {
  const { app, host, member, give } = await ownReach();
  const [old, next, third] = [await member('own'), await member('own'), await member('own')];
  const [mate, manager] = [await member('team'), await joined(app, host, 'manager')];
  const members = [{ user_id: next.user_id }, { user_id: mate.user_id }];
  expect((await host.browser.post('/teams', { name: 'North', members })).status).toBe(201);
  const [open, hidden] = [await create(old, 'Open'), await create(old, 'Hidden')];
  await host.browser.patch(`/contacts/${hidden}`, { private: true });
  const streams: EventReader[] = [];
  for (const one of [old, next, third, mate, manager]) streams.push(await openStream(one));
  await expect.poll(() => streams.every(({ last_id }) => last_id !== null)).toBe(true);
  await give(open, next, { private: true });
  await give(hidden, next);
  const ends: string[] = [];
  for (const one of [old, next, third, mate]) ends.push(await create(one, 'Last'));
  const [a, b, c, d] = ends;
  const heard = () => streams.map(idsOf);
  await expect
    .poll(heard)
    .toEqual([[open, hidden, a], [open, hidden, b], [c], [b, d], [open, a, b, c, d]]);
});

test('ends the streams of those who lose a team, and with it what was shared to it, and tells nobody else', async () => {
  const { app, host } = await ownReach();
  const [left, stays, stranger] = [
    await joined(app, host, 'manager'),
    await joined(app, host, 'manager'),
    await joined(app, host, 'manager'),
  ];
  const id = await create(host, 'Canary');
  await host.browser.patch(`/contacts/${id}`, { private: true });
  const members = [{ user_id: left.user_id }, { user_id: stays.user_id }];
  const { data: team } = await host.browser.post<{ id: string }>('/teams', {
    ...{ name: 'North', members },
  });
  const share = { object: 'contacts', record_id: id, access: 'read', team_id: team.id };
  expect((await host.browser.post('/shares', share)).status).toBe(201);
  const sees = async ({ browser }: Person) => (await browser.get(`/contacts/${id}`)).status;
  expect(await Promise.all([left, stays, stranger].map(sees))).toEqual([200, 200, 404]);
  const [gone, kept, other] = [
    await openStream(left),
    await openStream(stays),
    await openStream(stranger),
  ];
  await expect.poll(() => other.last_id).not.toBeNull();
  await host.browser.patch(`/teams/${team.id}`, { members: members.slice(1) });
  await expect.poll(() => gone.of('rights'), { timeout: 1000 }).toHaveLength(1);
  expect(await Promise.all([left, stays, stranger].map(sees))).toEqual([404, 200, 404]);
  // Whose records are those of the team is another matter for those who stay, too: they come back and go on.
  await expect.poll(() => kept.ended).toBe(true);
  expect(other.ended).toBe(false);
  const back = await openStream(stays);
  await expect.poll(() => back.last_id).not.toBeNull();
  await host.browser.delete(`/teams/${team.id}`);
  await expect.poll(() => back.of('rights'), { timeout: 1000 }).toHaveLength(1);
  expect(await sees(stays)).toBe(404);
  const plain = await create(host, 'Plain');
  await expect.poll(() => idsOf(other)).toEqual([plain]);
  expect(other.ended).toBe(false);
});
