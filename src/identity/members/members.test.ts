import { describe, expect, test } from 'vitest';
import { createRouter } from '@/http/router';
import { newId } from '@/platform/ids';
import { testApp } from '../../../tests/support/app';
import {
  Browser,
  goodPassword,
  identityModules,
  joined,
  mailedToken,
  registered,
} from '../../../tests/support/browser';
import { startDatabase } from '../../../tests/support/database';

const accept = { name: 'Grace Hopper', password: goodPassword };

describe('invitations', () => {
  test('bring somebody new in with the role of the invitation', async () => {
    const app = await testApp({ modules: identityModules });
    const host = await registered(app);
    const email = `${newId()}@example.com`;
    const made = await host.browser.post<object>('/invitations', { email, role: 'rep' });
    expect(made.status).toBe(201);
    expect(JSON.stringify(made.data)).not.toContain(await mailedToken(app.sent, email));
    const token = await mailedToken(app.sent, email);
    const guest = new Browser(app);
    const preview = await guest.post('/invitations/preview', { token });
    expect(preview.data).toEqual({
      email,
      role: 'rep',
      company_name: 'Acme',
      inviter_name: 'Ada Byron',
      has_account: false,
    });
    const { status, data } = await guest.post('/invitations/accept', { token, ...accept });
    expect(status).toBe(200);
    expect(data).toMatchObject({
      user: { email, email_verified: true },
      company: { id: host.company_id },
      role: 'rep',
    });
    const session = await guest.get<{ permissions: string[] }>('/auth/session');
    expect(session.data.permissions).toContain('things:update');
    expect(session.data.permissions).not.toContain('members:manage');
    const members = await host.browser.get<{ role: string }[]>('/members');
    expect(members.data.map(({ role }) => role)).toEqual(['owner', 'rep']);
  });

  test('threat 24: are used once however many try at the same time', async () => {
    const app = await testApp({ modules: identityModules });
    const host = await registered(app);
    const email = `${newId()}@example.com`;
    await host.browser.post('/invitations', { email, role: 'rep' });
    const token = await mailedToken(app.sent, email);
    const tries = await Promise.all(
      Array.from({ length: 20 }, () =>
        new Browser(app).post('/invitations/accept', { token, ...accept }),
      ),
    );
    expect(tries.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(tries.filter(({ status }) => status >= 500)).toEqual([]);
    const { admin } = await startDatabase();
    const { rows } = await admin.query(
      'select count(*)::int as n from members where company_id = $1',
      [host.company_id],
    );
    expect(rows).toEqual([{ n: 2 }]);
  });

  test('threat 24: belong to their address: not to another person signed in, not without the password', async () => {
    const app = await testApp({ modules: identityModules });
    const host = await registered(app);
    const invited = await registered(app);
    const other = await registered(app);
    await host.browser.post('/invitations', { email: invited.email, role: 'admin' });
    const token = await mailedToken(app.sent, invited.email);
    expect((await other.browser.post('/invitations/accept', { token })).status).toBe(403);
    expect(
      (
        await new Browser(app).post('/invitations/accept', {
          token,
          name: 'X',
          password: 'not the password',
        })
      ).status,
    ).toBe(401);
    expect((await new Browser(app).post('/invitations/accept', { token })).status).toBe(422);
    const joinedNow = await invited.browser.post<{ company: { id: string }; role: string }>(
      '/invitations/accept',
      { token },
    );
    expect(joinedNow.data).toMatchObject({ company: { id: host.company_id }, role: 'admin' });
    expect((await invited.browser.get('/auth/session')).data).toMatchObject({
      company: { id: host.company_id },
    });
  });

  test('die when taken back, replaced, expired, or moved to another company', async () => {
    const app = await testApp({ modules: identityModules });
    const host = await registered(app);
    const { admin } = await startDatabase();
    const fresh = async () => {
      const email = `${newId()}@example.com`;
      const { data } = await host.browser.post<{ id: string }>('/invitations', {
        email,
        role: 'rep',
      });
      return { email, id: data.id, token: await mailedToken(app.sent, email) };
    };
    const refused = async (token: string) =>
      (await new Browser(app).post('/invitations/accept', { token, ...accept })).issues?.[0]?.code;
    const revoked = await fresh();
    expect((await host.browser.delete(`/invitations/${revoked.id}`)).status).toBe(200);
    expect((await host.browser.delete(`/invitations/${revoked.id}`)).status).toBe(404);
    expect(await refused(revoked.token)).toBe('invalid_token');
    const replaced = await fresh();
    await host.browser.post('/invitations', { email: replaced.email, role: 'rep' });
    expect(await refused(replaced.token)).toBe('invalid_token');
    const old = await fresh();
    await admin.query(`update invitations set expires_at = now() where id = $1`, [old.id]);
    expect(await refused(old.token)).toBe('invalid_token');
    const other = await registered(app);
    const moved = await fresh();
    const elsewhere = Buffer.from(other.company_id.replaceAll('-', ''), 'hex').toString(
      'base64url',
    );
    expect(await refused(moved.token.slice(0, 43) + elsewhere)).toBe('invalid_token');
    expect(await refused('nonsense')).toBe('invalid_token');
  });

  test('of one address are never two, however many ask at once, and none is left when one was accepted', async () => {
    const app = await testApp({ modules: identityModules });
    const host = await registered(app);
    const email = `${newId()}@example.com`;
    const invite = () => host.browser.post('/invitations', { email, role: 'rep' });
    await Promise.all(Array.from({ length: 8 }, invite));
    const open = async () =>
      (await host.browser.get<{ email: string }[]>('/invitations')).data.filter(
        (one) => one.email === email,
      ).length;
    expect(await open()).toBe(1);
    const { admin } = await startDatabase();
    // As if one had come in beside, whichever way.
    await admin.query(
      `insert into invitations (company_id, id, email, role, token_hash, invited_by, expires_at)
       select company_id, $2, email, role, 'another', invited_by, expires_at from invitations where email = $1 and revoked_at is null`,
      [email, newId()],
    );
    const texts = app.sent.filter(({ to }) => to.includes(email)).map(({ text }) => text);
    const tokens = texts.map((text) => /[\w-]{65}/.exec(text)?.[0] ?? '');
    const answers = await Promise.all(
      tokens.map((token) => new Browser(app).post('/invitations/accept', { token, ...accept })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await open()).toBe(0);
  });

  test('need the own Origin when a session goes on with them', async () => {
    const app = await testApp({ modules: identityModules });
    const host = await registered(app);
    const invited = await registered(app);
    await host.browser.post('/invitations', { email: invited.email, role: 'rep' });
    const token = await mailedToken(app.sent, invited.email);
    const request = new Request(`${app.env.base_url}/api/invitations/accept`, {
      method: 'POST',
      body: JSON.stringify({ token }),
      headers: {
        cookie: [...invited.browser.cookies].map((pair) => pair.join('=')).join('; '),
        'content-type': 'application/json',
      },
    });
    const answer = await createRouter(app).fetch(request, { address: '203.0.113.7' });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ error: 'bad_origin' });
    expect((await invited.browser.post('/invitations/accept', { token })).status).toBe(200);
  });
});

