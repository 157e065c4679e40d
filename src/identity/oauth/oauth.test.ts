import * as oauth from 'oauth4webapi';
import { beforeAll, describe, expect, test } from 'vitest';
import { metadataPath, oauthMetadata } from '@/http/oauth-metadata';
import { createRouter } from '@/http/router';
import { type TestApp, testApp } from '../../../tests/support/app';
import {
  Browser,
  identityModules,
  joined,
  type Person,
  registered,
} from '../../../tests/support/browser';
import { startDatabase } from '../../../tests/support/database';

interface Registered {
  id: string;
  client_id: string;
  client_secret: string | null;
}

const redirect_uri = 'https://app.example/back?from=ambit';
let app: TestApp;
let host: Person;
let as: oauth.AuthorizationServer;

/** Requests of the client library, on the real router. */
const options = {
  [oauth.customFetch]: async (
    url: string,
    init: { method: string; headers: Record<string, string>; body?: unknown },
  ) => {
    if (new URL(url).pathname === metadataPath)
      return new Response(oauthMetadata(app), { headers: { 'content-type': 'application/json' } });
    const request = new Request(url, {
      method: init.method,
      headers: init.headers,
      ...(init.body === undefined ? {} : { body: String(init.body) }),
    });
    return createRouter(app).fetch(request, { address: '203.0.113.7' });
  },
  [oauth.allowInsecureRequests]: true,
} as const;

beforeAll(async () => {
  app = await testApp({ modules: identityModules });
  host = await registered(app);
  const issuer = new URL(app.env.base_url);
  const found = await oauth.discoveryRequest(issuer, { ...options, algorithm: 'oauth2' });
  as = await oauth.processDiscoveryResponse(issuer, found);
});

const register = async (more = {}, by = host) =>
  (
    await by.browser.post<Registered>('/oauth/apps', {
      name: 'Sync',
      redirect_uris: [redirect_uri],
      scopes: ['things:read', 'things:create'],
      ...more,
    })
  ).data;
const clientOf = ({ client_id }: Registered): oauth.Client => ({ client_id });
const proofOf = ({ client_secret }: Registered) =>
  client_secret === null ? oauth.None() : oauth.ClientSecretBasic(client_secret);

interface Asked {
  client: Registered;
  verifier: string;
  search: URLSearchParams;
}

async function ask(client: Registered, more: Record<string, string> = {}): Promise<Asked> {
  const verifier = oauth.generateRandomCodeVerifier();
  const search = new URLSearchParams({
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri,
    scope: 'things:read',
    state: 'somewhere',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...more,
  });
  return { client, verifier, search };
}

const decide = (who: Person, { search }: Asked, allow = true) =>
  who.browser.post<{ redirect_to: string }>('/oauth/authorize', {
    ...Object.fromEntries(search),
    allow,
  });

/** The parameters that came back to the app. */
async function allowed(who: Person, asked: Asked): Promise<URLSearchParams> {
  const { data } = await decide(who, asked);
  return oauth.validateAuthResponse(
    as,
    clientOf(asked.client),
    new URL(data.redirect_to),
    'somewhere',
  );
}

async function exchange({ client, verifier }: Asked, back: URLSearchParams, uri = redirect_uri) {
  const answer = await oauth.authorizationCodeGrantRequest(
    as,
    clientOf(client),
    proofOf(client),
    back,
    uri,
    verifier,
    options,
  );
  return oauth.processAuthorizationCodeResponse(as, clientOf(client), answer);
}

async function refresh(client: Registered, token: string, scope?: string) {
  const answer = await oauth.refreshTokenGrantRequest(
    as,
    clientOf(client),
    proofOf(client),
    token,
    scope === undefined ? options : { ...options, additionalParameters: { scope } },
  );
  return oauth.processRefreshTokenResponse(as, clientOf(client), answer);
}

const connect = async (who: Person, client: Registered, more = {}) => {
  const asked = await ask(client, more);
  return exchange(asked, await allowed(who, asked));
};
const use = (token: string, method = 'GET', path = '/auth/session', body?: unknown) =>
  new Browser(app).call<{ permissions: string[]; user: { id: string } }>(method, path, body, {
    authorization: `Bearer ${token}`,
  });
const failure = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'no error',
    (error: { error?: string; code?: string }) => error.error ?? error.code ?? String(error),
  );

