import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '@/platform/ids';
import { Authenticator } from '../../../tests/support/authenticator';
import { Browser, goodPassword, joined, registered } from '../../../tests/support/browser';
import { startDatabase } from '../../../tests/support/database';
import {
  type Asked,
  type ForgingProvider,
  startForgingProvider,
  unsigned,
} from '../../../tests/support/forged-oidc';
import { type OidcProvider, startOidcProvider, throughProvider } from '../../../tests/support/oidc';
import {
  type Arrived,
  type Connected,
  connected,
  handBack,
  proveDomain,
  type SsoHouse,
  ssoHouse,
  startOf,
} from '../../../tests/support/sso';

const back = 'http://localhost:3000/sign-in/sso';
let house: SsoHouse;
let provider: OidcProvider;
let forging: ForgingProvider;
beforeAll(async () => {
  [house, provider, forging] = await Promise.all([
    ssoHouse(),
    startOidcProvider(back),
    startForgingProvider(),
  ]);
});
afterAll(() => Promise.all([provider.close(), forging.close()]));

async function events(company_id: string): Promise<{ name: string; after: object }[]> {
  const { admin } = await startDatabase();
  const { rows } = await admin.query(
    "select name, changes->'after' as after from events where company_id = $1 order by created_at, id",
    [company_id],
  );
  return rows;
}

/** Somebody known to the provider, with an address in the domain. */
function employee({ domain }: Connected, more: object = {}): string {
  const email = `${newId()}@${domain}`;
  provider.people.set(email, {
    sub: newId(),
    email,
    email_verified: true,
    name: 'Ada Byron',
    ...more,
  });
  return email;
}

async function comeIn(email: string, browser = new Browser(house.app)) {
  const url = await startOf(browser, email);
  return { browser, ...(await handBack(browser, await throughProvider(url, back))) };
}

const reasonOf = (seen: { issues?: readonly { code: string }[] }) => seen.issues?.[0]?.code;