describe('roles', () => {
  test('nobody gives or takes a role above their own', async () => {
    const app = await testApp({ modules: identityModules });
    const host = await registered(app);
    const admin = await joined(app, host, 'admin');
    const rep = await joined(app, host, 'rep');
    const email = `${newId()}@example.com`;
    expect((await admin.browser.post('/invitations', { email, role: 'owner' })).status).toBe(403);
    expect((await admin.browser.patch(`/members/${rep.user_id}`, { role: 'owner' })).status).toBe(
      403,
    );
    expect((await admin.browser.patch(`/members/${admin.user_id}`, { role: 'owner' })).status).toBe(
      403,
    );
    expect((await admin.browser.patch(`/members/${host.user_id}`, { role: 'rep' })).status).toBe(
      403,
    );
    expect((await admin.browser.delete(`/members/${host.user_id}`)).status).toBe(403);
    expect((await rep.browser.patch(`/members/${rep.user_id}`, { role: 'admin' })).status).toBe(
      403,
    );
    expect((await rep.browser.post('/invitations', { email, role: 'rep' })).status).toBe(403);
    const { data } = await host.browser.get<{ id: string; role: string }[]>('/members');
    expect(Object.fromEntries(data.map(({ id, role }) => [id, role]))).toEqual({
      [host.user_id]: 'owner',
      [admin.user_id]: 'admin',
      [rep.user_id]: 'rep',
    });
  });

  test('a change counts at once', async () => {
    const app = await testApp({ modules: identityModules });
    const host = await registered(app);
    const rep = await joined(app, host, 'rep');
    expect((await rep.browser.get('/invitations')).status).toBe(403);
    expect((await host.browser.patch(`/members/${rep.user_id}`, { role: 'admin' })).status).toBe(
      200,
    );
    expect((await rep.browser.get('/invitations')).status).toBe(200);
  });

  test('the last owner stays owner', async () => {
    const app = await testApp({ modules: identityModules });
    const host = await registered(app);
    for (const attempt of [
      await host.browser.patch(`/members/${host.user_id}`, { role: 'admin' }),
      await host.browser.delete(`/members/${host.user_id}`),
    ]) {
      expect([attempt.status, attempt.error]).toEqual([409, 'conflict']);
    }
  });

  test('of two owners who step down at the same time one stays', async () => {
    const app = await testApp({ modules: identityModules });
    for (let round = 0; round < 8; round++) {
      const host = await registered(app);
      const second = await joined(app, host, 'owner');
      const both = await Promise.all([
        host.browser.patch(`/members/${host.user_id}`, { role: 'rep' }),
        second.browser.patch(`/members/${second.user_id}`, { role: 'rep' }),
      ]);
      expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    }
  });

  test('members of another company are not there', async () => {
    const app = await testApp({ modules: identityModules });
    const host = await registered(app);
    const stranger = await registered(app);
    const foreign = await host.browser.patch(`/members/${stranger.user_id}`, { role: 'rep' });
    const unknown = await host.browser.patch(`/members/${newId()}`, { role: 'rep' });
    expect([foreign.status, unknown.status]).toEqual([404, 404]);
    expect((await host.browser.delete(`/members/${stranger.user_id}`)).status).toBe(404);
    expect((await stranger.browser.get('/auth/session')).data).toMatchObject({ role: 'owner' });
  });

  test('a removed member is out at once, with keys, and may come back', async () => {
    const app = await testApp({ modules: identityModules });
    const host = await registered(app);
    const admin = await joined(app, host, 'admin');
    const made = await admin.browser.post<{ key: string }>('/api-keys', {
      name: 'Sync',
      scopes: ['things:read'],
    });
    const withKey = () =>
      new Browser(app).call('GET', '/members', undefined, {
        authorization: `Bearer ${made.data.key}`,
      });
    expect((await withKey()).status).toBe(200);
    expect((await host.browser.delete(`/members/${admin.user_id}`)).status).toBe(200);
    expect((await admin.browser.get('/auth/session')).status).toBe(401);
    expect((await withKey()).status).toBe(401);
    expect(
      (await new Browser(app).post('/auth/login', { email: admin.email, password: admin.password }))
        .status,
    ).toBe(403);
    await host.browser.post('/invitations', { email: admin.email, role: 'read_only' });
    const back = await new Browser(app).post<{ role: string }>('/invitations/accept', {
      token: await mailedToken(app.sent.slice(-1), admin.email),
      password: admin.password,
    });
    expect([back.status, back.data.role]).toEqual([200, 'read_only']);
    expect((await withKey()).status).toBe(401);
  });
});