describe.each([
  ['confidential', true],
  ['public', false],
] as const)('a %s app', (_kind, confidential) => {
  test('gets a token that acts as a key of its member, renews it and gives it back', async () => {
    const client = await register({ confidential });
    expect(client.client_secret === null).toBe(!confidential);
    const rep = await joined(app, host, 'rep');
    const asked = await ask(client);
    const shown = await rep.browser.get(`/oauth/consent?${asked.search}`);
    expect(shown.data).toEqual({
      app_name: 'Sync',
      company_name: 'Acme',
      scopes: ['things:read'],
      refused_to: null,
    });
    const first = await exchange(asked, await allowed(rep, asked));
    expect(first).toMatchObject({ token_type: 'bearer', scope: 'things:read' });
    expect(first.expires_in).toBeGreaterThan(3590);
    const session = await use(first.access_token);
    expect(session.data).toMatchObject({ user: { id: rep.user_id }, permissions: ['things:read'] });
    expect(
      (await use(first.access_token, 'POST', '/api-keys', { name: 'x', scopes: ['things:read'] }))
        .status,
    ).toBe(403);

    const second = await refresh(client, first.refresh_token ?? '');
    expect((await use(second.access_token)).status).toBe(200);
    // What is under way may end; then the token before is dead.
    expect((await use(first.access_token)).status).toBe(200);
    const { admin } = await startDatabase();
    await admin.query('update api_keys set previous_until = now() where user_id = $1', [
      rep.user_id,
    ]);
    await expect
      .poll(async () => (await use(first.access_token)).status, { timeout: 1500 })
      .toBe(401);

    const revoked = await oauth.revocationRequest(
      as,
      clientOf(client),
      proofOf(client),
      second.refresh_token ?? '',
      options,
    );
    await oauth.processRevocationResponse(revoked);
    expect((await use(second.access_token)).status).toBe(401);
    expect(await failure(refresh(client, second.refresh_token ?? ''))).toBe('invalid_grant');
  });
});

test('a refresh may ask for fewer scopes, for that one token alone', async () => {
  const client = await register({ scopes: ['things:read', 'things:create', 'things:update'] });
  const first = await connect(host, client, { scope: 'things:read things:create' });
  const held = async ({ access_token }: { access_token: string }) =>
    (await use(access_token)).data.permissions?.toSorted();
  const both = ['things:create', 'things:read'];
  expect(await held(first)).toEqual(both);
  const narrow = await refresh(client, first.refresh_token ?? '', 'things:read');
  expect([narrow.scope, await held(narrow)]).toEqual(['things:read', ['things:read']]);
  const again = await refresh(client, narrow.refresh_token ?? '', 'things:create');
  expect([again.scope, await held(again)]).toEqual(['things:create', ['things:create']]);
  // The token before would come by more, so it ends at once.
  await expect
    .poll(async () => (await use(narrow.access_token)).status, { timeout: 1500 })
    .toBe(401);
  const whole = await refresh(client, again.refresh_token ?? '');
  expect([whole.scope, await held(whole)]).toEqual(['things:read things:create', both]);
});

test('a refresh that asks for more than was granted is refused and uses nothing up', async () => {
  const client = await register({ scopes: ['things:read', 'things:create', 'things:update'] });
  const first = await connect(host, client, { scope: 'things:read things:create' });
  const wrong = ['things:update', 'things:read things:update', 'no:such', '', ' ', '"'];
  for (const scope of wrong)
    expect([scope, await failure(refresh(client, first.refresh_token ?? '', scope))]).toEqual([
      scope,
      'invalid_scope',
    ]);
  expect((await use(first.access_token)).status).toBe(200);
  const next = await refresh(client, first.refresh_token ?? '');
  expect(next.scope).toBe('things:read things:create');
  // One that was used stays one that was copied, whatever it asks for.
  expect(await failure(refresh(client, first.refresh_token ?? '', 'things:update'))).toBe(
    'invalid_grant',
  );
  expect((await use(next.access_token)).status).toBe(401);
});

test('only hashes of codes, tokens and secrets are kept', async () => {
  const client = await register();
  const asked = await ask(client);
  const back = await allowed(host, asked);
  const tokens = await exchange(asked, back);
  const { admin } = await startDatabase();
  const { rows } = await admin.query<{ text: string }>(
    `select t::text as text from oauth_apps t where company_id = $1 union all select t::text from oauth_codes t where company_id = $1
     union all select t::text from oauth_refresh_tokens t where company_id = $1 union all select t::text from api_keys t where company_id = $1
     union all select t::text from events t where company_id = $1`,
    [host.company_id],
  );
  const secrets = [
    client.client_secret,
    back.get('code'),
    tokens.access_token,
    tokens.refresh_token,
  ];
  for (const secret of secrets)
    for (const { text } of rows) expect(text).not.toContain((secret ?? '-').slice(12, 40));
});

