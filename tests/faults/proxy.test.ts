import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../support/faults/proxy';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

/** A server that sends everything back, behind a proxy; what it was sent. */
async function echo(): Promise<{ proxy: FaultProxy; got: string[] }> {
  const got: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (piece) => {
      got.push(piece.toString());
      socket.write(piece);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(server);
  const proxy = await startFaultProxy((server.address() as { port: number }).port);
  open.push(proxy);
  return { proxy, got };
}

/** A client with all that came back. */
async function client({ port }: FaultProxy): Promise<{ socket: Socket; heard: () => string }> {
  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.on('error', () => undefined).on('data', (piece) => (heard += piece));
  await once(socket, 'connect');
  open.push({ close: () => socket.destroy() });
  return { socket, heard: () => heard };
}

test('a link is as it should be, late, slow or silent, and carries on afterwards', async () => {
  const { proxy } = await echo();
  const { socket, heard } = await client(proxy);
  const asked = performance.now();
  socket.write('a');
  await expect.poll(heard).toBe('a');
  proxy.set({ delay_ms: 150 });
  socket.write('b');
  await expect.poll(heard, { timeout: 5000 }).toBe('ab');
  expect(performance.now() - asked).toBeGreaterThan(290); // there and back
  proxy.set({ bytes_per_second: 1000 });
  const slow = performance.now();
  socket.write('c'.repeat(150));
  await expect.poll(() => heard().length, { timeout: 5000 }).toBe(152);
  expect(performance.now() - slow).toBeGreaterThan(290);
  proxy.set({ silent: true });
  socket.write('d');
  const late = await client(proxy);
  late.socket.write('e');
  await sleep(300);
  expect([heard().length, late.heard()]).toEqual([152, '']);
  proxy.set({});
  await expect.poll(heard).toMatch(/d$/);
  await expect.poll(late.heard).toBe('e');
});

test('half-open: old connections are dead and open, new ones work', async () => {
  const { proxy, got } = await echo();
  const old = await client(proxy);
  old.socket.write('a');
  await expect.poll(old.heard).toBe('a');
  proxy.halfOpen();
  old.socket.write('b');
  const fresh = await client(proxy);
  fresh.socket.write('c');
  await expect.poll(fresh.heard).toBe('c');
  await sleep(200);
  expect([old.heard(), old.socket.destroyed, got]).toEqual(['a', false, ['a', 'c']]);
});

test('reset, away and back', async () => {
  const { proxy } = await echo();
  const one = await client(proxy);
  proxy.reset();
  await expect.poll(() => one.socket.destroyed).toBe(true);
  const two = await client(proxy);
  await proxy.away();
  await expect.poll(() => two.socket.destroyed).toBe(true);
  const refused = connect(proxy.port, '127.0.0.1');
  const [error] = await once(refused, 'error');
  expect(error.code).toBe('ECONNREFUSED');
  await proxy.back();
  const three = await client(proxy);
  three.socket.write('a');
  await expect.poll(three.heard).toBe('a');
});

test.each(['before', 'after'] as const)('cut %s a piece with a mark', async (when) => {
  const { proxy, got } = await echo();
  const { socket, heard } = await client(proxy);
  const cut = proxy.cutAt('commit', when);
  socket.write('begin');
  await expect.poll(heard).toBe('begin');
  socket.write('commit');
  await cut;
  await expect.poll(() => socket.destroyed).toBe(true);
  expect(heard()).toBe('begin');
  expect(got).toEqual(when === 'after' ? ['begin', 'commit'] : ['begin']);
});
