import { describe, expect, test } from 'vitest';
import { newId } from '@/platform/ids';
import { testApp } from '../../../tests/support/app';
import { Authenticator } from '../../../tests/support/authenticator';
import { Browser, identityModules, registered } from '../../../tests/support/browser';
import { startDatabase } from '../../../tests/support/database';

const next = 'a better battery staple';

describe('password reset', () => {
  test('threat 23: works once of a hundred parallel uses and ends every session', async () => {
    const app = await testApp({ modules: identityModules });
    const { browser, email } = await registered(app);
    expect((await new Browser(app).post('/auth/password-reset', { email })).status).toBe(200);
    const token = await resetToken(app.sent, email);
    const uses = await Promise.all(
      Array.from({ length: 100 }, () =>
        new Browser(app).post('/auth/password-reset/confirm', { token, password: next }),
      ),
    );
    expect(uses.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const use of uses.filter(({ status }) => status !== 200)) {
      expect([use.status, use.issues?.[0]?.code]).toEqual([422, 'invalid_token']);
    }
    expect((await browser.get('/auth/session')).status).toBe(401);
    expect((await new Browser(app).post('/auth/login', { email, password: next })).status).toBe(
      200,
    );
  });

  test('leaves whoever registered an address that was not theirs no passkey', async () => {
    const app = await testApp({ modules: identityModules });
    const { browser, email } = await registered(app);
    const key = new Authenticator();
    const { data } = await browser.post<{ challenge: string }>('/passkeys/options');
    await browser.post('/passkeys', { name: 'Mine', passkey: key.make(data) });
    const signIn = async () => {
      const later = new Browser(app);
      const asked = await later.post<{ challenge: string }>('/auth/passkey/options');
      return (await later.post('/auth/passkey', { passkey: key.answer(asked.data) })).status;
    };
    expect(await signIn()).toBe(200);
    const reset = async (password: string) => {
      app.sent.length = 0;
      await new Browser(app).post('/auth/password-reset', { email });
      const token = await resetToken(app.sent, email);
      const confirm = { token, password };
      return (await new Browser(app).post('/auth/password-reset/confirm', confirm)).status;
    };
    expect(await reset(next)).toBe(200);
    expect(await signIn()).toBe(422);
    // The address is confirmed now: what is set up from here on stays.
    const own = new Browser(app);
    expect((await own.post('/auth/login', { email, password: next })).status).toBe(200);
    const offered = await own.post<{ challenge: string }>('/passkeys/options');
    await own.post('/passkeys', { name: 'Ours', passkey: key.make(offered.data) });
    expect(await reset(`${next} again`)).toBe(200);
    expect(await signIn()).toBe(200);
  });

  test('ends sessions in this process at once', async () => {
    const app = await testApp({ modules: identityModules });
    const { browser, email } = await registered(app);
    await new Browser(app).post('/auth/password-reset', { email });
    const token = await resetToken(app.sent, email);
    expect((await browser.get('/auth/session')).status).toBe(200);
    await new Browser(app).post('/auth/password-reset/confirm', { token, password: next });
    expect((await browser.get('/auth/session')).status).toBe(401);
  });

  test('threat 22: answers unknown addresses alike and mails nothing', async () => {
    const app = await testApp({ modules: identityModules });
    const { email } = await registered(app);
    const unknown = `${newId()}@example.com`;
    const strip = ({ headers, ...rest }: object & { headers: Headers }) => ({
      ...rest,
      request_id: undefined,
    });
    const answers = [
      await new Browser(app).post('/auth/password-reset', { email }),
      await new Browser(app).post('/auth/password-reset', { email: unknown }),
    ];
    expect(strip(answers[0] as never)).toEqual(strip(answers[1] as never));
    await resetToken(app.sent, email);
    expect(app.sent.filter(({ to }) => to === unknown)).toEqual([]);
  });

  test('threat 23: links lead to the configured address whatever the Host header says', async () => {
    const app = await testApp({ modules: identityModules });
    const { email } = await registered(app);
    await new Browser(app).call(
      'POST',
      '/auth/password-reset',
      { email },
      { host: 'evil.example', 'x-forwarded-host': 'evil.example' },
    );
    await resetToken(app.sent, email);
    const mail = app.sent.findLast(({ to }) => to === email);
    expect(mail?.text).toContain('http://localhost:3000/reset-password#');
    expect(`${mail?.text}${mail?.html}`).not.toContain('evil');
  });

  test('a token is kept hashed, ends after an hour and dies with a password change', async () => {
    const app = await testApp({ modules: identityModules });
    const { admin } = await startDatabase();
    const { browser, email, password, user_id } = await registered(app);
    const confirm = async (token: string) =>
      (await new Browser(app).post('/auth/password-reset/confirm', { token, password: next }))
        .status;
    await new Browser(app).post('/auth/password-reset', { email });
    const first = await resetToken(app.sent, email);
    const stored = await admin.query('select identifier from verifications where value = $1', [
      user_id,
    ]);
    expect(stored.rows).toHaveLength(1);
    expect(stored.rows[0].identifier).not.toContain(first);
    await admin.query(
      `update verifications set expires_at = now() - interval '1 second' where value = $1`,
      [user_id],
    );
    expect(await confirm(first)).toBe(422);
    await new Browser(app).post('/auth/password-reset', { email });
    const second = await resetToken(app.sent, email, first);
    await browser.post('/auth/password', {
      current_password: password,
      password: 'yet another good one',
    });
    expect(await confirm(second)).toBe(422);
  });
});

describe('password change', () => {
  test('threats 26 and 27: needs the current one, rotates this session and ends the others', async () => {
    const app = await testApp({ modules: identityModules });
    const { browser, email, password } = await registered(app);
    const elsewhere = new Browser(app);
    await elsewhere.post('/auth/login', { email, password });
    const before = browser.copy();
    const bad = await browser.post('/auth/password', {
      current_password: 'not the password',
      password: next,
    });
    expect([bad.status, bad.issues?.[0]?.path]).toEqual([422, 'current_password']);
    expect((await elsewhere.get('/auth/session')).status).toBe(200);
    expect(
      (await browser.post('/auth/password', { current_password: password, password: next })).status,
    ).toBe(200);
    expect((await browser.get('/auth/session')).status).toBe(200);
    expect((await elsewhere.get('/auth/session')).status).toBe(401);
    expect((await before.get('/auth/session')).status).toBe(401);
    expect((await new Browser(app).post('/auth/login', { email, password })).status).toBe(401);
  });
});

/** The token of the newest reset mail, which comes after the one of registration. */
async function resetToken(
  sent: readonly { to: string; text: string }[],
  to: string,
  not = '',
): Promise<string> {
  const token = () =>
    /reset-password#(\S+)/.exec(sent.findLast((mail) => mail.to === to)?.text ?? '')?.[1] ?? not;
  await expect.poll(token).not.toBe(not);
  return token();
}