test('a code works once: the second use ends what came of the first, also at the same time', async () => {
  const client = await register();
  const asked = await ask(client);
  const back = await allowed(host, asked);
  const { access_token, refresh_token } = await exchange(asked, back);
  expect((await use(access_token)).status).toBe(200);
  expect(await failure(exchange(asked, back))).toBe('invalid_grant');
  expect((await use(access_token)).status).toBe(401);
  expect(await failure(refresh(client, refresh_token ?? ''))).toBe('invalid_grant');

  const other = await ask(client);
  const params = await allowed(host, other);
  const tries = await Promise.allSettled(Array.from({ length: 6 }, () => exchange(other, params)));
  const won = tries.filter((one) => one.status === 'fulfilled');
  expect(won.length).toBeLessThanOrEqual(1);
  for (const { value } of won) expect((await use(value.access_token)).status).toBe(401);
});

test('a refresh token works once: the second use ends the connection', async () => {
  const client = await register({ confidential: false });
  const first = await connect(host, client);
  const second = await refresh(client, first.refresh_token ?? '');
  expect(await failure(refresh(client, first.refresh_token ?? ''))).toBe('invalid_grant');
  expect((await use(second.access_token)).status).toBe(401);
  expect(await failure(refresh(client, second.refresh_token ?? ''))).toBe('invalid_grant');
  const { admin } = await startDatabase();
  const { rows } = await admin.query('select name from events where record_id = $1 order by id', [
    client.id,
  ]);
  expect(rows.map(({ name }) => name)).toEqual([
    'oauth_app.created',
    'oauth_app.allowed',
    'oauth_app.connected',
    'oauth_app.token_reused',
  ]);
});

test('a connection is renewed for a year; then its member is asked again', async () => {
  const client = await register({ confidential: false });
  const first = await connect(host, client);
  const { admin } = await startDatabase();
  await admin.query(
    "update api_keys set created_at = now() - interval '366 days' where app_id = $1",
    [client.id],
  );
  const last = await refresh(client, first.refresh_token ?? '');
  expect(await failure(refresh(client, last.refresh_token ?? ''))).toBe('invalid_grant');
});

test('the browser is sent back to registered addresses only, and never without PKCE', async () => {
  const client = await register();
  for (const uri of [
    'https://app.example/back',
    'https://app.example/back?from=ambit&x=1',
    'https://app.example.evil.example/back?from=ambit',
    'https://APP.example/back?from=ambit',
    'javascript:alert(1)',
  ]) {
    const answer = await decide(host, await ask(client, { redirect_uri: uri }));
    expect([uri, answer.status, answer.data]).toEqual([uri, 400, undefined]);
  }
  const refused = async (more: Record<string, string>) => {
    const { data } = await decide(host, await ask(client, more));
    const url = new URL(data.redirect_to);
    expect(url.href.startsWith('https://app.example/back?from=ambit&')).toBe(true);
    expect(url.searchParams.get('state')).toBe('somewhere');
    return url.searchParams.get('error');
  };
  expect(await refused({ code_challenge: '' })).toBe('invalid_request');
  expect(await refused({ code_challenge_method: 'plain' })).toBe('invalid_request');
  expect(await refused({ response_type: 'token' })).toBe('unsupported_response_type');
  expect(await refused({ scope: 'things:read members:manage' })).toBe('invalid_scope');
  const denied = await decide(host, await ask(client), false);
  expect(new URL(denied.data.redirect_to).searchParams.get('error')).toBe('access_denied');

  const asked = await ask(client);
  const back = await allowed(host, asked);
  expect(
    await failure(exchange({ ...asked, verifier: oauth.generateRandomCodeVerifier() }, back)),
  ).toBe('invalid_grant');
  // The wrong proof used the code up.
  expect(await failure(exchange(asked, back))).toBe('invalid_grant');
  const again = await ask(client);
  expect(
    await failure(exchange(again, await allowed(host, again), 'https://app.example/back')),
  ).toBe('invalid_request');
  const without = await ask(client);
  const code = (await allowed(host, without)).get('code') ?? '';
  const raw = await token(client, { grant_type: 'authorization_code', code, redirect_uri });
  expect(raw).toEqual([400, 'invalid_grant']);
});

