import { describe, expect, test } from 'vitest';
import { openDatabase } from '@/platform/db/database';
import { modules } from '@/registry';
import { smallestCall } from '../../../tests/contract/house';
import { type TestApp, testApp } from '../../../tests/support/app';
import {
  Browser,
  goodPassword,
  identityModules,
  joined,
  mailedToken,
  type Person,
  registered,
} from '../../../tests/support/browser';
import { startDatabase } from '../../../tests/support/database';
import { operatorOf } from '../../../tests/support/operator';
import { openNetworks } from './open-networks';

const usual = {
  second_factor_required: false,
  session_idle_minutes: 720,
  session_hours: 720,
  shortest_password: 10,
  allowed_networks: [],
};

/** Gives the session of somebody a second factor, as setting one up does. */
async function withFactor({ user_id, browser }: Person): Promise<void> {
  const { admin } = await startDatabase();
  await admin.query('update sessions set second_factor_at = now() where user_id = $1', [user_id]);
  await browser.get('/auth/session');
}

/** As if everybody in the company had proved long ago who they are. */
async function longAgo(app: TestApp, { user_id }: Person): Promise<void> {
  const { admin } = await startDatabase();
  await admin.query(
    `update sessions set confirmed_at = now() - interval '16 minutes' where user_id = $1`,
    [user_id],
  );
  const { principalsOf } = await import('../session/principals');
  principalsOf(app.db).revoke({ user_id });
}

const refusedAs = ({
  status,
  issues,
}: {
  status: number;
  issues?: readonly { path: string; code: string }[];
}) => [status, issues?.[0]?.path, issues?.[0]?.code];

describe('the sign-in policy of a company', () => {
  test('is read and changed by administrators alone, within bounds, and written down', async () => {
    const app = await testApp({ modules: identityModules });
    const owner = await registered(app);
    const manager = await joined(app, owner, 'manager');
    expect((await owner.browser.get('/sign-in-policy')).data).toEqual(usual);
    expect((await manager.browser.get('/sign-in-policy')).status).toBe(403);
    expect((await manager.browser.patch('/sign-in-policy', { session_hours: 1 })).status).toBe(403);
    for (const [path, value] of [
      ['session_idle_minutes', 14],
      ['session_idle_minutes', 10_081],
      ['session_hours', 0],
      ['session_hours', 721],
      ['shortest_password', 9],
      ['shortest_password', 65],
    ] as const) {
      const answer = await owner.browser.patch('/sign-in-policy', { [path]: value });
      expect(refusedAs(answer).slice(0, 2)).toEqual([422, path]);
    }
    const changed = await owner.browser.patch('/sign-in-policy', { session_hours: 24 });
    expect(changed.data).toEqual({ ...usual, session_hours: 24 });
    await owner.browser.patch('/sign-in-policy', { session_hours: 24 });
    const { admin } = await startDatabase();
    const { rows } = await admin.query(
      `select changes from events where company_id = $1 and name = 'sign_in_policy.updated'`,
      [owner.company_id],
    );
    expect(rows).toEqual([
      { changes: { before: { session_hours: 720 }, after: { session_hours: 24 } } },
    ]);
  });

  test('says when sessions end, idle and absolutely', async () => {
    const app = await testApp({ modules: identityModules });
    const { admin } = await startDatabase();
    for (const [policy, ended, open] of [
      [
        { session_idle_minutes: 30 },
        `last_seen_at = now() - interval '31 minutes'`,
        `last_seen_at = now() - interval '29 minutes'`,
      ],
      [
        { session_hours: 2 },
        `created_at = now() - interval '121 minutes'`,
        `created_at = now() - interval '119 minutes'`,
      ],
    ] as const) {
      const owner = await registered(app);
      const [out, kept] = [await joined(app, owner, 'rep'), await joined(app, owner, 'rep')];
      for (const [{ user_id }, change] of [
        [out, ended],
        [kept, open],
      ] as const)
        await admin.query(`update sessions set ${change} where user_id = $1`, [user_id]);
      await owner.browser.patch('/sign-in-policy', policy);
      expect((await out.browser.get('/auth/session')).status).toBe(401);
      expect((await kept.browser.get('/auth/session')).status).toBe(200);
    }
  });

  test('may ask for longer passwords than we do', async () => {
    const app = await testApp({ modules: identityModules });
    const owner = await registered(app);
    await owner.browser.patch('/sign-in-policy', { shortest_password: 24 });
    const short = 'only twenty letters';
    const long = 'four unrelated words in a row';
    const own = await owner.browser.post('/auth/password', {
      current_password: goodPassword,
      password: short,
    });
    expect(refusedAs(own)).toEqual([422, 'password', 'below_policy']);
    await owner.browser.post('/invitations', { email: 'new@policy.example', role: 'rep' });
    const token = await mailedToken(app.sent, 'new@policy.example');
    const guest = new Browser(app);
    const join = (password: string) =>
      guest.post('/invitations/accept', { token, name: 'Grace', password });
    expect(refusedAs(await join(short))).toEqual([422, 'password', 'below_policy']);
    expect((await join(long)).status).toBe(200);
    await new Browser(app).post('/auth/password-reset', { email: owner.email });
    const mail = () =>
      app.sent.find(({ to, subject }) => to === owner.email && subject === 'Reset your password');
    await expect.poll(mail).toBeDefined();
    const reset = /#(\S+)/.exec(mail()?.text ?? '')?.[1];
    const set = (password: string) =>
      new Browser(app).post('/auth/password-reset/confirm', { token: reset, password });
    expect(refusedAs(await set(short))).toEqual([422, 'password', 'below_policy']);
    expect((await set(long)).status).toBe(200);
  });

  test('refuses passwords that leaked, however long the company asks them to be', async () => {
    const app = await testApp({ modules: identityModules });
    const { browser } = await registered(app);
    const answer = await browser.post('/auth/password', {
      current_password: goodPassword,
      password: 'Zxcvbnm-123456789',
    });
    expect(refusedAs(answer)).toEqual([422, 'password', 'too_common']);
  });
});

