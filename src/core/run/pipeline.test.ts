import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createRouter } from '@/http/router';
import { memoryLimiter } from '@/platform/limits';
import { testApp } from '../../../tests/support/app';
import { type TestCompany, testCompany, testCtx } from '../../../tests/support/company';
import { defineContract } from '../shape/contract';
import { AppError } from '../shape/errors';
import type { App, Principal } from './context';
import { command, type Operation, open, query } from './module';
import { execute } from './pipeline';

const base = {
  tag: 'tests',
  summary: 'for tests',
  output: z.object({ text: z.string() }),
} as const;
const id = z.strictObject({ id: z.uuid() });
let handler: () => Promise<unknown> = async () => ({ text: 'done' });

const operations: Operation[] = [
  query(
    defineContract({
      ...base,
      name: 'tests.get',
      method: 'GET',
      path: '/tests/{id}',
      auth: 'any',
      permission: 'tests:read',
      params: id,
    }),
    async () => ({
      data: await handler(),
    }),
  ),
  query(
    defineContract({
      ...base,
      name: 'tests.list',
      method: 'GET',
      path: '/tests',
      auth: 'any',
      query: z.strictObject({ limit: z.coerce.number().max(200).optional() }),
    }),
    async () => ({
      json: '[{"text":"as it is"}]',
      pagination: {
        page: null,
        limit: 50,
        total: null,
        totalPages: null,
        total_is_estimate: false,
        next_cursor: null,
        prev_cursor: null,
      },
    }),
  ),
  command(
    defineContract({
      ...base,
      name: 'tests.create',
      method: 'POST',
      path: '/tests',
      auth: 'any',
      status: 201,
      body: z.strictObject({
        email: z.email(),
        tags: z.array(z.string()).optional(),
        nested: z.unknown().optional(),
      }),
    }),
    async () => ({
      data: await handler(),
      message: 'Made.',
      headers: { location: '/api/tests/1' },
      cookies: ['a=1', 'b=2'],
    }),
  ),
  query(
    defineContract({
      ...base,
      name: 'tests.session',
      method: 'POST',
      path: '/tests/session',
      auth: 'session',
    }),
    async () => ({ data: { text: 'session' } }),
  ),
  open(
    defineContract({
      ...base,
      name: 'tests.open',
      method: 'POST',
      path: '/tests/open',
      auth: 'none',
      limits: { rate: { points: 3, seconds: 60, by: 'address' } },
    }),
    async () => ({
      data: { text: 'open' },
    }),
  ),
  query(
    defineContract({
      ...base,
      name: 'tests.slow',
      method: 'GET',
      path: '/tests/slow',
      auth: 'any',
      limits: { timeout_ms: 50 },
    }),
    async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return { data: { text: 'late' } };
    },
  ),
];

let app: App;
let company: TestCompany;
let principal: Principal | null;

beforeAll(async () => {
  app = {
    ...(await testApp({ modules: [{ name: 'tests', operations }], limiter: memoryLimiter() })),
    authenticate: async () => principal,
  };
  company = await testCompany();
});
beforeEach(() => {
  principal = { ...testCtx(app, company, company).principal, permissions: new Set(['tests:read']) };
  handler = async () => ({ text: 'done' });
});

interface Sent {
  body?: string;
  type?: string | null;
  headers?: Record<string, string>;
  address?: string;
}

