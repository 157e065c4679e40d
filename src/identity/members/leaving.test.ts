import { expect, test } from 'vitest';
import { testApp } from '../../../tests/support/app';
import {
  Browser,
  identityModules,
  joined,
  mailedToken,
  registered,
} from '../../../tests/support/browser';
import { startDatabase } from '../../../tests/support/database';

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

async function eventNames(record_id: string): Promise<string[]> {
  const { admin } = await startDatabase();
  const { rows } = await admin.query<{ name: string }>(
    'select name from events where record_id = $1 order by id',
    [record_id],
  );
  return rows.map(({ name }) => name);
}

test('a deactivated member is out at once, and back with role and keys when reactivated', async () => {
  const app = await testApp({ modules: identityModules });
  const host = await registered(app);
  const admin = await joined(app, host, 'admin');
  const made = await admin.browser.post<{ key: string }>('/api-keys', {
    name: 'Sync',
    scopes: ['things:read'],
  });
  const withKey = async () =>
    (await new Browser(app).call('GET', '/members', undefined, bearer(made.data.key))).status;
  expect(await withKey()).toBe(200);

  const answer = await host.browser.post(`/members/${admin.user_id}/deactivate`);
  expect([answer.status, answer.data]).toMatchObject([200, { status: 'deactivated' }]);
  expect([await withKey(), (await admin.browser.get('/auth/session')).status]).toEqual([401, 401]);
  const { email, password } = admin;
  expect((await new Browser(app).post('/auth/login', { email, password })).status).toBe(403);
  const list = async (status: string) =>
    (await host.browser.get<{ id: string }[]>(`/members?status=${status}`)).data.map(
      ({ id }) => id,
    );
  expect(await list('active')).toEqual([host.user_id]);
  expect(await list('deactivated')).toEqual([admin.user_id]);

  const back = await host.browser.post(`/members/${admin.user_id}/reactivate`);
  expect([back.status, back.data]).toMatchObject([200, { status: 'active', role: 'admin' }]);
  await expect.poll(withKey, { timeout: 1500, interval: 50 }).toBe(200);
  expect((await new Browser(app).post('/auth/login', { email, password })).status).toBe(200);
  expect((await eventNames(admin.user_id)).slice(-2)).toEqual([
    'member.deactivated',
    'member.reactivated',
  ]);
});

test('nobody deactivates the last owner or somebody above them, nor anybody twice', async () => {
  const app = await testApp({ modules: identityModules });
  const host = await registered(app);
  const stranger = await registered(app);
  const admin = await joined(app, host, 'admin');
  const rep = await joined(app, host, 'rep');
  const status = async (who: typeof host, id: string, what = 'deactivate') =>
    (await who.browser.post(`/members/${id}/${what}`)).status;
  expect(await status(host, host.user_id)).toBe(409);
  expect(await status(admin, host.user_id)).toBe(403);
  expect(await status(rep, admin.user_id)).toBe(403);
  expect(await status(host, stranger.user_id)).toBe(404);
  expect(await status(host, rep.user_id, 'reactivate')).toBe(404);
  expect(await status(host, rep.user_id)).toBe(200);
  expect(await status(host, rep.user_id)).toBe(404);
  expect(await status(admin, rep.user_id, 'reactivate')).toBe(200);
  // An owner who is out does not count.
  const second = await joined(app, host, 'owner');
  expect(await status(host, second.user_id)).toBe(200);
  expect(await status(admin, second.user_id, 'reactivate')).toBe(403);
  expect(await status(host, host.user_id)).toBe(409);
  expect((await host.browser.delete(`/members/${second.user_id}`)).status).toBe(200);
});

test('an invitation brings a deactivated member back neither new nor old', async () => {
  const app = await testApp({ modules: identityModules });
  const host = await registered(app);
  const known = await registered(app);
  await host.browser.post('/invitations', { email: known.email, role: 'admin' });
  const first = await mailedToken(app.sent, known.email);
  const { admin } = await startDatabase();
  await admin.query(
    `insert into members (company_id, user_id, name, email, role, status) values ($1, $2, 'Known', $3, 'rep', 'deactivated')`,
    [host.company_id, known.user_id, known.email],
  );
  expect((await known.browser.post('/invitations/accept', { token: first })).status).toBe(403);
  const again = await host.browser.post('/invitations', { email: known.email, role: 'admin' });
  expect([again.status, again.error]).toEqual([409, 'conflict']);
  const { rows } = await admin.query(
    'select role, status from members where company_id = $1 and user_id = $2',
    [host.company_id, known.user_id],
  );
  expect(rows).toEqual([{ role: 'rep', status: 'deactivated' }]);
});

test('invitations go to the domains of the company alone', async () => {
  const app = await testApp({ modules: identityModules });
  const host = await registered(app);
  const bad = await host.browser.patch('/company', { mail_domains: ['acme.example', 'no domain'] });
  expect([bad.status, bad.issues?.[0]?.path]).toEqual([422, 'mail_domains.1']);
  const set = await host.browser.patch('/company', {
    mail_domains: ['@Acme.example', 'acme.example', 'acme.test'],
  });
  expect(set.data).toMatchObject({ mail_domains: ['acme.example', 'acme.test'] });
  const invite = (email: string) => host.browser.post('/invitations', { email, role: 'rep' });
  for (const email of [
    'a@evil.example',
    'a@sub.acme.example',
    'a@notacme.example',
    'a@acme.example.evil.example',
  ]) {
    const refused = await invite(email);
    expect([refused.status, refused.issues?.[0]]).toMatchObject([
      422,
      { path: 'email', code: 'domain_not_allowed' },
    ]);
  }
  expect(app.sent.filter(({ subject }) => /invites you/.test(subject))).toEqual([]);
  expect((await invite('A@ACME.example')).status).toBe(201);
  await host.browser.patch('/company', { mail_domains: [] });
  expect((await invite('a@evil.example')).status).toBe(201);
});

test('an invitation that is sent again has a new link, and the old one is dead', async () => {
  const app = await testApp({ modules: identityModules });
  const host = await registered(app);
  const admin = await joined(app, host, 'admin');
  const email = 'new@acme.example';
  const { data } = await host.browser.post<{ id: string }>('/invitations', { email, role: 'rep' });
  const old = await mailedToken(app.sent, email);
  const database = await startDatabase();
  await database.admin.query('update invitations set expires_at = now() where id = $1', [data.id]);
  expect((await admin.browser.post(`/invitations/${data.id}/resend`)).status).toBe(200);
  const token = await mailedToken(app.sent, email);
  expect(token).not.toBe(old);
  const accept = (with_token: string) =>
    new Browser(app).post('/invitations/accept', {
      token: with_token,
      name: 'New',
      password: host.password,
    });
  expect((await accept(old)).status).toBe(422);
  expect((await accept(token)).status).toBe(200);
  expect((await admin.browser.post(`/invitations/${data.id}/resend`)).status).toBe(404);
  expect(await eventNames(data.id)).toEqual([
    'invitation.created',
    'invitation.resent',
    'invitation.accepted',
  ]);
  const above = await host.browser.post<{ id: string }>('/invitations', {
    email: 'o@acme.example',
    role: 'owner',
  });
  expect((await admin.browser.post(`/invitations/${above.data.id}/resend`)).status).toBe(403);
});