describe('allowed networks', () => {
  test('hold for sessions and keys, at once, and whoever saves them is not locked out', async () => {
    const app = await testApp({ modules: identityModules });
    const owner = await registered(app, 'Ada Byron', '203.0.113.7');
    const rep = await joined(app, owner, 'rep');
    const away = rep.browser.copy('192.0.2.1');
    const key = await owner.browser.post<{ key: string }>('/api-keys', {
      name: 'Sync',
      scopes: ['things:read'],
    });
    const byKey = (address: string) =>
      new Browser(app, address).call('GET', '/members', undefined, {
        authorization: `Bearer ${key.data.key}`,
      });
    expect((await away.get('/members')).status).toBe(200);
    expect((await byKey('192.0.2.1')).status).toBe(200);
    const save = (allowed_networks: string[]) =>
      owner.browser.patch<{ allowed_networks: string[] }>('/sign-in-policy', { allowed_networks });
    expect(refusedAs(await save(['192.0.2.0/24']))).toEqual([
      422,
      'allowed_networks',
      'locks_you_out',
    ]);
    for (const wrong of [
      '',
      'home',
      '203.0.113.0/33',
      '203.0.113/24',
      '1.2.3.4/-1',
      '2001:db8::/129',
    ])
      expect(refusedAs(await save([wrong]))).toEqual([
        422,
        'allowed_networks.0',
        'invalid_network',
      ]);
    const saved = await save(['203.0.113.99/24', '2001:DB8:0:0::1/32', '198.51.100.4']);
    expect(saved.data.allowed_networks).toEqual([
      '203.0.113.0/24',
      '2001:db8::/32',
      '198.51.100.4/32',
    ]);
    for (const refused of [
      await away.get('/members'),
      await byKey('192.0.2.1'),
      await byKey('2001:db9::1'),
    ])
      expect([refused.status, refused.error]).toEqual([403, 'network_refused']);
    for (const address of ['203.0.113.200', '198.51.100.4', '2001:db8:1::7']) {
      expect((await rep.browser.copy(address).get('/members')).status).toBe(200);
      expect((await byKey(address)).status).toBe(200);
    }
    expect((await away.get('/auth/session')).data).toMatchObject({ held_back: 'network' });
    const asKey = { authorization: `Bearer ${key.data.key}` };
    const lost = await new Browser(app, '192.0.2.1').call('GET', '/auth/session', undefined, asKey);
    expect([lost.status, lost.error]).toEqual([403, 'network_refused']);
    for (const path of ['/passkeys', '/auth/second-factor'])
      expect([path, (await away.get(path)).error]).toEqual([path, 'network_refused']);
    for (const path of ['/auth/totp', '/auth/totp/confirm', '/passkeys/options', '/auth/confirm'])
      expect([path, (await away.post(path)).error]).toEqual([path, 'network_refused']);
    const move = await away.post('/auth/company', { company_id: owner.company_id });
    expect(move.status).toBe(200);
    expect((await away.post('/auth/logout')).status).toBe(200);
    await save([]);
    expect((await byKey('192.0.2.1')).status).toBe(200);
  });

  test('are opened by the operator for an owner who was locked out, and for their companies alone', async () => {
    const app = await testApp({ modules: identityModules });
    const [owner, other] = [await registered(app), await registered(app)];
    for (const { browser } of [owner, other])
      await browser.patch('/sign-in-policy', { allowed_networks: ['203.0.113.0/24'] });
    expect(await openNetworks(operatorOf(app), owner.email.toUpperCase())).toEqual(['Acme']);
    expect(await openNetworks(operatorOf(app), owner.email)).toEqual([]);
    const allowed = async ({ browser }: Person) =>
      (await browser.get<{ allowed_networks: string[] }>('/sign-in-policy')).data.allowed_networks;
    expect(await allowed(owner)).toEqual([]);
    expect(await allowed(other)).toEqual(['203.0.113.0/24']);
  });

  test('end streams that were opened elsewhere', async () => {
    const app = await testApp({ modules });
    const owner = await registered(app);
    const rep = await joined(app, owner, 'rep');
    const streams = [rep.browser.copy('192.0.2.1'), rep.browser.copy('203.0.113.8')].map(
      async (browser) => {
        const reader = (await browser.fetch('/stream')).body?.getReader();
        const state = { open: true };
        void (async () => {
          while (!(await reader?.read())?.done);
          state.open = false;
        })();
        return state;
      },
    );
    const [away, near] = await Promise.all(streams);
    await owner.browser.patch('/sign-in-policy', { allowed_networks: ['203.0.113.0/24'] });
    await expect.poll(() => away?.open, { timeout: 1000, interval: 20 }).toBe(false);
    expect(near?.open).toBe(true);
  });

  test('threat 27: hold in every process within a second', async () => {
    const { urls } = await startDatabase();
    const db = openDatabase(urls, { sizes: { app: 2, auth: 2, relay: 1 } });
    const [here, there] = [
      await testApp({ modules: identityModules }),
      await testApp({ modules: identityModules, db }),
    ];
    const owner = await registered(here);
    const away = owner.browser.copy('192.0.2.1').at(there);
    const status = async () => (await away.copy('192.0.2.1').get('/members')).status;
    expect(await status()).toBe(200);
    await owner.browser.patch('/sign-in-policy', { allowed_networks: ['203.0.113.0/24'] });
    const started = performance.now();
    await expect.poll(status, { interval: 50, timeout: 2000 }).toBe(403);
    expect(performance.now() - started).toBeLessThan(1500);
    await db.close();
  });
});