describe('with a real provider', () => {
  test('somebody new becomes a member of the company whose domain their address is in, and is known again', async () => {
    const company = await connected(house, provider, { default_role: 'read_only' });
    const email = employee(company);
    const first = await comeIn(email);
    expect(first).toMatchObject({
      status: 200,
      data: { role: 'read_only', user: { email, name: 'Ada Byron' } },
    });
    expect(first.data.company.id).toBe(company.owner.company_id);
    expect((await first.browser.get('/auth/session')).status).toBe(200);
    // Known by subject: another address later is still the same person.
    provider.people.set(email, {
      ...provider.people.get(email),
      sub: provider.people.get(email)?.sub ?? '',
      email: 'else@else.example',
    });
    const second = await comeIn(email);
    expect(second.data.user.id).toBe(first.data.user.id);
    expect((await second.browser.post('/auth/logout')).status).toBe(200);
    expect((await second.browser.get('/auth/session')).status).toBe(401);
    const log = await events(company.owner.company_id);
    expect(log.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'sso_connection.created',
        'sso_domain.verified',
        'member.created',
        'member.sso_linked',
      ]),
    );
    expect(log).toContainEqual({
      name: 'session.created',
      after: expect.objectContaining({ method: 'sso' }),
    });
  });

  test('two first sign-ins at once are one person', async () => {
    const company = await connected(house, provider);
    // One may find what the other did between any two of its steps.
    for (let n = 0; n < 5; n++) {
      const email = employee(company);
      const both = await Promise.all([comeIn(email), comeIn(email)]);
      expect(both.map(({ status }) => status)).toEqual([200, 200]);
      expect(both[0]?.data.user.id).toBe(both[1]?.data.user.id);
    }
  });

  test('a session of a provider meets the policy of its company and comes by no key to the account', async () => {
    const company = await connected(house, provider);
    const { browser } = await comeIn(employee(company));
    for (const [method, path] of [
      ['POST', '/auth/totp'],
      ['POST', '/passkeys/options'],
      ['DELETE', '/auth/totp'],
      ['POST', '/auth/recovery-codes'],
    ] as const)
      expect([path, reasonOf(await browser.call(method, path, {}))]).toEqual([path, 'by_sso']);
    const own = await browser.post('/companies', { name: 'My own' });
    expect([own.status, reasonOf(own)]).toEqual([403, 'by_sso']);
    expect((await browser.get('/auth/second-factor')).data).toMatchObject({
      by_sso: true,
      has_password: false,
    });
    const { admin } = await startDatabase();
    const asked = 'update companies set second_factor_required = true where id = $1';
    await admin.query(asked, [company.owner.company_id]);
    const passwordAlone = async () => (await company.owner.browser.get('/members')).status;
    await expect.poll(passwordAlone).toBe(403);
    expect((await browser.get('/members')).status).toBe(200);
  });

  test('the secret is kept sealed and never shown', async () => {
    const company = await connected(house, provider);
    const { data } = await company.owner.browser.get<{ connections: object[] }>('/sso');
    expect(JSON.stringify(data)).not.toContain(provider.client_secret);
    expect(data.connections[0]).toMatchObject({ has_secret: true });
    const { admin } = await startDatabase();
    const { rows } = await admin.query(
      'select row_to_json(c)::text || coalesce((select string_agg(changes::text, $2) from events where company_id = $1), $2) as text from sso_connections c where company_id = $1',
      [company.owner.company_id, ''],
    );
    expect(rows[0].text).not.toContain(provider.client_secret);
  });

  test('a member who has a password is linked by an address the provider confirmed, and by no other', async () => {
    const company = await connected(house, provider);
    const { admin } = await startDatabase();
    const member = await joined(house.app, company.owner, 'manager');
    const email = employee(company, { email_verified: false });
    await admin.query('update users set email = $2 where id = $1', [member.user_id, email]);
    expect(reasonOf(await comeIn(email))).toBe('sso_not_confirmed');
    const claims = provider.people.get(email);
    provider.people.set(email, { sub: claims?.sub ?? '', email });
    expect(reasonOf(await comeIn(email))).toBe('sso_not_confirmed');
    provider.people.set(email, { sub: claims?.sub ?? '', email, email_verified: true });
    const linked = await comeIn(email);
    expect(linked.data).toMatchObject({ role: 'manager', user: { id: member.user_id } });
    // The address was given to somebody new at the provider: not the same person.
    provider.people.set(email, { sub: newId(), email, email_verified: true });
    expect(reasonOf(await comeIn(email))).toBe('sso_other_subject');
  });

  test('whoever registered the address before its person came keeps no way in', async () => {
    const company = await connected(house, provider, { default_role: 'rep' });
    const email = employee(company);
    const early = new Browser(house.app);
    const body = { name: 'Eve', email, password: goodPassword, company_name: 'Trap' };
    expect((await early.post('/auth/register', body)).status).toBe(201);
    const key = new Authenticator();
    const { data } = await early.post<{ challenge: string }>('/passkeys/options');
    const kept = { name: 'Mine', passkey: key.make(data) };
    expect((await early.post('/passkeys', kept)).status).toBe(201);
    expect((await early.get('/auth/session')).status).toBe(200);
    expect((await comeIn(email)).status).toBe(200);
    expect((await early.get('/auth/session')).status).toBe(401);
    const later = new Browser(house.app);
    expect((await later.post('/auth/login', { email, password: goodPassword })).status).toBe(401);
    const asked = await later.post<{ challenge: string }>('/auth/passkey/options');
    expect((await later.post('/auth/passkey', { passkey: key.answer(asked.data) })).status).toBe(
      422,
    );
  });

  test('a composed role above whoever vouches for a provider keeps its members out', async () => {
    const company = await connected(house, provider);
    const { browser } = company.owner;
    const { admin } = await startDatabase();
    const member = await joined(house.app, company.owner, 'custom');
    const email = employee(company);
    await admin.query('update users set email = $2 where id = $1', [member.user_id, email]);
    const rights = { objects: {}, administration: ['members:manage'] };
    const role = await browser.post<{ id: string }>('/roles', { name: 'People', rights });
    await browser.put(`/members/${member.user_id}/roles`, { role_ids: [role.data.id] });
    const vouch = (by: string) =>
      admin.query('update sso_connections set vouched_role = $2 where id = $1', [
        ...[company.connection_id, by],
      ]);
    await vouch('manager');
    expect(reasonOf(await comeIn(email))).toBe('sso_above');
    await vouch('owner');
    expect((await comeIn(email)).data).toMatchObject({ user: { id: member.user_id } });
  });

  test('the same address from the provider of another company opens nothing', async () => {
    const company = await connected(house, provider);
    const victim = employee(company);
    await comeIn(victim);
    const attacker = await connected(house, provider);
    const lure = employee(attacker, { email: victim });
    const seen = await comeIn(lure);
    expect([seen.status, reasonOf(seen)]).toEqual([403, 'sso_foreign_domain']);
    // Nor can the other company name the domain as its own.
    const { data } = await attacker.owner.browser.post<{
      id: string;
      record: { name: string; value: string };
    }>('/sso/domains', { connection_id: attacker.connection_id, domain: company.domain });
    const verify = `/sso/domains/${data.id}/verify`;
    expect(reasonOf(await attacker.owner.browser.post(verify))).toBe('no_record');
    house.records.set(data.record.name, data.record.value);
    expect((await attacker.owner.browser.post(verify)).status).toBe(409);
    expect((await attacker.owner.browser.post(verify, { without_record: true })).status).toBe(403);
  });

  test('what an administrator set up signs in no owner', async () => {
    const owner = await registered(house.app);
    const admin = await joined(house.app, owner, 'admin');
    const made = await admin.browser.post<{ id: string }>('/sso/oidc', {
      ...{ name: 'Mine', issuer: provider.issuer, client_id: 'ambit' },
      ...{ client_secret: provider.client_secret, just_in_time: true, default_role: 'rep' },
    });
    const domain = `${newId()}.example`;
    await proveDomain(house, admin.browser, made.data.id, domain);
    const database = await startDatabase();
    const email = employee({ owner, domain, connection_id: made.data.id });
    await database.admin.query('update users set email = $2 where id = $1', [owner.user_id, email]);
    expect(reasonOf(await comeIn(email))).toBe('sso_above');
    const nameOnly = await owner.browser.patch(`/sso/oidc/${made.data.id}`, { name: 'Ours' });
    expect(nameOnly.status).toBe(200);
    expect(reasonOf(await comeIn(email))).toBe('sso_above');
    await owner.browser.patch(`/sso/oidc/${made.data.id}`, {
      client_secret: provider.client_secret,
    });
    expect((await comeIn(email)).data.role).toBe('owner');
    // The owner answers for it now.
    const again = await admin.browser.patch(`/sso/oidc/${made.data.id}`, { name: 'Mine again' });
    expect(again.status).toBe(403);
    expect((await admin.browser.delete(`/sso/connections/${made.data.id}`)).status).toBe(403);
    const taken = await admin.browser.patch(`/sso/oidc/${made.data.id}`, { default_role: 'owner' });
    expect(taken.status).toBe(422);
  });

  test('whoever was removed stays out; without just-in-time nobody new comes in', async () => {
    const company = await connected(house, provider);
    const email = employee(company);
    const { data } = await comeIn(email);
    await company.owner.browser.delete(`/members/${data.user.id}`);
    expect(reasonOf(await comeIn(email))).toBe('sso_not_admitted');
    await company.owner.browser.patch(`/sso/oidc/${company.connection_id}`, {
      just_in_time: false,
    });
    expect(reasonOf(await comeIn(employee(company)))).toBe('sso_not_admitted');
  });

  test('an answer counts once, in the browser that began, and while the connection is on', async () => {
    const company = await connected(house, provider);
    const email = employee(company);
    const browser = new Browser(house.app);
    const answer = await throughProvider(await startOf(browser, email), back);
    expect(reasonOf(await handBack(new Browser(house.app), answer))).toBe('sso_other_browser');
    expect(reasonOf(await handBack(browser, answer))).toBe('sso_expired');

    const once = await throughProvider(await startOf(browser, email), back);
    const twice = await Promise.all([
      handBack(browser.copy(), once),
      handBack(browser.copy(), once),
    ]);
    expect(twice.map(({ status }) => status).sort()).toEqual([200, 403]);

    const late = await throughProvider(await startOf(browser, email), back);
    await company.owner.browser.patch(`/sso/oidc/${company.connection_id}`, { active: false });
    expect(reasonOf(await handBack(browser, late))).toBe('sso_expired');
    const { data } = await browser.post<{ url: null }>('/auth/sso/start', { email });
    expect(data.url).toBeNull();
  });

  test('a required provider keeps passwords out, but for owners, and ends what they opened', async () => {
    const company = await connected(house, provider);
    const { browser } = company.owner;
    const member = await joined(house.app, company.owner, 'rep');
    expect((await browser.call('PUT', '/sso/policy', { required: true })).status).toBe(200);
    expect((await member.browser.get('/auth/session')).status).toBe(401);
    const login = { email: member.email, password: goodPassword };
    const refusal = await new Browser(house.app).post('/auth/login', login);
    expect([refusal.status, reasonOf(refusal)]).toEqual([403, 'sso_required']);
    const wrong = await new Browser(house.app).post('/auth/login', {
      ...login,
      password: 'wrong wrong wrong',
    });
    expect(wrong.status).toBe(401);
    const { email } = company.owner;
    expect(
      (await new Browser(house.app).post('/auth/login', { email, password: goodPassword })).status,
    ).toBe(200);
    expect((await comeIn(employee(company))).status).toBe(200);
    // The last way in stays.
    expect((await browser.delete(`/sso/connections/${company.connection_id}`)).status).toBe(409);
    expect(
      (await browser.patch(`/sso/oidc/${company.connection_id}`, { active: false })).status,
    ).toBe(409);
    // By another company that does not ask for it there is no way in either.
    const elsewhere = await registered(house.app);
    const { admin } = await startDatabase();
    await admin.query(
      "insert into members (company_id, user_id, name, email, role) select $1, id, name, email, 'rep' from users where id = $2",
      [company.owner.company_id, elsewhere.user_id],
    );
    const move = await elsewhere.browser.post('/auth/company', {
      company_id: company.owner.company_id,
    });
    expect([move.status, reasonOf(move)]).toEqual([403, 'sso_required']);
  });

  test('who stands below a provider neither proves its domains nor requires it, and nobody is shut out by one from below', async () => {
    const company = await connected(house, provider);
    const { owner, connection_id } = company;
    const admin = await joined(house.app, owner, 'admin');
    const domain = `${newId()}.example`;
    const named = await owner.browser.post<{ id: string; record: { name: string; value: string } }>(
      '/sso/domains',
      { connection_id, domain },
    );
    house.records.set(named.data.record.name, named.data.record.value);
    const verify = (by: Browser) => by.post(`/sso/domains/${named.data.id}/verify`);
    const require = (by: Browser, required: boolean) => by.put('/sso/policy', { required });
    expect((await verify(admin.browser)).status).toBe(403);
    expect((await require(admin.browser, true)).status).toBe(403);
    expect((await verify(owner.browser)).status).toBe(200);
    expect((await require(owner.browser, true)).status).toBe(200);
    await require(owner.browser, false);
    // Administrators could not sign in by what somebody below them answers for.
    const database = await startDatabase();
    await database.admin.query(
      "update sso_connections set vouched_role = 'manager' where id = $1",
      [connection_id],
    );
    expect((await require(owner.browser, true)).status).toBe(409);
    await owner.browser.delete(`/members/${admin.user_id}`);
    expect((await require(owner.browser, true)).status).toBe(200);
  });

  test('whoever is owner no more goes on by the provider alone', async () => {
    const company = await connected(house, provider);
    const { browser } = company.owner;
    const second = await joined(house.app, company.owner, 'owner');
    await browser.call('PUT', '/sso/policy', { required: true });
    expect((await second.browser.get('/auth/session')).status).toBe(200);
    const role = await browser.patch(`/members/${second.user_id}`, { role: 'admin' });
    expect(role.status).toBe(200);
    expect((await second.browser.get('/auth/session')).status).toBe(401);
    expect((await browser.get('/auth/session')).status).toBe(200);
  });

  test('a session of a provider ends once its person stands above whoever answers for it', async () => {
    const company = await connected(house, provider, { default_role: 'custom' });
    const { admin } = await startDatabase();
    const vouch = (by: string) =>
      admin.query('update sso_connections set vouched_role = $2 where id = $1', [
        ...[company.connection_id, by],
      ]);
    await vouch('manager');
    const { browser } = company.owner;
    const give = (id: string, role: string) => browser.patch(`/members/${id}`, { role });
    const raised = await comeIn(employee(company));
    const composed = await comeIn(employee(company));
    await give(raised.data.user.id, 'manager');
    expect((await raised.browser.get('/auth/session')).status).toBe(200);
    await give(raised.data.user.id, 'admin');
    expect((await raised.browser.get('/auth/session')).status).toBe(401);
    const rights = { objects: {}, administration: ['members:manage'] };
    const role = await browser.post<{ id: string }>('/roles', { name: newId(), rights });
    expect((await composed.browser.get('/auth/session')).status).toBe(200);
    await browser.put(`/members/${composed.data.user.id}/roles`, { role_ids: [role.data.id] });
    expect((await composed.browser.get('/auth/session')).status).toBe(401);
    await vouch('admin');
    const again = await comeIn(employee(company));
    await admin.query('update sso_connections set active = false where id = $1', [
      company.connection_id,
    ]);
    await browser.patch(`/members/${again.data.user.id}`, { role: 'rep' });
    expect((await again.browser.get('/auth/session')).status).toBe(401);
  });

  test('a session of one company’s provider leads to no other company, and ends with the connection', async () => {
    const company = await connected(house, provider);
    const other = await registered(house.app);
    const { browser, data } = await comeIn(employee(company));
    const { admin } = await startDatabase();
    await admin.query(
      "insert into members (company_id, user_id, name, email, role) select $1, id, name, email, 'owner' from users where id = $2",
      [other.company_id, data.user.id],
    );
    const move = await browser.post('/auth/company', { company_id: other.company_id });
    expect([move.status, reasonOf(move)]).toEqual([403, 'sso_session']);
    expect((await browser.get('/auth/session')).status).toBe(200);
    await company.owner.browser.delete(`/sso/connections/${company.connection_id}`);
    expect((await browser.get('/auth/session')).status).toBe(401);
  });

  test('where somebody signs in depends on the domain alone, and takes as long for unknown ones', async () => {
    const company = await connected(house, provider);
    const member = employee(company);
    await comeIn(member);
    const times: Record<string, number[]> = { member: [], stranger: [], unknown: [] };
    const ask = async (name: string, email: string) => {
      const started = performance.now();
      const answer = await new Browser(house.app).post<{ url: string | null }>('/auth/sso/start', {
        email,
      });
      times[name]?.push(performance.now() - started);
      return answer;
    };
    for (let round = 0; round < 40; round++) {
      const answers = [
        await ask('member', member),
        await ask('stranger', `${newId()}@${company.domain}`),
        await ask('unknown', `${newId()}@${newId()}.example`),
      ];
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect(answers.map(({ headers }) => headers.getSetCookie().length)).toEqual([1, 1, 1]);
      expect(answers.map(({ data }) => data.url === null)).toEqual([false, false, true]);
    }
    const median = (list: number[] = []) => list.toSorted((a, b) => a - b)[list.length >> 1] ?? 0;
    for (const name of ['stranger', 'unknown'])
      expect(Math.abs(median(times[name]) - median(times.member))).toBeLessThan(15);
  }, 60_000);
});

