import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as otp from 'otpauth';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { startRelay } from '@/core/run/jobs/relay';
import { startWorkers } from '@/core/run/jobs/worker';
import { jobKindsOf } from '@/entry/work';
import { memberPrincipal, workPrincipal } from '@/identity/member-principal';
import { sha256 } from '@/identity/session/keys';
import { backup } from '@/platform/backup/backup';
import { systemClock } from '@/platform/clock';
import { openDatabase } from '@/platform/db/database';
import { newId } from '@/platform/ids';
import { createLogger } from '@/platform/log/logger';
import { createMailer } from '@/platform/mail/mailer';
import { createOutbound } from '@/platform/outbound/outbound';
import { redisLink } from '@/platform/redis';
import { s3Storage } from '@/platform/storage/s3';
import { modules } from '@/registry';
import { type TestApp, testApp } from '../support/app';
import { Browser, goodPassword, mailedToken, type Person, registered } from '../support/browser';
import { ownDatabase, type TestDatabase } from '../support/database';
import { databaseUrl, testRoles, testSecret } from '../support/names';
import { type OidcProvider, startOidcProvider } from '../support/oidc';
import { type Receiver, startReceiver } from '../support/receiver';
import { House, smallestCall } from './house';
import { inManner, mannered } from './matrix-doors';

/**
 * Threat 8: every secret there is gets to exist, is shown where it is shown once, and is looked for everywhere else: in the answer
 * of every operation, exports, open streams, the log at its chattiest, figures, health, every column of the database, a backup, mails
 * to others, what webhooks send.
 */
const configured = {
  SMTP_URL: 'smtp://ambit:planted-smtp-password-0001@127.0.0.1:9',
  REDIS_URL: 'redis://ambit:planted-redis-password-0002@127.0.0.1:9',
  DATABASE_URL: 'postgres://ambit_app:planted-database-password-0003@127.0.0.1:9/ambit',
  METRICS_TOKEN: 'planted-metrics-token-0004',
  S3_ENDPOINT: 'http://127.0.0.1:9',
  S3_BUCKET: 'bucket',
  S3_ACCESS_KEY_ID: 'planted-s3-key-0005',
  S3_SECRET_ACCESS_KEY: 'planted-s3-secret-0006',
} as const;

let database: TestDatabase;
let app: TestApp;
let host: Person;
let provider: OidcProvider;
let receiver: Receiver;
let log = '';
let streamed = '';
const stops: (() => Promise<void>)[] = [];
/** What must be seen nowhere, by what it is. */
const planted = new Map<string, string>([
  ['secret of the installation', testSecret],
  ['password of mail', 'planted-smtp-password-0001'],
  ['password of Redis', 'planted-redis-password-0002'],
  ['password of PostgreSQL', 'planted-database-password-0003'],
  ['token of the figures', 'planted-metrics-token-0004'],
  ['key of the bucket', 'planted-s3-key-0005'],
  ['secret of the bucket', 'planted-s3-secret-0006'],
  ['client secret of a provider', 'planted-client-secret-0007'],
  ['password', goodPassword],
]);

const plant = (what: string, value: string | undefined): void => {
  if (!value || value.length < 6) throw new Error(`no ${what}`);
  planted.set(what, value);
};
/** The secrets that stand in a text, as they are or as the bytes of a column are written. */
const told = (text: string): string[] =>
  [...planted]
    .filter(
      ([, value]) => text.includes(value) || text.includes(Buffer.from(value).toString('hex')),
    )
    .map(([what]) => what);
/** With a key by which an answer could be asked for again, so that what is kept for that is looked at too. */
const post = async (path: string, body: unknown = {}, by = host.browser) => {
  const again = { 'idempotency-key': newId() };
  // biome-ignore lint/suspicious/noExplicitAny: each step knows the shape it asked for
  const { status, data, issues } = await by.call<any>('POST', path, body, again);
  expect(status, `${path} ${JSON.stringify(issues)}`).toBeLessThan(300);
  return data;
};

