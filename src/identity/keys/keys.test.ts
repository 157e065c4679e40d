import { describe, expect, test } from 'vitest';
import { testApp } from '../../../tests/support/app';
import { Browser, identityModules, joined, registered } from '../../../tests/support/browser';
import { startDatabase } from '../../../tests/support/database';

interface Key {
  id: string;
  key: string;
  prefix: string;
}
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

describe('API keys', () => {
  test('see no other company of their maker', async () => {
    const app = await testApp({ modules: identityModules });
    const { browser, company_id } = await registered(app);
    const { data } = await browser.post<Key>('/api-keys', {
      name: 'Sync',
      scopes: ['things:read'],
    });
    await browser.post('/companies', { name: 'Second' });
    const answer = await new Browser(app).call<{ companies: { id: string }[] }>(
      'GET',
      '/auth/session',
      undefined,
      bearer(data.key),
    );
    expect(answer.data.companies.map(({ id }) => id)).toEqual([company_id]);
  });

  test('act as their maker within their scopes; only the hash is kept', async () => {
    const app = await testApp({ modules: identityModules });
    const { browser, user_id, company_id } = await registered(app);
    const { status, data } = await browser.post<Key>('/api-keys', {
      name: 'Sync',
      scopes: ['things:read', '*:export'],
    });
    expect(status).toBe(201);
    expect(data.key).toMatch(/^amb_[\w-]{65}$/);
    expect(data.key.startsWith(data.prefix)).toBe(true);
    const session = await new Browser(app).call<{ permissions: string[] }>(
      'GET',
      '/auth/session',
      undefined,
      bearer(data.key),
    );
    expect(session.data).toMatchObject({
      user: { id: user_id },
      company: { id: company_id },
      permissions: ['things:export', 'things:read'],
    });
    const { admin } = await startDatabase();
    const { rows } = await admin.query(
      'select row_to_json(k)::text as row from api_keys k where id = $1',
      [data.id],
    );
    expect(rows[0].row).not.toContain(data.key.slice(12));
    expect(JSON.stringify((await browser.get('/api-keys')).data)).not.toContain(data.key.slice(12));
  });

  test('cannot administer, make keys or exceed what their maker holds', async () => {
    const app = await testApp({ modules: identityModules });
    const host = await registered(app);
    const admin = await joined(app, host, 'admin');
    const { data } = await admin.browser.post<Key>('/api-keys', {
      name: 'All',
      scopes: ['*:read', 'members:manage', 'api_keys:manage'],
    });
    const call = (method: string, path: string, body?: unknown) =>
      new Browser(app).call(method, path, body, bearer(data.key));
    expect((await call('GET', '/invitations')).status).toBe(200);
    expect((await call('POST', '/api-keys', { name: 'More', scopes: ['*:read'] })).status).toBe(
      403,
    );
    expect((await call('PATCH', `/members/${host.user_id}`, { role: 'rep' })).status).toBe(403);
    expect((await call('POST', '/auth/company', { company_id: host.company_id })).status).toBe(403);
    await host.browser.patch(`/members/${admin.user_id}`, { role: 'rep' });
    expect(await call('GET', '/invitations')).toMatchObject({
      status: 403,
      message: 'This API key does not allow this.',
    });
    expect((await call('GET', '/members')).status).toBe(200);
  });

  test.each(['things:fly', 'nothing:read', '*:fly', 'things', '*', 'company:*', ''])(
    'the scope %j is refused',
    async (scope) => {
      const app = await testApp({ modules: identityModules });
      const { browser } = await registered(app);
      const answer = await browser.post('/api-keys', {
        name: 'Bad',
        scopes: ['things:read', scope],
      });
      expect([answer.status, answer.issues?.[0]?.path]).toEqual([422, 'scopes.1']);
    },
  );

  test('end at once when deleted and at their time; wrong ones are nobody even beside a good cookie', async () => {
    const app = await testApp({ modules: identityModules });
    const { browser } = await registered(app);
    const { data } = await browser.post<Key>('/api-keys', {
      name: 'Sync',
      scopes: ['things:read'],
    });
    const use = async (key: string, by = new Browser(app)) =>
      (await by.call('GET', '/members', undefined, bearer(key))).status;
    expect(await use(data.key)).toBe(200);
    expect(
      await use(`${data.key.slice(0, -30)}${'A'.repeat(8)}${data.key.slice(-22)}`, browser),
    ).toBe(401);
    for (const wrong of ['amb_', 'amb_x', 'nonsense', `${data.key}x`])
      expect(await use(wrong, browser)).toBe(401);
    expect((await browser.delete(`/api-keys/${data.id}`)).status).toBe(200);
    expect(await use(data.key)).toBe(401);
    const past = await browser.post('/api-keys', {
      name: 'Old',
      scopes: ['things:read'],
      expires_at: '2020-01-01T00:00:00Z',
    });
    expect(past.issues?.[0]?.path).toBe('expires_at');
    const timed = await browser.post<Key>('/api-keys', {
      name: 'Timed',
      scopes: ['things:read'],
      expires_at: '2999-01-01T00:00:00Z',
    });
    const { admin } = await startDatabase();
    await admin.query(`update api_keys set expires_at = now() where id = $1`, [timed.data.id]);
    expect(await use(timed.data.key)).toBe(401);
  });

  test('of one company open nothing in another', async () => {
    const app = await testApp({ modules: identityModules });
    const host = await registered(app);
    const other = await registered(app);
    const { data } = await host.browser.post<Key>('/api-keys', {
      name: 'Sync',
      scopes: ['things:read'],
    });
    expect((await other.browser.delete(`/api-keys/${data.id}`)).status).toBe(404);
    const elsewhere = Buffer.from(other.company_id.replaceAll('-', ''), 'hex').toString(
      'base64url',
    );
    const forged = data.key.slice(0, -22) + elsewhere;
    expect((await new Browser(app).call('GET', '/members', undefined, bearer(forged))).status).toBe(
      401,
    );
  });

  test('an Idempotency-Key never keeps a key', async () => {
    const app = await testApp({ modules: identityModules });
    const { browser } = await registered(app);
    const { data } = await browser.call<Key>(
      'POST',
      '/api-keys',
      { name: 'Once', scopes: ['things:read'] },
      { 'idempotency-key': 'k1' },
    );
    const { admin } = await startDatabase();
    const { rows } = await admin.query(
      'select count(*)::int as n from idempotency_keys where body like $1',
      [`%${data.key}%`],
    );
    expect(rows).toEqual([{ n: 0 }]);
  });

  test.each([
    ['9999-12-31T23:59:59-23:59', 'out_of_range'],
    ['0000-12-31T23:59:59Z', 'out_of_range'],
    ['2020-01-01T00:00:00Z', 'in_the_past'],
    ['2999-02-30T00:00:00Z', 'invalid_datetime'],
  ])('cannot expire at %s', async (expires_at, code) => {
    const app = await testApp({ modules: identityModules });
    const { browser } = await registered(app);
    const answer = await browser.post('/api-keys', {
      name: 'Sync',
      scopes: ['things:read'],
      expires_at,
    });
    expect([answer.status, answer.issues?.[0]?.code]).toEqual([422, code]);
  });

  test('the time of last use is written', async () => {
    const app = await testApp({ modules: identityModules });
    const { browser } = await registered(app);
    const { data } = await browser.post<Key>('/api-keys', {
      name: 'Sync',
      scopes: ['things:read'],
    });
    await new Browser(app).call('GET', '/members', undefined, bearer(data.key));
    await expect
      .poll(
        async () =>
          (await browser.get<{ last_used_at: string | null }[]>('/api-keys')).data[0]?.last_used_at,
      )
      .toMatch(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/);
  });
});