describe('a required second factor', () => {
  test('leads everybody without one to set one up, before anything else', async () => {
    const app = await testApp({ env: { AMBIT_RATE_LIMIT: 'off' } });
    const owner = await registered(app);
    const rep = await joined(app, owner, 'admin');
    const key = await rep.browser.post<{ key: string }>('/api-keys', {
      name: 'Sync',
      scopes: ['contacts:read'],
    });
    const alone = await owner.browser.patch('/sign-in-policy', { second_factor_required: true });
    expect(refusedAs(alone)).toEqual([422, 'second_factor_required', 'second_factor_first']);
    await withFactor(owner);
    expect(
      (await owner.browser.patch('/sign-in-policy', { second_factor_required: true })).status,
    ).toBe(200);
    expect((await rep.browser.get('/auth/session')).data).toMatchObject({
      held_back: 'second_factor',
    });
    expect((await owner.browser.get('/auth/session')).data).toMatchObject({ held_back: null });
    let held = 0;
    for (const { contract } of modules.flatMap(({ operations = [] }) => operations)) {
      if (contract.auth === 'none' || contract.before_policy) continue;
      const { params, body } = smallestCall(contract, rep.user_id);
      const path = contract.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
      const answer = await rep.browser.call(
        contract.method,
        path,
        contract.method === 'GET' ? undefined : body,
      );
      expect([answer.status, answer.error], contract.name).toEqual([403, 'second_factor_required']);
      held += 1;
    }
    expect(held).toBeGreaterThan(200);
    const byKey = await new Browser(app).call('GET', '/contacts', undefined, {
      authorization: `Bearer ${key.data.key}`,
    });
    expect(byKey.status).toBe(200);
    await withFactor(rep);
    await expect.poll(async () => (await rep.browser.get('/contacts')).status).toBe(200);
  });
});