beforeAll(async () => {
  database = await ownDatabase('secrets');
  app = await testApp({
    database,
    env: { ...configured, AMBIT_RATE_LIMIT: 'off', AMBIT_OUTBOUND_ALLOW: '127.0.0.1' },
    outbound: createOutbound({ allow: ['127.0.0.1'] }),
    log: createLogger({ level: 'debug', to: { write: (line: string) => void (log += line) } }),
  });
  provider = await startOidcProvider('http://localhost:3000/sign-in/sso');
  receiver = await startReceiver();
  stops.push(provider.close, receiver.close);
  const subscribers = modules.flatMap((module) => module.subscribers ?? []);
  stops.push(startRelay(app, { subscribers, look_ms: 30 }).stop);
  const kinds = jobKindsOf(modules);
  stops.push(startWorkers(app, { kinds, principalOf: workPrincipal, look_ms: 30 }).stop);
  host = await registered(app);
  await database.admin.query('update users set is_operator = true where id = $1', [host.user_id]);
  await plantSignIn();
  // A second factor began another session, and ended the streams of the one before.
  for (const path of ['/stream', '/notifications/stream']) void listen(path);
  await plantKeys();
  await plantLetters();
  await idle();
}, 120_000);

afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

/** Keeps what a stream of the owner says. */
async function listen(path: string): Promise<void> {
  const { body } = await host.browser.fetch(path);
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  stops.push(async () => reader?.cancel());
  for (;;) {
    const { done, value = '' } = (await reader?.read()) ?? { done: true };
    if (done) return;
    streamed += value;
  }
}

/** Everything in the background is done. */
const idle = () =>
  vi.waitFor(
    async () => {
      const open =
        "select kind from jobs where status in ('queued', 'running') and due_at <= now()";
      expect((await database.admin.query(open)).rows).toEqual([]);
    },
    { timeout: 30_000, interval: 50 },
  );

async function plantSignIn(): Promise<void> {
  const { secret } = await post('/auth/totp');
  plant('seed of an authenticator app', secret);
  const code = new otp.TOTP({ secret: otp.Secret.fromBase32(secret) }).generate();
  const { recovery_codes: codes } = await post('/auth/totp/confirm', { code });
  plant('recovery code', codes?.[0]);
  plant('another recovery code', codes?.[9]);
  for (const [name, value] of host.browser.cookies)
    plant(
      `cookie ${name}`,
      name.includes('session')
        ? decodeURIComponent(value).split('.')[0]
        : decodeURIComponent(value),
    );
  const half = new Browser(app, '203.0.113.9');
  await post('/auth/login', { email: host.email, password: goodPassword }, half);
  for (const [name, value] of half.cookies)
    if (name.includes('pending')) plant('half sign-in', decodeURIComponent(value).split('.')[0]);
}

async function plantKeys(): Promise<void> {
  const key = await post('/api-keys', { name: 'a', scopes: ['contacts:read'] });
  plant('API key', key.key);
  plant('API key in place of another', (await post(`/api-keys/${key.id}/rotate`)).key);
  const webhook = await post('/webhooks', { url: receiver.url, events: ['contact.created'] });
  plant('secret of a webhook', webhook.secret);
  plant(
    'the next secret of a webhook',
    (await post(`/webhooks/${webhook.id}/rotate-secret`)).secret,
  );
  const redirect_uri = 'https://app.example/back';
  const oauthApp = await post('/oauth/apps', {
    ...{ name: 'Sync', redirect_uris: [redirect_uri], scopes: ['contacts:read'] },
  });
  plant('secret of an app', oauthApp.client_secret);
  plant(
    'address of a calendar',
    /calendar\/(.+)\.ics/.exec((await post('/calendar/feed')).url)?.[1],
  );
  const connection = await post('/sso/oidc', {
    ...{ name: 'Provider', issuer: provider.issuer, client_id: 'ambit' },
    ...{
      client_secret: planted.get('client secret of a provider'),
      just_in_time: false,
      default_role: 'rep',
    },
  });
  plant('token of a directory', (await post(`/sso/connections/${connection.id}/scim-token`)).token);
  await plantTokens(oauthApp, redirect_uri);
}

