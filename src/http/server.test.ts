import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { App } from '@/core/run/context';
import { open } from '@/core/run/module';
import { defineContract } from '@/core/shape/contract';
import { Drain } from '@/entry/drain';
import { createLogger } from '@/platform/log/logger';
import { testApp } from '../../tests/support/app';
import { createRouter } from './router';
import { createHttpServer } from './server';

const output = z.object({ ok: z.boolean() });
const canary = 'canary-0815';
let log = '';
let release: () => void = () => {};
const contract = { tag: 'tests', summary: 'for tests', auth: 'none', output } as const;
const operations = [
  open(
    defineContract({ ...contract, name: 'tests.get', method: 'GET', path: '/tests' }),
    async () => ({ data: { ok: true } }),
  ),
  open(
    defineContract({
      ...contract,
      name: 'tests.post',
      method: 'POST',
      path: '/tests',
      body: z.strictObject({ password: z.string(), email: z.string() }),
    }),
    async () => {
      throw Object.assign(new Error(`duplicate key: ${canary}@example.com`), { detail: canary });
    },
  ),
  open(
    defineContract({ ...contract, name: 'tests.hang', method: 'GET', path: '/tests/hang' }),
    async () => {
      await new Promise<void>((resolve) => (release = resolve));
      return { data: { ok: true } };
    },
  ),
  open(
    defineContract({
      ...contract,
      name: 'tests.stream',
      method: 'GET',
      path: '/tests/stream',
      answer: 'raw',
    }),
    async () => {
      const stream = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('a,b\n'));
          setTimeout(() => controller.close(), 20);
        },
      });
      return { response: new Response(stream, { headers: { 'content-type': 'text/csv' } }) };
    },
  ),
];

let draining = false;
let schema: string | null = null;
const readiness = { draining: () => draining, schema: async () => schema };

async function start(env: Record<string, string> = {}, app?: App) {
  const own =
    app ??
    (await testApp({
      modules: [{ name: 'tests', operations }],
      env,
      log: createLogger({ to: { write: (line: string) => void (log += line) } }),
    }));
  const made = createHttpServer(own, readiness);
  made.servePages(async (req, res) => {
    res.setHeader('content-type', 'text/html').end(JSON.stringify(req.headers));
  });
  made.server.listen(0, '127.0.0.1');
  await once(made.server, 'listening');
  return { ...made, url: `http://127.0.0.1:${(made.server.address() as AddressInfo).port}` };
}

let url: string;
let server: Awaited<ReturnType<typeof start>>['server'];
beforeAll(async () => {
  ({ url, server } = await start({ METRICS_TOKEN: 'a token of some length' }));
});
afterAll(() => void server.close());