describe('confirming that it is oneself', () => {
  const dangerous = (person: Person) =>
    person.browser.patch('/sign-in-policy', { session_hours: 48 });

  test('is asked for what is dangerous, a quarter of an hour after signing in', async () => {
    const app = await testApp({ modules: identityModules });
    const person = await registered(app);
    await longAgo(app, person);
    const refused = await dangerous(person);
    expect([refused.status, refused.error]).toEqual([403, 'confirmation_required']);
    expect((await person.browser.get('/sign-in-policy')).data).toEqual(usual);
    const wrong = await person.browser.post('/auth/confirm', { password: 'not the password' });
    expect(refusedAs(wrong)).toEqual([422, 'password', 'wrong_password']);
    expect((await person.browser.post('/auth/confirm', {})).status).toBe(422);
    expect((await dangerous(person)).status).toBe(403);
    expect((await person.browser.post('/auth/confirm', { password: person.password })).status).toBe(
      200,
    );
    expect((await dangerous(person)).status).toBe(200);
    const { admin } = await startDatabase();
    const { rows } = await admin.query(
      `select name, count(*)::int as n from events where company_id = $1 and name in ('session.confirmed', 'session.failed') group by 1 order by 1`,
      [person.company_id],
    );
    expect(rows).toEqual([
      { name: 'session.confirmed', n: 1 },
      { name: 'session.failed', n: 1 },
    ]);
  });

  test('is needed by every operation that says so, and by no other', async () => {
    const app = await testApp({ env: { AMBIT_RATE_LIMIT: 'off' } });
    const person = await registered(app);
    await longAgo(app, person);
    const asked: string[] = [];
    for (const { contract } of modules.flatMap(({ operations = [] }) => operations)) {
      const exporting = contract.permission?.endsWith(':export');
      if (exporting || (/^(teams|sso)\./.test(contract.name) && contract.method !== 'GET'))
        expect(contract, contract.name).toMatchObject({ fresh: true });
      if (!contract.fresh) continue;
      const { params, body } = smallestCall(contract, person.user_id);
      const path = contract.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
      const { error } = await person.browser.call(contract.method, path, body);
      expect(error, contract.name).toBe('confirmation_required');
      asked.push(contract.name);
    }
    expect(asked).toEqual(
      expect.arrayContaining([
        'contacts.export',
        'contacts.export_preview',
        'totp.delete',
        'recovery_codes.create',
        'passkeys.create',
        'passkeys.delete',
        'api_keys.create',
        'members.update',
        'members.delete',
        'sign_in_policy.update',
        'invitations.create',
        'invitations.resend',
        'service_accounts.create',
        'members.deactivate',
        'members.reactivate',
        'members.hand_over',
        'members.end_sessions',
        'members.end_all_sessions',
        'oauth_apps.update',
        'sessions.delete',
        'sessions.delete_others',
      ]),
    );
    expect((await person.browser.post('/contacts', { last_name: 'Byron' })).status).toBe(201);
  });

  test('is guessed at ten times, not more', async () => {
    const app = await testApp({ modules: identityModules });
    const person = await registered(app);
    const guesses = await Promise.all(
      Array.from({ length: 14 }, () =>
        person.browser.post('/auth/confirm', { password: 'wrong again' }),
      ),
    );
    expect(guesses.filter(({ status }) => status === 422)).toHaveLength(10);
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(4);
  });
});

test('a browser that is new to an account is told to its owner by mail, once', async () => {
  const app = await testApp({ modules: identityModules });
  const { email, password, browser } = await registered(app);
  const told = () =>
    app.sent.filter(({ to, subject }) => to === email && subject === 'New sign-in to your account');
  await browser.post('/auth/login', { email, password });
  expect(told()).toHaveLength(0);
  const phone = new Browser(app, '198.51.100.20');
  const agent = 'Mozilla/5.0 (iPhone) Safari/600 <b>call 555</b>';
  await phone.call('POST', '/auth/login', { email, password }, { 'user-agent': agent });
  expect(told()).toHaveLength(1);
  expect(told()[0]?.text).toContain('Browser: Safari · iOS. Address: 198.51.100.20');
  expect(told()[0]?.text).not.toContain('555');
  expect(told()[0]?.text).toContain('http://localhost:3000/settings/sessions');
  await phone.post('/auth/login', { email, password });
  expect(told()).toHaveLength(1);
  await new Browser(app).post('/auth/login', { email, password: 'not the password' });
  expect(told()).toHaveLength(1);
});
