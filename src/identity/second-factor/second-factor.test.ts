import { Secret, TOTP } from 'otpauth';
import { describe, expect, test } from 'vitest';
import { modules } from '@/registry';
import { smallestCall } from '../../../tests/contract/house';
import { testApp } from '../../../tests/support/app';
import { Browser, identityModules, type Person, registered } from '../../../tests/support/browser';
import { startDatabase } from '../../../tests/support/database';
import { operatorOf } from '../../../tests/support/operator';
import { resetSecondFactor } from './reset';

type App = Awaited<ReturnType<typeof testApp>>;

/** An app whose clock the test sets, because a code is worth something only once. */
async function clockedApp(options: Parameters<typeof testApp>[0] = { modules: identityModules }) {
  const time = { ms: Date.parse('2026-11-27T12:00:00Z') };
  const app = await testApp({ ...options, clock: { now: () => new Date(time.ms) } });
  return { app, time };
}

const codeOf = (secret: string, timestamp: number): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp });

/** Switches the authenticator app of somebody on. */
async function enrolled(browser: Browser, time: { ms: number }) {
  const { data } = await browser.post<{ secret: string; uri: string }>('/auth/totp');
  const done = await browser.post<{ recovery_codes: string[] }>('/auth/totp/confirm', {
    code: codeOf(data.secret, time.ms),
  });
  expect(done.status).toBe(200);
  time.ms += 60_000;
  return { ...data, codes: done.data.recovery_codes };
}

/** A browser that gave the right password and now waits for the second step. */
async function halfway(app: App, { email, password }: Person, address?: string): Promise<Browser> {
  const browser = new Browser(app, address);
  const { data } = await browser.post('/auth/login', { email, password });
  expect(data).toEqual({ mfa_required: true });
  expect([...browser.cookies.keys()]).toEqual(['ambit_pending']);
  return browser;
}

const events = async (company_id: string, name: string): Promise<number> => {
  const { admin } = await startDatabase();
  const text = 'select count(*)::int as n from events where company_id = $1 and name = $2';
  return (await admin.query(text, [company_id, name])).rows[0].n;
};