describe('what a provider must not get away with', () => {
  type Forge = ForgingProvider['forge'];
  const claiming =
    (change: (asked: Asked) => object): Forge =>
    (asked, signed) =>
      signed(asked.header, { ...asked.claims, ...change(asked) });
  const without =
    (name: string): Forge =>
    ({ header, claims }, signed) =>
      signed(header, Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name)));
  const hour = 3600;
  const vectors: [string, Forge][] = [
    ['no signature (alg none)', ({ header, claims }) => unsigned(header, claims)],
    [
      'alg none in other letters',
      ({ header, claims }) => unsigned({ ...header, alg: 'nOnE' }, claims),
    ],
    [
      'a signature cut off',
      ({ header, claims }, signed) => signed(header, claims).replace(/[^.]+$/, ''),
    ],
    [
      'claims changed after signing',
      ({ header, claims }, signed) => {
        const [head, , tail] = signed(header, claims).split('.');
        return `${head}.${Buffer.from(JSON.stringify({ ...claims, sub: 'boss' })).toString('base64url')}.${tail}`;
      },
    ],
    [
      'a public key used as a secret (HS256)',
      ({ header, claims }, signed) => signed({ ...header, alg: 'HS256' }, claims),
    ],
    [
      'a key nobody published',
      ({ header, claims }, signed) => signed({ ...header, kid: 'two' }, claims),
    ],
    ['another audience', claiming(() => ({ aud: 'another' }))],
    ['another audience beside ours, without azp', claiming(() => ({ aud: ['ambit', 'another'] }))],
    ['another party authorised', claiming(() => ({ aud: ['ambit', 'another'], azp: 'another' }))],
    ['another issuer', claiming(() => ({ iss: 'https://other.example' }))],
    ['the issuer with a slash', claiming(({ claims }) => ({ iss: `${claims.iss}/` }))],
    ['no issuer', without('iss')],
    ['no nonce', without('nonce')],
    ['another nonce', claiming(() => ({ nonce: 'another' }))],
    ['no subject', without('sub')],
    ['no end', without('exp')],
    [
      'ended',
      claiming(({ claims }) => ({
        exp: Number(claims.exp) - hour,
        iat: Number(claims.iat) - hour,
      })),
    ],
    ['not yet', claiming(({ claims }) => ({ nbf: Number(claims.iat) + hour }))],
    ['no token at all', () => ''],
  ];

  async function tried(
    forge: Forge,
    change: (body: Record<string, string>) => object = (body) => body,
  ) {
    const company = await connected(house, forging);
    forging.forge = forge;
    forging.email = `${newId()}@${company.domain}`;
    const browser = new Browser(house.app);
    const url = new URL(await startOf(browser, forging.email));
    expect(url.searchParams.get('redirect_uri')).toBe(back);
    expect(url.searchParams.get('code_challenge_method')).toBe('S256');
    forging.nonce = url.searchParams.get('nonce') ?? '';
    const body = { state: url.searchParams.get('state') ?? '', code: 'code' };
    const seen = await browser.post<Arrived>('/auth/sso/oidc', change(body));
    return { company, browser, seen };
  }

  test('an honest answer is accepted', async () => {
    const { seen } = await tried(({ header, claims }, signed) => signed(header, claims));
    expect(seen.status).toBe(200);
  });

  test.each(vectors)('%s', async (_, forge) => {
    const { company, browser, seen } = await tried(forge);
    expect([seen.status, reasonOf(seen)]).toEqual([403, 'sso_failed']);
    expect((await browser.get('/auth/session')).status).toBe(401);
    const { admin } = await startDatabase();
    expect(
      (await admin.query('select from users where email = $1', [forging.email])).rowCount,
    ).toBe(0);
    expect(await events(company.owner.company_id)).toContainEqual({
      name: 'session.failed',
      after: { method: 'sso', connection: 'Provider', reason: 'sso_failed' },
    });
  });

  test.each([
    ['an unknown state', 'sso_expired', (body: object) => ({ ...body, state: 'x'.repeat(43) })],
    [
      'the issuer of somebody else (mix-up)',
      'sso_failed',
      (body: object) => ({ ...body, iss: 'https://other.example' }),
    ],
  ])('%s', async (_, reason, change) => {
    const { seen } = await tried(({ header, claims }, signed) => signed(header, claims), change);
    expect([seen.status, reasonOf(seen)]).toEqual([403, reason]);
  });
});

