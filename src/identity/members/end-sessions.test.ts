import { expect, test } from 'vitest';
import { modules } from '@/registry';
import { type TestApp, testApp } from '../../../tests/support/app';
import {
  Browser,
  identityModules,
  joined,
  mailedToken,
  type Person,
  registered,
} from '../../../tests/support/browser';
import { startDatabase } from '../../../tests/support/database';
import { EventReader } from '../../../tests/support/event-reader';

const signedIn = async (browser: Browser) => (await browser.get('/auth/session')).status === 200;

/** The same person in another browser. */
async function again(app: TestApp, { email, password }: Person): Promise<Browser> {
  const browser = new Browser(app);
  await browser.post('/auth/login', { email, password });
  return browser;
}

/** Somebody of another company who joins that of the host as well; their browser is there now. */
async function inBoth(app: TestApp, host: Person, role: string): Promise<Person> {
  const person = await registered(app);
  await host.browser.post('/invitations', { email: person.email, role });
  const token = await mailedToken(app.sent, person.email);
  await person.browser.post('/invitations/accept', { token });
  return person;
}

async function eventsOf(company_id: string) {
  const { admin } = await startDatabase();
  const { rows } = await admin.query<{ record_id: string; actor_id: string }>(
    `select record_id, actor_id from events where company_id = $1 and name = 'member.sessions_ended' order by id`,
    [company_id],
  );
  return rows;
}

test('all sessions of a member end, with their streams, and those of nobody else', async () => {
  const app = await testApp({ modules });
  const host = await registered(app);
  const rep = await joined(app, host, 'rep');
  const [phone, other] = [await again(app, rep), await joined(app, host, 'rep')];
  const key = await rep.browser.post<{ key: string }>('/api-keys', {
    name: 'Sync',
    scopes: ['contacts:read'],
  });
  const [stream, personal, hers] = [
    new EventReader(await phone.fetch('/stream')),
    new EventReader(await rep.browser.fetch('/notifications/stream')),
    new EventReader(await other.browser.fetch('/stream')),
  ];
  const answer = await host.browser.delete(`/members/${rep.user_id}/sessions`);
  expect([answer.status, answer.data]).toEqual([200, { ended: 2 }]);
  for (const browser of [rep.browser, phone])
    expect((await browser.get('/auth/session')).status).toBe(401);
  for (const ended of [stream, personal])
    await expect.poll(() => ended.ended, { timeout: 1000, interval: 20 }).toBe(true);
  expect(hers.ended).toBe(false);
  for (const browser of [other.browser, host.browser]) expect(await signedIn(browser)).toBe(true);
  const authorization = `Bearer ${key.data.key}`;
  const byKey = await new Browser(app).call('GET', '/contacts', undefined, { authorization });
  expect(byKey.status).toBe(200);
  expect(await signedIn(await again(app, rep))).toBe(true);
  expect(await eventsOf(host.company_id)).toEqual([
    { record_id: rep.user_id, actor_id: host.user_id },
  ]);
});

test('nobody ends the sessions of somebody who may do more, of a program or of strangers', async () => {
  const app = await testApp({ modules: identityModules });
  const host = await registered(app);
  const [admin, rep] = [await joined(app, host, 'admin'), await joined(app, host, 'rep')];
  const stranger = await registered(app);
  const service = await host.browser.post<{ id: string }>('/service-accounts', {
    name: 'Shop',
    role: 'rep',
  });
  const end = async (by: Person, id: string) =>
    (await by.browser.delete(`/members/${id}/sessions`)).status;
  expect(await end(admin, host.user_id)).toBe(403);
  expect(await end(rep, admin.user_id)).toBe(403);
  expect(await end(rep, rep.user_id)).toBe(403);
  expect(await end(host, stranger.user_id)).toBe(404);
  expect(await end(host, service.data.id)).toBe(409);
  expect((await rep.browser.delete('/member-sessions')).status).toBe(403);
  for (const { browser } of [host, admin, rep, stranger])
    expect(await signedIn(browser)).toBe(true);
  await host.browser.post(`/members/${rep.user_id}/deactivate`);
  expect(await end(host, rep.user_id)).toBe(404);
  expect(await eventsOf(host.company_id)).toEqual([]);
});

test('everybody is signed out but for the session that does it and those who may do more', async () => {
  const app = await testApp({ modules: identityModules });
  const host = await registered(app);
  const [admin, rep] = [await joined(app, host, 'admin'), await joined(app, host, 'rep')];
  const [laptop, stranger] = [await again(app, admin), await registered(app)];
  const granted = await joined(app, host, 'custom');
  const answer = await admin.browser.delete('/member-sessions');
  expect([answer.status, answer.data]).toEqual([200, { ended: 3, above: 1 }]);
  for (const browser of [admin.browser, host.browser, stranger.browser])
    expect(await signedIn(browser)).toBe(true);
  for (const browser of [laptop, rep.browser, granted.browser])
    expect(await signedIn(browser)).toBe(false);
  expect((await eventsOf(host.company_id)).map(({ record_id }) => record_id).sort()).toEqual(
    [admin, rep, granted].map(({ user_id }) => user_id).sort(),
  );
  // An owner reaches all.
  expect((await host.browser.delete('/member-sessions')).data).toEqual({ ended: 1, above: 0 });
});

test('a session that is in another company goes on there, and does not come back', async () => {
  const app = await testApp({ modules: identityModules });
  const [host, other] = [await registered(app), await registered(app)];
  const both = await inBoth(app, host, 'rep');
  const move = ({ browser }: Pick<Person, 'browser'>, company_id: string) =>
    browser.post('/auth/company', { company_id });
  const elsewhere = both.company_id;
  expect((await move(both, elsewhere)).status).toBe(200);
  for (const path of [`/members/${both.user_id}/sessions`, '/member-sessions'])
    expect((await host.browser.delete(path)).data).toMatchObject({ ended: 0 });
  expect(await signedIn(both.browser)).toBe(true);
  const back = await move(both, host.company_id);
  expect([back.status, back.issues?.[0]?.code]).toEqual([403, 'signed_out']);
  expect((await both.browser.get('/auth/session')).data).toMatchObject({
    company: { id: elsewhere },
  });
  // Signed in anew they move as ever, and whoever did it was never held to it.
  const fresh = { browser: await again(app, both) };
  expect((await move(fresh, host.company_id)).status).toBe(200);
  await other.browser.post('/invitations', { email: host.email, role: 'rep' });
  const token = await mailedToken(app.sent, host.email);
  await host.browser.post('/invitations/accept', { token });
  expect((await move(host, host.company_id)).status).toBe(200);
});