async function token(
  client: Registered,
  fields: Record<string, string>,
  secret = client.client_secret,
) {
  const request = new Request(`${app.env.base_url}/api/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      client_id: client.client_id,
      ...(secret === null ? {} : { client_secret: secret }),
      ...fields,
    }).toString(),
  });
  const answer = await createRouter(app).fetch(request, { address: '203.0.113.7' });
  return [answer.status, ((await answer.json()) as { error?: string }).error];
}

test('another app, another secret and no secret get nothing', async () => {
  const client = await register();
  const other = await register({ name: 'Other' });
  const tokens = await connect(host, client);
  const fields = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '' };
  expect(await token(client, fields, 'wrong')).toEqual([400, 'invalid_client']);
  expect(await token(client, fields, null)).toEqual([400, 'invalid_client']);
  expect(await token(client, { ...fields, code_verifier: 'a'.repeat(43) }, null)).toEqual([
    400,
    'invalid_client',
  ]);
  expect(await token({ ...client, client_id: 'app_x' }, fields)).toEqual([400, 'invalid_client']);
  expect(await failure(refresh(other, tokens.refresh_token ?? ''))).toBe('invalid_grant');
  for (const grant_type of ['password', 'client_credentials', 'implicit'])
    expect((await token(client, { grant_type, username: 'x', password: 'y' }))[0]).toBe(400);
  const asked = await ask(client);
  const back = await allowed(host, asked);
  expect(await failure(exchange({ ...asked, client: other }, back))).toBe('invalid_grant');

  const introspect = async (by: Registered, secret: string) => {
    const answer = await oauth.introspectionRequest(
      as,
      clientOf(by),
      oauth.ClientSecretPost(by.client_secret ?? ''),
      secret,
      options,
    );
    return oauth.processIntrospectionResponse(as, clientOf(by), answer);
  };
  expect(await introspect(client, tokens.access_token)).toMatchObject({
    active: true,
    scope: 'things:read',
    sub: host.user_id,
  });
  expect(await introspect(other, tokens.access_token)).toEqual({ active: false });
  expect((await use(tokens.access_token)).status).toBe(200);
});

test('an app of one company is none in another, and nobody gives it more than they have', async () => {
  const client = await register({ scopes: ['things:read', 'things:create', 'members:manage'] });
  const stranger = await registered(app);
  const foreign = await decide(stranger, await ask(client));
  expect(foreign.status).toBe(404);
  expect((await stranger.browser.delete(`/oauth/apps/${client.id}`)).status).toBe(404);
  expect((await stranger.browser.patch(`/oauth/apps/${client.id}`, { name: 'Mine' })).status).toBe(
    404,
  );

  const reader = await joined(app, host, 'read_only');
  const wide = { scope: 'things:read things:create members:manage' };
  const tokens = await connect(reader, client, wide);
  expect(tokens.scope).toBe('things:read');
  expect((await use(tokens.access_token)).data.permissions).toEqual(['things:read']);
  const nothing = await decide(reader, await ask(client, { scope: 'members:manage' }));
  expect(new URL(nothing.data.redirect_to).searchParams.get('error')).toBe('invalid_scope');
  // Rights that are given later are not in what was agreed to.
  await host.browser.patch(`/members/${reader.user_id}`, { role: 'admin' });
  await expect
    .poll(async () => (await use(tokens.access_token)).data.permissions, { timeout: 1500 })
    .toEqual(['things:read']);
  const above = await register({ scopes: ['things:read'] }, await joined(app, host, 'rep'));
  expect(above).toBeUndefined();
});

test('codes of an app are sent elsewhere only by who has all that it may do', async () => {
  const client = await register({ scopes: ['things:read', 'members:manage'] });
  const keeper = await joined(app, host, 'custom');
  const rights = { objects: {}, administration: ['api_keys:manage'] };
  const role = await host.browser.post<{ id: string }>('/roles', { name: 'Keys', rights });
  const given = { role_ids: [role.data.id] };
  expect((await host.browser.put(`/members/${keeper.user_id}/roles`, given)).status).toBe(200);
  const change = (by: Person, body: object) => by.browser.patch(`/oauth/apps/${client.id}`, body);
  expect((await change(keeper, { name: 'Renamed' })).status).toBe(200);
  const moved = { redirect_uris: ['https://elsewhere.example/'] };
  const refused = await change(keeper, moved);
  expect([refused.status, refused.issues?.[0]?.path]).toEqual([422, 'scopes.0']);
  expect((await change(host, moved)).status).toBe(200);
});

test('the member, an administrator and whoever removes the app or the member end it at once', async () => {
  const client = await register();
  const rep = await joined(app, host, 'rep');
  const list = async ({ browser }: Person) =>
    (await browser.get<{ id: string; user_id: string }[]>('/oauth/connections')).data;
  const mine = await connect(rep, client);
  const theirs = await connect(host, client);
  expect((await list(rep)).map(({ user_id }) => user_id)).toEqual([rep.user_id]);
  const [ofHost] = (await list(host)).filter(({ user_id }) => user_id === host.user_id);
  expect((await rep.browser.delete(`/oauth/connections/${ofHost?.id}`)).status).toBe(404);
  const [ofRep] = await list(rep);
  expect((await rep.browser.delete(`/oauth/connections/${ofRep?.id}`)).status).toBe(200);
  expect([(await use(mine.access_token)).status, (await use(theirs.access_token)).status]).toEqual([
    401, 200,
  ]);
  expect((await rep.browser.get<unknown[]>('/api-keys')).data).toEqual([]);

  const again = await connect(rep, client);
  const [byAdmin] = await list(rep);
  expect((await host.browser.delete(`/oauth/connections/${byAdmin?.id}`)).status).toBe(200);
  expect((await use(again.access_token)).status).toBe(401);

  const third = await connect(rep, client);
  await host.browser.post(`/members/${rep.user_id}/deactivate`);
  expect((await use(third.access_token)).status).toBe(401);
  expect(await failure(refresh(client, third.refresh_token ?? ''))).toBe('invalid_grant');

  expect((await host.browser.delete(`/oauth/apps/${client.id}`)).status).toBe(200);
  expect((await use(theirs.access_token)).status).toBe(401);
  expect((await decide(host, await ask(client))).status).toBe(404);
  expect(
    (
      await token(client, {
        grant_type: 'refresh_token',
        refresh_token: theirs.refresh_token ?? '',
      })
    )[1],
  ).toBe('invalid_client');
});

test('addresses of apps are https, of this computer or of their own scheme', async () => {
  const attempt = async (uri: string) =>
    (
      await host.browser.post('/oauth/apps', {
        name: 'Sync',
        redirect_uris: [redirect_uri, uri],
        scopes: ['things:read'],
      })
    ).issues?.[0]?.path ?? 'taken';
  for (const uri of [
    'http://127.0.0.1:8080/cb',
    'http://[::1]/cb',
    'http://localhost/cb',
    'com.example.app:/cb',
  ])
    expect([uri, await attempt(uri)]).toEqual([uri, 'taken']);
  for (const uri of [
    'http://app.example/cb',
    'https://app.example/cb#x',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'myapp:/cb',
    'https://user@app.example/',
    '/cb',
    'https://app.example/a b',
  ])
    expect([uri, await attempt(uri)]).toEqual([uri, 'redirect_uris.1']);
});

test('whatever is sent to the addresses of programs is refused in order, and names they do not know mean nothing', async () => {
  const client = await register();
  const tokens = await connect(host, client);
  const post = async (path: string, body: string, type = 'application/x-www-form-urlencoded') => {
    const request = new Request(`${app.env.base_url}/api/oauth/${path}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    return (await createRouter(app).fetch(request, { address: '203.0.113.7' })).status;
  };
  const known = `client_id=${client.client_id}&client_secret=${client.client_secret}`;
  for (const path of ['token', 'revoke', 'introspect']) {
    expect([path, await post(path, '{}', 'application/json')]).toEqual([path, 415]);
    expect([path, await post(path, `${known}&token=a&token=b`)]).toEqual([path, 400]);
    for (const body of [
      '',
      'a',
      '%',
      '%00=%00',
      'client_id=%00',
      '__proto__=x',
      `client_id=${'x'.repeat(9000)}`,
      'client_id=%ED%A0%80&grant_type=%F0',
    ])
      expect([400, 401, 422]).toContain(await post(path, body));
  }
  const refreshing = `${known}&grant_type=refresh_token&refresh_token=${tokens.refresh_token}`;
  expect(await post('token', `${refreshing}&resource=https%3A%2F%2Fapi.example&tenant=other`)).toBe(
    200,
  );
});