test.each([
  ['http://127.0.0.2:1/', 'not_https'],
  ['https://169.254.169.254/', 'address_not_allowed'],
  ['https://localhost/', 'address_not_allowed'],
  ['https://user:pass@example.com/', 'credentials_in_url'],
  ['javascript:alert(1)', 'not_https'],
  ['nothing', 'invalid_url'],
])('no provider at %s', async (issuer, code) => {
  const { browser } = await registered(house.app);
  const seen = await browser.post('/sso/oidc', {
    ...{ name: 'Bad', issuer, client_id: 'a', just_in_time: true, default_role: 'rep' },
  });
  expect([seen.status, seen.issues?.[0]?.path, reasonOf(seen)]).toEqual([422, 'issuer', code]);
});

test.each([
  ['Müller.Example', 'xn--mller-kva.example'],
  ['acme.example.', 'acme.example'],
])('a domain is kept as DNS writes it: %s', async (given, kept) => {
  const { owner, connection_id } = await connected(house, forging);
  const seen = await owner.browser.post<{ domain: string }>('/sso/domains', {
    connection_id,
    domain: given,
  });
  expect([seen.status, seen.data.domain]).toEqual([201, kept]);
});

test.each(['acme', 'a b.example', '127.0.0.1', '*.example.com', ''])(
  'no domain: %s',
  async (domain) => {
    const { owner, connection_id } = await connected(house, forging);
    const seen = await owner.browser.post('/sso/domains', { connection_id, domain });
    expect([seen.status, reasonOf(seen)]).toEqual([422, 'invalid_domain']);
  },
);