async function call(
  method: string,
  path: string,
  { body, type = 'application/json', headers = {}, address = '203.0.113.9' }: Sent = {},
) {
  const own =
    method === 'GET'
      ? {}
      : {
          origin: 'http://localhost:3000',
          ...(type && body !== undefined ? { 'content-type': type } : {}),
        };
  const request = new Request(`http://localhost:3000/api${path}`, {
    method,
    headers: { ...own, ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const response = await createRouter(app).fetch(request, { address });
  return {
    status: response.status,
    headers: response.headers,
    body: JSON.parse(await response.text()),
  };
}
const post = (body: unknown, sent: Sent = {}) =>
  call('POST', '/tests', { body: typeof body === 'string' ? body : JSON.stringify(body), ...sent });
const anId = '01a202d5-cba0-721e-9091-993a47664005';

describe('envelope', () => {
  test('wraps data, cut to the contract, with message and headers', async () => {
    handler = async () => ({ text: 'done', secret: 'never' });
    const { status, body, headers } = await post({ email: 'a@example.com' });
    expect(status).toBe(201);
    expect(body).toEqual({
      success: true,
      data: { text: 'done' },
      message: 'Made.',
      request_id: headers.get('x-request-id'),
    });
    expect(body.request_id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7/);
    expect(headers.get('location')).toBe('/api/tests/1');
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(headers.get('vary')).toContain('Cookie');
    expect(headers.get('ratelimit-remaining')).toMatch(/^\d+$/);
  });

  test('sends JSON text of the database as it is, with pagination', async () => {
    const { body } = await call('GET', '/tests');
    expect(body.data).toEqual([{ text: 'as it is' }]);
    expect(body.pagination.limit).toBe(50);
  });

  test('never uses the request id of a client', async () => {
    const { headers } = await call('GET', '/tests', { headers: { 'x-request-id': 'mine' } });
    expect(headers.get('x-request-id')).not.toBe('mine');
  });
});

describe('who', () => {
  test('nobody: 401', async () => {
    principal = null;
    expect((await call('GET', '/tests')).body.error).toBe('unauthenticated');
  });
  test('without the permission: 403, before the parameters are looked at', async () => {
    principal = { ...(principal as Principal), permissions: new Set() };
    expect(await call('GET', '/tests/not-an-id')).toMatchObject({
      status: 403,
      body: { error: 'forbidden' },
    });
  });
  test('a key where only a person may: 403', async () => {
    principal = { ...(principal as Principal), kind: 'api_key', api_key_id: anId };
    expect((await call('POST', '/tests/session')).status).toBe(403);
  });
  test.each([
    ['foreign', 'http://evil.example'],
    ['null', 'null'],
    ['another port', 'http://localhost:3001'],
    ['another scheme', 'https://localhost:3000'],
    ['a look-alike', 'http://localhost.evil.example:3000'],
  ])('a session with an Origin that is %s: 403 bad_origin', async (_what, origin) => {
    expect((await post({ email: 'a@example.com' }, { headers: { origin } })).body.error).toBe(
      'bad_origin',
    );
  });
  test('a session without Origin is refused, a key is not', async () => {
    const bare = () =>
      createRouter(app).fetch(
        new Request('http://x/api/tests', {
          method: 'POST',
          body: '{"email":"a@example.com"}',
          headers: { 'content-type': 'application/json' },
        }),
      );
    expect((await bare()).status).toBe(403);
    principal = { ...(principal as Principal), kind: 'api_key', api_key_id: anId };
    expect((await bare()).status).toBe(201);
  });
  test('other names of this machine count as ours on a loopback BASE_URL', async () => {
    expect(
      (await post({ email: 'a@example.com' }, { headers: { origin: 'http://127.0.0.1:3000' } }))
        .status,
    ).toBe(201);
  });
  test('signing in from another site is refused, from a script it is not', async () => {
    principal = null;
    expect(
      (await call('POST', '/tests/open', { headers: { origin: 'http://evil.example' } })).status,
    ).toBe(403);
    const bare = await createRouter(app).fetch(
      new Request('http://x/api/tests/open', { method: 'POST' }),
      { address: '203.0.113.10' },
    );
    expect(bare.status).toBe(200);
  });
});

describe('input', () => {
  test('an id that is none: the same bytes as an unknown one', async () => {
    handler = async () => Promise.reject(new AppError('not_found', 'This record does not exist.'));
    const [bad, unknown] = [await call('GET', '/tests/%00'), await call('GET', `/tests/${anId}`)];
    expect(bad.status).toBe(404);
    expect({ ...bad.body, request_id: '' }).toEqual({ ...unknown.body, request_id: '' });
  });
  test.each(['?limit=201', '?nope=1', '?limit=1&limit=2', '?limit=%00', '?__proto__=1'])(
    'query %s: 400 with issues',
    async (search) => {
      const { status, body } = await call('GET', `/tests${search}`);
      expect([status, body.error]).toEqual([400, 'bad_request']);
      expect(body.issues.length).toBeGreaterThan(0);
    },
  );
  test('wrong content type: 415', async () => {
    expect((await post('email=a', { type: 'application/x-www-form-urlencoded' })).status).toBe(415);
    expect((await post('{"email":"a@example.com"}', { type: 'text/plain' })).status).toBe(415);
  });
  test('not JSON, not UTF-8: 400', async () => {
    expect((await post('{"email":')).status).toBe(400);
    const request = new Request('http://x/api/tests', {
      method: 'POST',
      body: new Uint8Array([0x22, 0xff, 0x22]),
      headers: { origin: 'http://localhost:3000', 'content-type': 'application/json' },
    });
    expect((await createRouter(app).fetch(request)).status).toBe(400);
  });
  test('more than a megabyte: 413, whether declared or not', async () => {
    expect((await post(`"${'a'.repeat(1024 * 1024)}"`)).status).toBe(413);
    const stream = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
    });
    const request = new Request('http://x/api/tests', {
      method: 'POST',
      body: stream,
      duplex: 'half',
      headers: { origin: 'http://localhost:3000', 'content-type': 'application/json' },
    } as RequestInit);
    expect((await createRouter(app).fetch(request)).status).toBe(413);
  });
  test('422 lists every issue at once', async () => {
    const { status, body } = await post(
      '{"email":"no","owner":1,"__proto__":{"a":1},"tags":["a\\u0000","\\ud800"]}',
    );
    expect(status).toBe(422);
    expect(
      body.issues
        .map((issue: { path: string; code: string }) => `${issue.path} ${issue.code}`)
        .sort(),
    ).toEqual([
      '__proto__ unknown_key',
      'email invalid_email',
      'owner unknown_key',
      'tags.0 invalid_text',
      'tags.1 invalid_text',
    ]);
    expect(({} as Record<string, unknown>).a).toBeUndefined();
  });
  test.each([
    ['numbers without end', '{"email":"a@example.com","nested":1e400}', 'invalid_number'],
    [
      '33 levels',
      `{"email":"a@example.com","nested":${'['.repeat(32)}${']'.repeat(32)}}`,
      'too_deep',
    ],
    [
      '100,000 levels',
      `{"email":"a@example.com","nested":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      'too_deep',
    ],
    ['1,001 entries', `{"email":"a@example.com","nested":[${'0,'.repeat(1000)}0]}`, 'too_many'],
    ['a constructor', '{"email":"a@example.com","nested":{"constructor":1}}', 'unknown_key'],
  ])('%s: 422', async (_what, text, code) => {
    const { status, body } = await post(text);
    expect([status, body.issues[0].code]).toEqual([422, code]);
  });
  test('a missing value is called required', async () => {
    expect((await post({})).body.issues).toEqual([
      { path: 'email', code: 'required', message: 'This is required.' },
    ]);
  });
});

describe('addresses', () => {
  test('wrong method: 405 and what is allowed; unknown: an enveloped 404', async () => {
    const wrong = await call('PUT', '/tests');
    expect([wrong.status, wrong.body.error, wrong.headers.get('allow')]).toEqual([
      405,
      'method_not_allowed',
      'GET, POST',
    ]);
    expect((await call('GET', '/nowhere')).body).toMatchObject({
      success: false,
      error: 'not_found',
    });
  });
  test('a fixed word is not taken for an id', async () => {
    expect((await call('GET', '/tests/session')).status).toBe(405);
  });
});

describe('limits and failures', () => {
  test('the strictest limit answers 429 and says when to come back', async () => {
    const statuses = [];
    for (let i = 0; i < 4; i++)
      statuses.push((await call('POST', '/tests/open', { address: '203.0.113.77' })).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    const { headers, body } = await call('POST', '/tests/open', { address: '203.0.113.77' });
    expect(body.error).toBe('rate_limited');
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(headers.get('ratelimit-limit')).toBe('3');
    expect((await call('POST', '/tests/open', { address: '203.0.113.78' })).status).toBe(200);
  });
  test('one IPv6 customer is one address', async () => {
    for (let i = 0; i < 3; i++)
      await call('POST', '/tests/open', { address: `2001:db8:1:2::${i}` });
    expect((await call('POST', '/tests/open', { address: '2001:db8:1:2:ffff::1' })).status).toBe(
      429,
    );
  });
  test('an unforeseen error: 500 without a word of it', async () => {
    handler = async () =>
      Promise.reject(new Error('relation "contacts" does not exist at /srv/secret.ts'));
    const { status, body } = await post({ email: 'a@example.com' });
    expect(status).toBe(500);
    expect(body).toEqual({
      success: false,
      error: 'internal',
      message: 'Something went wrong on our side.',
      request_id: body.request_id,
    });
  });
  test('an answer that breaks its contract is our fault', async () => {
    handler = async () => ({ text: 1 });
    expect((await post({ email: 'a@example.com' })).status).toBe(500);
  });
  test.each([
    Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    Object.assign(new Error('the database system is shutting down'), { code: '57P03' }),
    Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' }),
    new Error('wrapped', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) }),
  ])('database away (%s): 503 with Retry-After', async (error) => {
    handler = async () => Promise.reject(error);
    const { status, headers } = await post({ email: 'a@example.com' });
    expect([status, headers.get('retry-after')]).toEqual([503, '2']);
  });
  test('what takes too long is stopped and told', async () => {
    const { status, body } = await call('GET', '/tests/slow');
    expect([status, body.error]).toEqual([503, 'unavailable']);
  });
});

test('execute checks the same rights and input as serve', async () => {
  const operation = operations[0] as Operation;
  const ctx = testCtx(app, company, company);
  const raw = (given: string) => ({
    params: { id: given },
    search: '',
    body: async () => undefined,
    request: new Request('http://x'),
  });
  await expect(execute(ctx, operation, raw(anId))).rejects.toMatchObject({ code: 'forbidden' });
  const allowed = { ...ctx, principal: principal as Principal };
  await expect(execute(allowed, operation, raw('x'))).rejects.toMatchObject({ code: 'not_found' });
  expect(await execute(allowed, operation, raw(anId))).toEqual({ data: { text: 'done' } });
});
