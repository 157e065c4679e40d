import { describe, expect, test } from 'vitest';
import { type TestApp, testApp } from '../../../tests/support/app';
import { Authenticator } from '../../../tests/support/authenticator';
import { Browser, identityModules, mailedToken, registered } from '../../../tests/support/browser';
import { startDatabase } from '../../../tests/support/database';

const confirm = '/auth/verify-email/confirm';
const next = 'a better battery staple';

/** Somebody has registered an address; whoever reads its mail opens the link in a browser of their own. */
async function hijacked() {
  const app = await testApp({ modules: identityModules });
  const attacker = await registered(app);
  const token = await mailedToken(app.sent, attacker.email);
  return { app, attacker, token, reader: new Browser(app, '198.51.100.9') };
}

async function isVerified(email: string): Promise<boolean> {
  const { admin } = await startDatabase();
  const found = await admin.query('select email_verified from users where email = $1', [email]);
  return found.rows[0].email_verified;
}

const mayEnter = async (app: TestApp, email: string, password: string): Promise<boolean> =>
  (await new Browser(app, '192.0.2.9').post('/auth/login', { email, password })).status === 200;

describe('mail verification', () => {
  test('confirms once, by one click of whoever is signed in', async () => {
    const { attacker, token } = await hijacked();
    const uses = await Promise.all(
      Array.from({ length: 10 }, () => attacker.browser.copy().post(confirm, { token })),
    );
    expect(uses.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await isVerified(attacker.email)).toBe(true);
  });

  test('the link alone confirms nothing, and goes on working', async () => {
    const { app, attacker, token, reader } = await hijacked();
    const stranger = await registered(app);
    for (const browser of [reader, stranger.browser]) {
      const { status, issues } = await browser.post(confirm, { token });
      expect([status, issues]).toMatchObject([422, [{ path: 'password', code: 'required' }]]);
    }
    const guessed = await reader.post(confirm, { token, password: next });
    expect([guessed.status, guessed.issues?.[0]?.code]).toEqual([422, 'wrong_password']);
    expect(await isVerified(attacker.email)).toBe(false);
    expect((await reader.post(confirm, { token, password: attacker.password })).status).toBe(200);
    expect(await isVerified(attacker.email)).toBe(true);
    expect((await attacker.browser.get('/auth/session')).status).toBe(200);
  });

  test('guesses of the password count as those of signing in do', async () => {
    const { token, reader } = await hijacked();
    const guesses = await Promise.all(
      Array.from({ length: 14 }, () => reader.copy().post(confirm, { token, password: next })),
    );
    expect(guesses.filter(({ status }) => status === 422)).toHaveLength(10);
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(4);
  });

  test('a new password takes the account from whoever registered it, with all they kept', async () => {
    const { app, attacker, token, reader } = await hijacked();
    const { browser, email, password } = attacker;
    const key = new Authenticator();
    const offered = await browser.post<{ challenge: string }>('/passkeys/options');
    await browser.post('/passkeys', { name: 'Mine', passkey: key.make(offered.data) });
    const made = await browser.post<{ key: string }>('/api-keys', {
      name: 'Kept',
      scopes: ['things:read'],
    });
    const byKey = async () => {
      const headers = { authorization: `Bearer ${made.data.key}` };
      return (await new Browser(app).call('GET', '/auth/session', undefined, headers)).status;
    };
    expect(await byKey()).toBe(200);
    const weak = await reader.post(confirm, { token, new_password: 'short' });
    expect(weak.issues).toMatchObject([{ path: 'new_password', code: 'too_short' }]);
    expect((await reader.post(confirm, { token, new_password: next })).status).toBe(200);
    expect((await browser.get('/auth/session')).status).toBe(401);
    expect(await byKey()).toBe(401);
    const asked = await new Browser(app).post<{ challenge: string }>('/auth/passkey/options');
    const passkey = key.answer(asked.data);
    expect((await new Browser(app).post('/auth/passkey', { passkey })).status).toBe(422);
    expect(await mayEnter(app, email, password)).toBe(false);
    expect(await mayEnter(app, email, next)).toBe(true);
    expect(await isVerified(email)).toBe(true);
    expect((await reader.post(confirm, { token, new_password: password })).status).toBe(422);
  });

  test('an old link sets no password once the address is confirmed', async () => {
    const { app, attacker, token, reader } = await hijacked();
    const { browser, email, password } = attacker;
    app.sent.length = 0;
    await browser.post('/auth/verify-email');
    const second = await mailedToken(app.sent, email);
    expect((await browser.post(confirm, { token: second })).status).toBe(200);
    const late = await reader.post(confirm, { token, new_password: next });
    expect([late.status, late.issues?.[0]?.code]).toEqual([422, 'invalid_token']);
    expect(await mayEnter(app, email, password)).toBe(true);
  });
});
