import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createOutbound, type Resolved } from './outbound';

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

/** A server on loopback; answers its port and how often somebody connected. */
async function receiver(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const seen = { connections: 0, port: 0 };
  const server = createServer(answer);
  server.on('connection', () => {
    seen.connections += 1;
  });
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  seen.port = (server.address() as AddressInfo).port;
  return seen;
}

const loopback: readonly Resolved[] = [{ address: '127.0.0.1', family: 4 }];
const within = createOutbound({
  allow: ['127.0.0.1', 'hooks.example'],
  resolve: async () => loopback,
});
const post = (url: string, more: object = {}) =>
  within.send({ url, method: 'POST', body: '{"a":"ü"}', ...more });

test('body and headers arrive, nothing else does; the answer comes back', async () => {
  let got: { headers: IncomingMessage['headers']; body: string } | undefined;
  const { port } = await receiver(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    got = { headers: request.headers, body };
    response.writeHead(202, { 'x-a': ['1', '2'] }).end('ok');
  });
  process.env.HTTP_PROXY = 'http://127.0.0.1:1';
  try {
    const answer = await post(`http://127.0.0.1:${port}/x`, { headers: { 'x-given': 'yes' } });
    expect(answer).toMatchObject({ status: 202, body: 'ok', cut: false });
    expect(answer.headers['x-a']).toBe('1, 2');
  } finally {
    delete process.env.HTTP_PROXY;
  }
  expect(got?.body).toBe('{"a":"ü"}');
  expect(Object.keys(got?.headers ?? {}).sort()).toEqual([
    'connection',
    'content-length',
    'host',
    'x-given',
  ]);
});

test('a redirect is an answer and is not followed', async () => {
  const inside = await receiver((_request, response) => response.end('secret'));
  const { port } = await receiver((_request, response) =>
    response.writeHead(302, { location: `http://127.0.0.1:${inside.port}/` }).end(),
  );
  const answer = await post(`http://127.0.0.1:${port}/`);
  expect(answer).toMatchObject({ status: 302, body: '' });
  expect(inside.connections).toBe(0);
});

test('of a huge answer only the beginning is read', async () => {
  const { port } = await receiver((_request, response) => {
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  });
  const answer = await post(`http://127.0.0.1:${port}/`, { answer_bytes: 1000 });
  expect([answer.status, answer.body.length, answer.cut]).toEqual([200, 1000, true]);
});

test.each([
  ['never answers', () => undefined],
  [
    'drips',
    (_request: IncomingMessage, response: ServerResponse) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    },
  ],
])('a server that %s is given up in time', async (_, answer) => {
  const { port } = await receiver(answer);
  const begin = performance.now();
  await expect(post(`http://127.0.0.1:${port}/`, { timeout_ms: 200 })).rejects.toMatchObject({
    code: 'timeout',
  });
  expect(performance.now() - begin).toBeLessThan(1500);
});

test('a name look-up that hangs counts for the time too', async () => {
  const slow = createOutbound({ allow: [], resolve: () => new Promise(() => undefined) });
  await expect(
    slow.send({ url: 'https://example.com/', method: 'POST', timeout_ms: 100 }),
  ).rejects.toMatchObject({ code: 'timeout' });
});

test('a name that changes its meaning after the check reaches nothing', async () => {
  const inside = await receiver((_request, response) => response.end());
  let asked = 0;
  const flipping = createOutbound({
    allow: [],
    resolve: async () => {
      asked += 1;
      return asked === 1 ? [{ address: '93.184.216.34', family: 4 }] : loopback;
    },
  });
  await flipping.check('https://rebind.example:8443/');
  await expect(
    flipping.send({ url: 'https://rebind.example:8443/', method: 'POST' }),
  ).rejects.toMatchObject({ code: 'address_not_allowed' });
  expect([asked, inside.connections]).toEqual([2, 0]);
});

test('the connection goes to the address that was checked, by one look-up', async () => {
  let asked = 0;
  const { port } = await receiver((request, response) => response.end(request.headers.host));
  const pinned = createOutbound({
    allow: ['nowhere.example'],
    resolve: async () => {
      asked += 1;
      return loopback;
    },
  });
  const answer = await pinned.send({ url: `http://nowhere.example:${port}/`, method: 'GET' });
  expect([answer.body, asked]).toEqual([`nowhere.example:${port}`, 1]);
});

test('one inward address among several refuses all of them', async () => {
  const mixed = createOutbound({
    allow: [],
    resolve: async () => [
      { address: '93.184.216.34', family: 4 },
      { address: 'fd00::1', family: 6 },
    ],
  });
  await expect(mixed.send({ url: 'https://example.com/', method: 'GET' })).rejects.toMatchObject({
    code: 'address_not_allowed',
  });
});

test('whoever asked can call it off', async () => {
  const { port } = await receiver(() => undefined);
  const controller = new AbortController();
  const call = post(`http://127.0.0.1:${port}/`, { signal: controller.signal });
  setTimeout(() => controller.abort(new Error('enough')), 50);
  await expect(call).rejects.toThrow('enough');
});

test('what is not HTTP, not TLS or not there is told apart', async () => {
  const sockets: Socket[] = [];
  const babble = createSocketServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.end('SSH-2.0-OpenSSH\r\n');
  });
  open.push(babble);
  await new Promise<void>((resolve) => babble.listen(0, '127.0.0.1', resolve));
  const { port } = babble.address() as AddressInfo;
  await expect(post(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ code: 'broken_answer' });
  await expect(post(`https://127.0.0.1:${port}/`)).rejects.toMatchObject({ code: 'tls' });
  await expect(post('http://127.0.0.1:1/')).rejects.toMatchObject({ code: 'unreachable' });
  const unknown = createOutbound({
    allow: [],
    resolve: async () => Promise.reject(new Error('ENOTFOUND')),
  });
  await expect(unknown.send({ url: 'https://example.com/', method: 'GET' })).rejects.toMatchObject({
    code: 'unresolved',
  });
});

test('a certificate that nobody vouches for ends the call before anything is said', async () => {
  const file = (name: string) => readFileSync(`tests/fixtures/saml/${name}`);
  let asked = 0;
  const server = createTlsServer(
    { key: file('provider.key'), cert: file('provider.crt') },
    (_, response) => {
      asked += 1;
      response.end();
    },
  );
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await expect(post(`https://127.0.0.1:${port}/`)).rejects.toMatchObject({ code: 'tls' });
  expect(asked).toBe(0);
});