describe('headers', () => {
  test.each([
    '/',
    '/_next/static/x.js',
    '/api/tests',
    '/api/nowhere',
    '/api/docs',
    '/api/openapi.json',
    '/api/tests/stream',
    '/healthz',
    '/readyz',
    '/metrics',
  ])('%s carries the security headers', async (path) => {
    const { headers } = await fetch(url + path, { headers: { origin: 'https://evil.example' } });
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('strict-transport-security')).toBeNull();
  });

  test('data is never kept and is no page', async () => {
    const { headers } = await fetch(`${url}/api/tests`);
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('a page gets a fresh nonce and the same policy on request and answer, whatever a client sends', async () => {
    const forged = {
      'content-security-policy': "script-src 'nonce-mine'",
      'x-nonce': 'mine',
      'x-ambit-peer': '1.2.3.4',
      'x-middleware-subrequest': 'middleware',
      'x-forwarded-host': 'evil.example',
    };
    const answers = await Promise.all([
      fetch(url, { headers: forged }),
      fetch(url, { headers: forged }),
    ]);
    const seen = await Promise.all(
      answers.map(async (answer) => ({
        policy: answer.headers.get('content-security-policy') ?? '',
        given: (await answer.json()) as Record<string, string>,
      })),
    );
    for (const { policy, given } of seen) {
      expect(given['content-security-policy']).toBe(policy);
      expect(policy).toContain(`'nonce-${given['x-nonce']}'`);
      expect(given['x-nonce']).not.toBe('mine');
      expect(given['x-ambit-peer']).toBe('127.0.0.1');
      expect(given).not.toHaveProperty('x-middleware-subrequest');
      expect(given).not.toHaveProperty('x-forwarded-host');
      expect(policy).toContain("'strict-dynamic'");
    }
    expect(seen[0]?.policy).not.toBe(seen[1]?.policy);
  });

  test('in production scripts get neither unsafe-inline nor unsafe-eval, and https gets HSTS', async () => {
    const own = await start({ NODE_ENV: 'production', BASE_URL: 'https://crm.example.com' });
    const { headers } = await fetch(own.url);
    const asked = (method: string, path: string) =>
      fetch(own.url + path, {
        method,
        body: 'a',
        headers: { 'next-action': 'a' },
        redirect: 'manual',
      });
    const put = await asked('PUT', '/contacts');
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    for (const path of ['/sign-in?next=%2F', '//evil.example', '/\\\\evil.example']) {
      const posted = await asked('POST', path);
      expect(posted.status).toBe(303);
      expect(posted.headers.get('location')).toMatch(/^\/(sign-in|evil)/);
    }
    own.server.close();
    const scripts =
      /script-src ([^;]*)/.exec(headers.get('content-security-policy') ?? '')?.[1] ?? '';
    expect(scripts).toContain('nonce-');
    expect(scripts).not.toMatch(/unsafe-(inline|eval)/);
    expect(headers.get('strict-transport-security')).toMatch(/max-age=(\d{8,})/);
  });
});

describe('health', () => {
  test('ready only with database, schema and no shutdown', async () => {
    const ready = async () => {
      const answer = await fetch(`${url}/readyz`);
      return [answer.status, ((await answer.json()) as { status: string }).status];
    };
    expect(await ready()).toEqual([200, 'ready']);
    schema = 'older';
    expect(await ready()).toEqual([503, 'not_ready']);
    schema = null;
    draining = true;
    expect(await ready()).toEqual([503, 'not_ready']);
    draining = false;
  });

  test('readiness falls when the database is away; the process still lives', async () => {
    const app = await testApp({ modules: [] });
    const away = { ...app, db: { ...app.db, ping: () => Promise.reject(new Error('away')) } };
    const own = await start({}, away);
    expect((await fetch(`${own.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${own.url}/healthz`)).status).toBe(200);
    own.server.close();
  });

  test('metrics: from this machine, never through a proxy, or with the token', async () => {
    await fetch(`${url}/api/tests`);
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toContain(
      'http_request_duration_seconds_count{method="GET",route="/tests",status="200"}',
    );
    expect(
      (await fetch(`${url}/metrics`, { headers: { 'x-forwarded-for': '127.0.0.1' } })).status,
    ).toBe(404);
    const bearer = (token: string) => ({
      headers: { 'x-forwarded-for': '10.0.0.1', authorization: `Bearer ${token}` },
    });
    expect((await fetch(`${url}/metrics`, bearer('a token of some length'))).status).toBe(404);
  });
});

test('a log line names request, operation, status and time, and never what was sent', async () => {
  log = '';
  const body = JSON.stringify({ password: canary, email: `${canary}@example.com` });
  const headers = {
    'content-type': 'application/json',
    cookie: `session=${canary}`,
    authorization: `Bearer ${canary}`,
    origin: 'http://localhost:3000',
  };
  const answer = await fetch(`${url}/api/tests?x=${canary}`, { method: 'POST', body, headers });
  const second = await fetch(`${url}/api/tests`, { method: 'POST', body, headers });
  expect([answer.status, second.status]).toEqual([400, 500]);
  const entries = log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(entries.at(-1)).toMatchObject({
    operation: 'tests.post',
    status: 500,
    request_id: second.headers.get('x-request-id'),
  });
  expect(entries.at(-1).ms).toBeGreaterThan(0);
  expect(log).not.toContain(canary);
});

test('a body that never ends is cut and the connection closed', async () => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(
    'POST /api/tests HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9999999\r\n\r\n{',
  );
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  expect(chunk.toString()).toMatch(/^HTTP\/1.1 413 /);
  expect(chunk.toString().toLowerCase()).toContain('connection: close');
  socket.destroy();
});