describe('an authenticator app', () => {
  test('is on once a code has confirmed it; its secret is sealed and never shown again', async () => {
    const { app, time } = await clockedApp();
    const { browser, user_id, company_id, email } = await registered(app);
    const before = browser.copy();
    const first = await browser.post<{ secret: string; uri: string }>('/auth/totp');
    expect(first.data.uri).toBe(
      `otpauth://totp/Ambit:${encodeURIComponent(email)}?issuer=Ambit&secret=${first.data.secret}&algorithm=SHA1&digits=6&period=30`,
    );
    const wrong = await browser.post('/auth/totp/confirm', { code: '000000' });
    expect([wrong.status, wrong.issues?.[0]?.code]).toEqual([422, 'wrong_code']);
    for (const code of ['12345', '1234567', '\u{1061c}\ua24f\u{16fc0}\ua48a', '１２３４５６'])
      expect((await browser.post('/auth/totp/confirm', { code })).status).toBe(422);
    expect((await browser.get('/auth/second-factor')).data).toMatchObject({ totp: false });
    const { secret, codes } = await enrolled(browser, time);
    expect(secret).not.toBe(first.data.secret);
    expect(new Set(codes).size).toBe(10);
    // 24 of 31 letters: 118 bits.
    for (const code of codes) expect(code).toMatch(/^([a-hjkmnp-z2-9]{6}-){3}[a-hjkmnp-z2-9]{6}$/);
    expect((await browser.get('/auth/second-factor')).data).toEqual({
      totp: true,
      recovery_codes: 10,
      passkeys: 0,
      required: false,
      by_sso: false,
      has_password: true,
    });
    // Threat 26: the session goes on under another token, and the old one is dead.
    expect((await browser.get('/auth/session')).status).toBe(200);
    expect((await before.get('/auth/session')).status).toBe(401);
    expect((await browser.post('/auth/totp')).status).toBe(409);
    const { admin } = await startDatabase();
    const kept = await admin.query(
      `select t::text as row from totp_secrets t where user_id = $1
       union all select r::text from recovery_codes r where user_id = $1`,
      [user_id],
    );
    expect(kept.rows).toHaveLength(11);
    for (const text of [secret, ...codes])
      for (const { row } of kept.rows) expect(row).not.toContain(text);
    expect(await events(company_id, 'user.second_factor_enabled')).toBe(1);
    expect((await browser.delete('/auth/totp')).status).toBe(200);
    expect((await browser.delete('/auth/totp')).status).toBe(409);
    expect(await events(company_id, 'user.second_factor_disabled')).toBe(1);
    expect(
      (await admin.query('select from recovery_codes where user_id = $1', [user_id])).rowCount,
    ).toBe(0);
  });

  test('makes signing in two steps, and the second one works once', async () => {
    const { app, time } = await clockedApp();
    const person = await registered(app);
    const { secret, codes } = await enrolled(person.browser, time);
    const browser = await halfway(app, person);
    const thief = browser.copy('192.0.2.55');
    expect((await browser.post('/auth/login/second', { code: '123456' })).status).toBe(422);
    const code = codeOf(secret, time.ms);
    const { status, data } = await browser.post('/auth/login/second', { code });
    expect([status, data]).toMatchObject([200, { user: { email: person.email } }]);
    expect(browser.cookies.has('ambit_pending')).toBe(false);
    expect((await browser.get('/auth/session')).status).toBe(200);
    expect((await thief.post('/auth/login/second', { code: codes[0] })).status).toBe(401);
    expect(await events(person.company_id, 'session.failed')).toBe(1);

    // Threat 25: a code counts once, also for whoever knows the password.
    const again = await halfway(app, person);
    expect((await again.post('/auth/login/second', { code })).status).toBe(422);
    time.ms += 30_000;
    const next = codeOf(secret, time.ms);
    expect(
      (await again.post('/auth/login/second', { code: ` ${next.slice(0, 3)} ${next.slice(3)}` }))
        .status,
    ).toBe(200);
    // Nor does an older one that was never used.
    const late = await halfway(app, person);
    expect(
      (await late.post('/auth/login/second', { code: codeOf(secret, time.ms - 30_000) })).status,
    ).toBe(422);
  });

  test('is replaced by a recovery code, each once, until there are new ones', async () => {
    const { app, time } = await clockedApp();
    const person = await registered(app);
    const { codes } = await enrolled(person.browser, time);
    const [first = '', second = '', third = ''] = codes;
    const lost = await halfway(app, person);
    expect(
      (await lost.post('/auth/login/second', { code: first.toUpperCase().replaceAll('-', ' ') }))
        .status,
    ).toBe(200);
    const parallel = await Promise.all(
      [1, 2, 3, 4].map(async () => {
        const browser = await halfway(app, person);
        return browser.post('/auth/login/second', { code: second });
      }),
    );
    expect(parallel.map(({ status }) => status).sort()).toEqual([200, 422, 422, 422]);
    const fresh = await lost.post<{ recovery_codes: string[] }>('/auth/recovery-codes');
    expect(fresh.data.recovery_codes).toHaveLength(10);
    const other = await halfway(app, person, '198.51.100.9');
    expect((await other.post('/auth/login/second', { code: third })).status).toBe(422);
    expect(await events(person.company_id, 'user.recovery_codes_renewed')).toBe(1);
  });

  test('threat 25: codes are guessed five times, and not without the password', async () => {
    const { app, time } = await clockedApp();
    const person = await registered(app);
    const { secret } = await enrolled(person.browser, time);
    const nobody = new Browser(app);
    expect(
      (await nobody.post('/auth/login/second', { code: codeOf(secret, time.ms) })).status,
    ).toBe(401);
    nobody.cookies.set('ambit_pending', 'x'.repeat(43));
    expect(
      (await nobody.post('/auth/login/second', { code: codeOf(secret, time.ms) })).status,
    ).toBe(401);
    const guesser = await halfway(app, person);
    const guesses = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        guesser.copy().post('/auth/login/second', { code: `00000${n % 10}` }),
      ),
    );
    expect(guesses.filter(({ status }) => status === 422)).toHaveLength(5);
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(7);
    expect(
      (await guesser.post('/auth/login/second', { code: codeOf(secret, time.ms) })).status,
    ).toBe(429);
    // Threat 21: a browser that is known has a count of its own.
    const { email, password } = person;
    await person.browser.post('/auth/logout');
    expect((await person.browser.post('/auth/login', { email, password })).status).toBe(200);
    expect(
      (await person.browser.post('/auth/login/second', { code: codeOf(secret, time.ms) })).status,
    ).toBe(200);
  });

  test('a half sign-in ends with the password, and after ten minutes', async () => {
    const { app, time } = await clockedApp();
    const person = await registered(app);
    const { codes } = await enrolled(person.browser, time);
    const waiting = await halfway(app, person);
    const { admin } = await startDatabase();
    await person.browser.post('/auth/password', {
      current_password: person.password,
      password: 'another good one',
    });
    expect((await waiting.post('/auth/login/second', { code: codes[0] })).status).toBe(401);
    const late = await halfway(app, { ...person, password: 'another good one' });
    await admin.query(
      `update verifications set expires_at = expires_at - interval '10 minutes' where value = $1`,
      [person.user_id],
    );
    expect((await late.post('/auth/login/second', { code: codes[0] })).status).toBe(401);
  });

  test('is switched off by the operator for whoever lost it and the codes', async () => {
    const { app, time } = await clockedApp();
    const person = await registered(app);
    await enrolled(person.browser, time);
    const { admin } = await startDatabase();
    await admin.query(
      `insert into passkeys (id, user_id, name, credential_id, public_key, counter) values ($1::uuid, $1::uuid, 'Lost', $1::text, '', 0)`,
      [person.user_id],
    );
    expect(await resetSecondFactor(operatorOf(app), person.email.toUpperCase())).toBe('Ada Byron');
    expect(await resetSecondFactor(operatorOf(app), 'nobody@example.com')).toBeNull();
    const { email, password } = person;
    const browser = new Browser(app);
    expect((await browser.post('/auth/login', { email, password })).data).toMatchObject({
      user: { email },
    });
    expect((await browser.get('/auth/second-factor')).data).toMatchObject({
      totp: false,
      recovery_codes: 0,
      passkeys: 0,
    });
  });

  test('an invitation is not a way around it', async () => {
    const { app, time } = await clockedApp();
    const person = await registered(app);
    await enrolled(person.browser, time);
    const host = await registered(app);
    await host.browser.post('/invitations', { email: person.email, role: 'rep' });
    const token = /#(\S+)/.exec(
      app.sent.findLast(({ to }) => to === person.email)?.text ?? '',
    )?.[1];
    const browser = new Browser(app);
    const { status } = await browser.post('/invitations/accept', {
      token,
      password: person.password,
    });
    expect([status, browser.cookies.size]).toEqual([403, 0]);
    expect((await person.browser.post('/invitations/accept', { token })).status).toBe(200);
  });
});

test('threat 25: a half sign-in is refused by every operation of the API', async () => {
  const { app, time } = await clockedApp({ env: { AMBIT_RATE_LIMIT: 'off' } });
  const person = await registered(app);
  await enrolled(person.browser, time);
  const half = await halfway(app, person);
  // Nor does its token pass for a session, signed or not.
  const forged = half.copy();
  forged.cookies.set('ambit_session', half.cookies.get('ambit_pending') ?? '');
  let asked = 0;
  for (const { contract } of modules.flatMap(({ operations = [] }) => operations)) {
    if (contract.auth === 'none') continue;
    const { params, body } = smallestCall(contract, person.user_id);
    const path = contract.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
    for (const browser of [half, forged]) {
      const { status } = await browser.call(
        contract.method,
        path,
        contract.method === 'GET' ? undefined : body,
      );
      expect(status, contract.name).toBe(401);
      asked += 1;
    }
  }
  expect(asked).toBeGreaterThan(200);
});
