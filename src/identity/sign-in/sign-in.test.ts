import { describe, expect, test } from 'vitest';
import { newId } from '@/platform/ids';
import { testApp } from '../../../tests/support/app';
import { Browser, goodPassword, identityModules, registered } from '../../../tests/support/browser';
import { startDatabase } from '../../../tests/support/database';

const wrong = 'not the password';

describe('sign in', () => {
  test('threat 26: gives a new session, ends the one before and names the company', async () => {
    const app = await testApp({ modules: identityModules });
    const { browser, email, password, company_id } = await registered(app);
    const before = browser.copy();
    const { status, data } = await browser.post<{ company: { id: string }; role: string }>(
      '/auth/login',
      { email, password },
    );
    expect(status).toBe(200);
    expect(data).toMatchObject({ company: { id: company_id }, role: 'owner' });
    expect(browser.cookies.get('ambit_session')).not.toBe(before.cookies.get('ambit_session'));
    expect((await browser.get('/auth/session')).status).toBe(200);
    expect((await before.get('/auth/session')).status).toBe(401);
  });

  test('threat 22: answers wrong passwords and unknown addresses alike', async () => {
    const app = await testApp({ modules: identityModules });
    const { email } = await registered(app);
    const strip = ({ headers, ...rest }: object & { headers: Headers }) => ({
      ...rest,
      request_id: undefined,
    });
    const known = await new Browser(app).post('/auth/login', { email, password: wrong });
    const unknown = await new Browser(app).post('/auth/login', {
      email: `${newId()}@example.com`,
      password: wrong,
    });
    expect(known.status).toBe(401);
    expect(strip(known)).toEqual(strip(unknown));
    expect(known.headers.getSetCookie()).toEqual(unknown.headers.getSetCookie());
  });

  test('works as much for unknown addresses, so the time tells nothing', async () => {
    const app = await testApp({ modules: identityModules, env: { AMBIT_RATE_LIMIT: 'off' } });
    const { email } = await registered(app);
    const least = { known: Number.POSITIVE_INFINITY, unknown: Number.POSITIVE_INFINITY };
    const measure = async (kind: keyof typeof least, address: string) => {
      const before = process.cpuUsage();
      await new Browser(app).post('/auth/login', { email: address, password: wrong });
      const { user, system } = process.cpuUsage(before);
      least[kind] = Math.min(least[kind], user + system);
      await new Promise((resolve) => setTimeout(resolve, 10)); // what goes on after the answer
    };
    // Processor time, hashing threads included, because the machine may be busy with something else.
    for (let i = 0; i < 20; i++) {
      await measure('known', email);
      await measure('unknown', `${newId()}@example.com`);
    }
    expect(least.known).toBeGreaterThan(5000);
    expect(Math.abs(least.known - least.unknown) / least.known).toBeLessThan(0.35);
  });

  test('refuses at the same moments, so what is left of a difference does not show', async () => {
    const app = await testApp({ modules: identityModules, env: { AMBIT_RATE_LIMIT: 'off' } });
    const { email } = await registered(app);
    for (const address of [email, `${newId()}@example.com`]) {
      const started = performance.now();
      await new Browser(app).post('/auth/login', { email: address, password: wrong });
      expect(performance.now() - started).toBeGreaterThanOrEqual(99);
    }
  });

  test('threat 21: stops guessing after ten tries but lets a known browser in', async () => {
    const app = await testApp({ modules: identityModules });
    const { browser, email, password } = await registered(app, 'Ada Byron', '198.51.100.4');
    const guesser = () => new Browser(app, '198.51.100.77'); // the same network
    const statuses = await Promise.all(
      Array.from({ length: 20 }, () => guesser().post('/auth/login', { email, password: wrong })),
    );
    expect(statuses.filter(({ status }) => status === 401)).toHaveLength(10);
    const refused = await guesser().post('/auth/login', { email, password });
    expect([refused.status, refused.error]).toEqual([429, 'rate_limited']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(600);
    expect(refused.headers.get('ratelimit-limit')).toBe('10');
    expect(refused.headers.get('ratelimit-remaining')).toBe('0');
    expect(refused.headers.get('ratelimit-reset')).toBe(refused.headers.get('retry-after'));
    // Threat 34: no proxy is configured, so nobody is believed to come from elsewhere.
    const forged = { 'x-forwarded-for': '192.0.2.1', 'x-real-ip': '192.0.2.1' };
    const again = await guesser().call('POST', '/auth/login', { email, password }, forged);
    expect(again.status).toBe(429);
    expect((await browser.post('/auth/login', { email, password })).status).toBe(200);
    expect(
      (await new Browser(app, '192.0.2.1').post('/auth/login', { email, password })).status,
    ).toBe(200);
  });

  test('threat 21: from many networks together a hundred tries an hour', async () => {
    const app = await testApp({ modules: identityModules });
    const { browser, email, password } = await registered(app, 'Ada Byron', '198.51.100.4');
    const guess = (network: number) =>
      new Browser(app, `192.0.${network}.1`).post('/auth/login', { email, password: wrong });
    const statuses: number[] = [];
    for (let at = 0; at < 120; at += 20) {
      const answers = Array.from({ length: 20 }, (_, next) => guess(at + next));
      statuses.push(...(await Promise.all(answers)).map(({ status }) => status));
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(100);
    expect(statuses.filter((status) => status === 429)).toHaveLength(20);
    const elsewhere = new Browser(app, '203.0.113.250');
    expect((await elsewhere.post('/auth/login', { email, password })).status).toBe(429);
    expect((await browser.post('/auth/login', { email, password })).status).toBe(200);
  }, 30_000);

  test('a device cookie of one account does not help with another', async () => {
    const app = await testApp({ modules: identityModules });
    const mine = await registered(app);
    const other = await registered(app);
    for (let i = 0; i < 10; i++)
      await mine.browser.copy().post('/auth/login', { email: other.email, password: wrong });
    const { status } = await mine.browser
      .copy()
      .post('/auth/login', { email: other.email, password: other.password });
    expect(status).toBe(429);
  });

  test('writes a failed sign-in down', async () => {
    const app = await testApp({ modules: identityModules });
    const { email, company_id, user_id } = await registered(app);
    await new Browser(app).post('/auth/login', { email, password: wrong });
    const { admin } = await startDatabase();
    await expect
      .poll(
        async () =>
          (
            await admin.query(
              `select record_id from events where company_id = $1 and name = 'session.failed'`,
              [company_id],
            )
          ).rows,
      )
      .toEqual([{ record_id: user_id }]);
  });

  test('ignores cookies that were tampered with, without asking the database', async () => {
    const app = await testApp({ modules: identityModules });
    const { browser } = await registered(app);
    const thief = browser.copy();
    const [token, signature] = decodeURIComponent(browser.cookies.get('ambit_session') ?? '').split(
      '.',
    );
    for (const value of [
      `${token}x.${signature}`,
      `${token}.${signature?.replace(/^./, '!')}`,
      `${token}`,
      '.',
      '%E0%A4%A',
    ]) {
      thief.cookies.set('ambit_session', encodeURIComponent(value));
      expect((await thief.get('/auth/session')).status).toBe(401);
    }
  });

  test('sessions end idle after 12 hours and absolutely after 30 days', async () => {
    const app = await testApp({ modules: identityModules });
    const { admin } = await startDatabase();
    for (const change of [
      `last_seen_at = now() - interval '12 hours 1 minute'`,
      `expires_at = now() - interval '1 second'`,
    ]) {
      const { browser, user_id } = await registered(app);
      await admin.query(`update sessions set ${change} where user_id = $1`, [user_id]);
      expect((await browser.get('/auth/session')).status).toBe(401);
    }
    const { user_id } = await registered(app);
    const { rows } = await admin.query(
      `select expires_at between now() + interval '29 days 23 hours' and now() + interval '30 days' as absolute from sessions where user_id = $1`,
      [user_id],
    );
    expect(rows).toEqual([{ absolute: true }]);
  });

  test('does not write to the session with every request', async () => {
    const app = await testApp({ modules: identityModules });
    const { browser, user_id } = await registered(app);
    const { admin } = await startDatabase();
    const seen = async () =>
      (
        await admin.query(
          "select xmin::text, last_seen_at > now() - interval '1 minute' as fresh from sessions where user_id = $1",
          [user_id],
        )
      ).rows[0];
    const before = await seen();
    for (let i = 0; i < 5; i++) await browser.get('/auth/session');
    expect(await seen()).toEqual(before);
    await admin.query(
      `update sessions set last_seen_at = now() - interval '10 minutes' where user_id = $1`,
      [user_id],
    );
    await new Promise((resolve) => setTimeout(resolve, 1050));
    await browser.get('/auth/session');
    await expect.poll(async () => (await seen()).fresh).toBe(true);
  });

  test('threat 27: logout is immediate, here and for copies of the cookie', async () => {
    const app = await testApp({ modules: identityModules });
    const { browser } = await registered(app);
    const copy = browser.copy();
    expect((await copy.get('/auth/session')).status).toBe(200);
    expect((await browser.post('/auth/logout')).status).toBe(200);
    expect(browser.cookies.has('ambit_session')).toBe(false);
    expect((await copy.get('/auth/session')).status).toBe(401);
  });

  test('threat 27: a session ended in another process is dead within a second', async () => {
    const here = await testApp({ modules: identityModules });
    const { browser, user_id } = await registered(here);
    expect((await browser.get('/auth/session')).status).toBe(200);
    const { admin } = await startDatabase();
    await admin.query('delete from sessions where user_id = $1', [user_id]);
    const ended = performance.now();
    await expect
      .poll(async () => (await browser.get('/auth/session')).status, {
        interval: 50,
        timeout: 2000,
      })
      .toBe(401);
    expect(performance.now() - ended).toBeLessThan(1500);
  });

  test('cookies are bound to host and https where the address is https', async () => {
    const app = await testApp({
      modules: identityModules,
      env: { BASE_URL: 'https://crm.example.com', AMBIT_REGISTRATION: 'open' },
    });
    const email = `${newId()}@example.com`;
    const browser = new Browser(app);
    const { headers } = await browser.post('/auth/register', {
      name: 'Ada',
      email,
      password: goodPassword,
      company_name: 'Acme',
    });
    for (const line of headers.getSetCookie())
      expect(line).toMatch(/^__Host-ambit_\w+=.*; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
    expect(headers.getSetCookie()).toHaveLength(2);
    expect((await browser.get('/auth/session')).status).toBe(200);
  });

  test('a foreign origin cannot sign anybody in or out', async () => {
    const app = await testApp({ modules: identityModules });
    const { browser, email, password } = await registered(app);
    const foreign = { origin: 'https://evil.example' };
    expect((await browser.call('POST', '/auth/logout', {}, foreign)).error).toBe('bad_origin');
    expect(
      (await new Browser(app).call('POST', '/auth/login', { email, password }, foreign)).error,
    ).toBe('bad_origin');
    expect((await browser.get('/auth/session')).status).toBe(200);
  });
});