test.each([
  ['no HTTP at all', 'hello\r\n\r\n', 400],
  ['a backslash in the path', 'GET /api/a\\x HTTP/1.1\r\nHost: x\r\n\r\n', 400],
  ['a Host that is none', 'GET /api/tests HTTP/1.1\r\nHost: a b\r\n\r\n', 400],
  ['no Host', 'GET /api/tests HTTP/1.1\r\n\r\n', 400],
  [
    'two lengths',
    'POST /api/tests HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}',
    400,
  ],
  [
    'length and chunks',
    'POST /api/tests HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
  ],
  [
    '20 kB of headers',
    `GET /api/tests HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
    431,
  ],
])('%s: refused in our envelope with our headers', async (_what, bytes, status) => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(bytes);
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  expect(chunk.toString()).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(chunk.toString()).toContain('x-content-type-options: nosniff');
  expect(chunk.toString()).toContain('"error":"bad_request"');
});

describe('a body that is refused', () => {
  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${url}/api/tests`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });

  test('is read away, so that the answer arrives instead of a reset connection', async () => {
    const answers = await Promise.all(
      [5, 20, 20].map((megabytes) => post('x'.repeat(megabytes * 1024 * 1024))),
    );
    expect(answers.map(({ status }) => status)).toEqual([413, 413, 413]);
  });

  test('endlessly sent, ends the connection', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    let seen = '';
    socket.on('data', (chunk: Buffer) => (seen += chunk.toString()));
    socket.write(
      'POST /api/tests HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
    );
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    const more = () => {
      while (!socket.destroyed && socket.write(chunk));
      if (!socket.destroyed) socket.once('drain', more);
    };
    more();
    await new Promise<void>((resolve) => void socket.once('close', () => resolve()));
    expect(seen).toMatch(/^HTTP\/1.1 413 /);
  });

  test('compressed: 415', async () => {
    expect((await post('{}', { 'content-encoding': 'gzip' })).status).toBe(415);
    expect((await post('{', { 'content-encoding': 'identity' })).status).toBe(400);
  });
});

test('more headers than it reads: refused, for among the rest may be what a proxy wrote', async () => {
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`x-${at}`, 'a']));
  const tooMany = await fetch(`${url}/metrics`, {
    headers: { ...many(150), 'x-forwarded-for': '203.0.113.9' },
  });
  expect(tooMany.status).toBe(431);
  expect(tooMany.headers.get('x-content-type-options')).toBe('nosniff');
  expect((await fetch(`${url}/api/tests`, { headers: many(50) })).status).toBe(200);
});

test('more calls at once than it can serve: 503 at once, and all is well afterwards', async () => {
  const app = await testApp({ modules: [{ name: 'tests', operations }] });
  const router = createRouter(app);
  let open: () => void = () => {};
  const gate = new Promise<void>((resolve) => (open = resolve));
  const slow = {
    ...app,
    limiter: {
      ...app.limiter,
      take: async () => {
        await gate;
        return { allowed: true, remaining: 1, reset_seconds: 1 };
      },
    },
  };
  const busy = createRouter(slow);
  const waiting = Array.from({ length: 256 }, () => busy.fetch(new Request('http://x/api/tests')));
  const refused = await busy.fetch(new Request('http://x/api/tests'));
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
  open();
  for (const answer of await Promise.all(waiting)) expect(answer.status).toBe(200);
  expect((await busy.fetch(new Request('http://x/api/tests'))).status).toBe(200);
  expect((await router.fetch(new Request('http://x/api/tests'))).status).toBe(200);
});

describe('a drain', () => {
  const quiet = createLogger({ level: 'silent' });
  const soon = () => new Promise((resolve) => setTimeout(resolve, 100));

  test('lets requests under way finish, refuses new ones and ends in time', async () => {
    const own = await start();
    const drain = new Drain(own.server, quiet);
    const first = fetch(`${own.url}/api/tests/hang`);
    await soon();
    const drained = drain.run({ farewell: 0, idle: 0 });
    await soon();
    await expect(fetch(`${own.url}/api/tests`)).rejects.toThrow();
    release();
    expect((await first).status).toBe(200);
    const begun = performance.now();
    await drained;
    expect(performance.now() - begun).toBeLessThan(1000);
  });

  test('cuts a request that does not end after the wait', async () => {
    const own = await start();
    const drain = new Drain(own.server, quiet);
    const hanging = fetch(`${own.url}/api/tests/hang`);
    await soon();
    await Promise.all([
      expect(hanging).rejects.toThrow(),
      drain.run({ farewell: 0, idle: 0, wait: 200 }),
    ]);
  });

  test('answers for a moment longer, and waits for nobody who says nothing', async () => {
    const own = await start();
    const drain = new Drain(own.server, quiet);
    own.server.on('upgrade', (_req, socket) => socket.write('HTTP/1.1 101 Ok\r\n\r\n'));
    const { port } = own.server.address() as AddressInfo;
    const silent = connect(port, '127.0.0.1').on('error', () => undefined);
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
    await once(socket, 'data');
    const begun = performance.now();
    const drained = drain.run({ farewell: 400 });
    await soon();
    expect((await fetch(`${own.url}/api/tests`)).status).toBe(200);
    await Promise.all([drained, once(silent, 'close'), once(socket, 'close')]);
    expect(performance.now() - begun).toBeLessThan(1500);
  });
});