async function plantTokens(
  { client_id, client_secret }: Record<'client_id' | 'client_secret', string>,
  redirect_uri: string,
): Promise<void> {
  const { calculatePKCECodeChallenge, generateRandomCodeVerifier } = await import('oauth4webapi');
  const verifier = generateRandomCodeVerifier();
  const asked = {
    ...{ response_type: 'code', client_id, redirect_uri, scope: 'contacts:read', state: 'a' },
    ...{
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    },
  };
  const codeOf = async () => {
    const { redirect_to } = await post('/oauth/authorize', { ...asked, allow: true });
    return new URL(redirect_to).searchParams.get('code') ?? '';
  };
  plant('code of an app', await codeOf());
  const body = new URLSearchParams({
    ...{ grant_type: 'authorization_code', code: await codeOf(), redirect_uri, client_id },
    ...{ client_secret, code_verifier: verifier },
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await raw('POST', '/oauth/token', headers, `${body}`);
  const tokens = JSON.parse(answer);
  plant('token of an app', tokens.access_token);
  plant('refresh token of an app', tokens.refresh_token);
}

async function raw(method: string, path: string, headers: Record<string, string>, body?: string) {
  const { createRouter } = await import('@/http/router');
  const request = new Request(`${app.env.base_url}/api${path}`, {
    ...{ method, headers: { origin: app.env.base_url, ...headers } },
    ...(body === undefined ? {} : { body }),
  });
  return (await createRouter(app).fetch(request, { address: '203.0.113.7' })).text();
}

/** Secrets that a mail carries. */
async function plantLetters(): Promise<void> {
  const guest = `${newId()}@example.com`;
  await post('/invitations', { email: guest, role: 'rep' });
  plant('invitation', await mailedToken(app.sent, guest));
  const other = await registered(app, 'Grace Hopper', '203.0.113.8');
  plant('confirmation of an address', await mailedToken(app.sent, other.email));
  app.sent.length = 0;
  await post('/auth/password-reset', { email: other.email }, new Browser(app, '203.0.113.10'));
  plant('reset link', await mailedToken(app.sent, other.email));
  const deal = await post('/deals', { title: 'A deal' });
  await post('/deal_items', { deal_id: deal.id, name: 'A thing', quantity: 1, unit_price: '2' });
  const quote = await post('/quotes', { deal_id: deal.id });
  const { link } = await post(`/quotes/${quote.id}/send`);
  plant('link of a quote', /#(.+)$/.exec(link.url)?.[1]);
  await post('/contacts', { last_name: 'Lovelace', email: guest });
  const occurred_at = new Date(Date.now() + 86_400_000).toISOString();
  await post('/activities', {
    ...{ kind: 'meeting', subject: 'A meeting', occurred_at },
    ...{ attendees: [guest], send_invitations: true },
  });
  plant('link of a meeting', await meetingLink(guest));
}

/** From the mail, once changes of the meeting were gathered. */
async function meetingLink(guest: string): Promise<string | undefined> {
  return vi.waitFor(
    async () => {
      await database.admin.query("update jobs set due_at = now() where kind = 'activities.invite'");
      const mail = app.sent.find(({ to, text }) => to === guest && text.includes('/meeting#'));
      expect(mail).toBeDefined();
      app.sent.splice(app.sent.indexOf(mail as never), 1);
      return /\/meeting#(\S+)/.exec(mail?.text ?? '')?.[1];
    },
    { timeout: 20_000, interval: 50 },
  );
}

test('every kind of secret was planted', () => {
  expect(planted.size).toBeGreaterThan(28);
  expect(new Set(planted.values()).size).toBe(planted.size);
});

describe('no answer tells a secret that was shown before', () => {
  let house: House;
  let ids: string[];
  beforeAll(async () => {
    const { log: chatty, env, outbound } = app;
    house = await House.open((made) => ({
      ...made,
      db: mannered(database.db),
      log: chatty,
      env,
      outbound,
    }));
    const tables = await database.admin.query<{ name: string }>(
      `select distinct table_name as name from information_schema.columns a join information_schema.columns b using (table_schema, table_name)
       where table_schema = 'public' and a.column_name = 'company_id' and b.column_name = 'id'`,
    );
    ids = [host.user_id];
    for (const { name } of tables.rows) {
      const found = await database.admin.query<{ id: string }>(
        `select id from "${name}" where company_id = $1 limit 2`,
        [host.company_id],
      );
      ids.push(...found.rows.map(({ id }) => id));
    }
  });

  test.each(
    modules.flatMap(({ operations = [] }) =>
      operations.map(({ contract }) => [contract.name, contract] as const),
    ),
  )('%s', async (_, contract) => {
    const member = await memberPrincipal(house.app, host.company_id, host.user_id, null);
    if (!member) throw new Error('no such member');
    const as = { ...member, session_id: newId() };
    for (const id of contract.path.includes('{') ? ids : ['']) {
      const reply = await inManner({ undo: true }, () =>
        house.call(contract, { ...smallestCall(contract, id), as }),
      );
      expect(told(reply.text), reply.text.slice(0, 300)).toEqual([]);
    }
    if (contract.answer === 'list' || contract.path.includes('{')) return;
    const all = await house.call(contract, { as, search: '?limit=100' });
    expect(told(all.text)).toEqual([]);
  });
});

test('no column of the database holds one in the open', async () => {
  const { rows: tables } = await database.admin.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')`,
  );
  expect(tables.length).toBeGreaterThan(60);
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await database.admin.query<{ row: string }>(
      `select t::text as row from ${name} t`,
    );
    for (const what of told(rows.map(({ row }) => row).join('\n'))) found.push(`${name}: ${what}`);
  }
  expect(found).toEqual([]);
});

test('no backup holds one in the open, and it holds the hashes and sealed values that work needs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ambit-secrets-'));
  try {
    const file = join(folder, 'all.ambit');
    const url = databaseUrl(inject('testServer').admin_url, database.name);
    const { storage, clock } = app;
    const { rows } = await backup(file, { url, roles: testRoles, clock, storage });
    expect(rows).toBeGreaterThan(100);
    const content = gunzipSync(readFileSync(file)).toString('latin1');
    // It is the whole database, so what is looked for would be there.
    expect(content).toContain(host.email);
    expect(content).toContain('$argon2id$');
    expect(content).toContain(sha256(planted.get('API key in place of another') ?? ''));
    expect(told(content)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

const exporting = modules
  .flatMap(({ operations = [] }) => operations)
  .map(({ contract }) => contract)
  .filter(
    ({ name, method, path, answer }) =>
      /export/.test(name) && method === 'GET' && answer === 'raw' && !/\{/.test(path),
  );

test.each(exporting.map(({ name, path }) => [name, path]))('%s holds none', async (name, path) => {
  const file = await (await host.browser.fetch(path)).text();
  expect(file.split('\n').length).toBeGreaterThan(name === 'events.export' ? 20 : 1);
  expect(told(file)).toEqual([]);
});

test('open streams said a lot, and none', () => {
  expect(streamed.split('\n\n').length).toBeGreaterThan(10);
  expect(told(streamed)).toEqual([]);
});

test('failures of what was configured tell the log no password', async () => {
  const failing = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => new Error('it worked'),
      (reason: Error) => reason,
    );
    app.log.error({ err: error }, error.message);
    app.log.debug({ error, cause: error.cause }, 'again');
  };
  const { env } = app;
  const mail = { id: newId(), to: 'a@example.com', subject: 'a', text: 'a', html: 'a' };
  await failing(createMailer(env, systemClock).send(mail as never));
  const url = env.database?.url ?? '';
  const db = openDatabase({ app: url, auth: url, relay: url });
  await failing(db.ping());
  await db.close();
  if (env.s3) await failing(s3Storage(env.s3).check());
  const link = redisLink(env.redis_url ?? '', {
    onDown: (error: unknown) => app.log.error({ err: error }, 'Redis is away'),
    onUp: () => undefined,
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  await link.close();
  app.log.debug({ env }, 'configuration');
});

test('no mail holds one but the mail that is for it', () => {
  const inMails = app.sent.flatMap(({ to, subject, text, html }) =>
    told(`${subject} ${text} ${html}`).map(
      (what) => `${what} to ${to.split('@')[0] ? 'somebody' : ''}`,
    ),
  );
  // Here the workers and the test deliver side by side, so that now and then one goes out twice.
  expect([...new Set(inMails)]).toEqual(['reset link to somebody']);
});

test('what webhooks send holds none', async () => {
  await vi.waitFor(() => expect(receiver.got.length).toBeGreaterThan(0), { timeout: 15_000 });
  for (const { headers, body } of receiver.got)
    expect(told(JSON.stringify(headers) + body)).toEqual([]);
});

test('figures and the log, at its chattiest, hold none', async () => {
  expect(told((await app.metrics.text()).body)).toEqual([]);
  expect(log.length).toBeGreaterThan(10_000);
  expect(told(log)).toEqual([]);
});
