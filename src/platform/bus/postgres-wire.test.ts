import { expect, test } from 'vitest';
import { startDatabase } from '../../../tests/support/database';
import { databasePort, startFaultProxy, throughProxy } from '../../../tests/support/faults/proxy';
import { postgresWire } from './postgres-wire';

/** What a wire tells its process. */
function process() {
  const heard: string[] = [];
  const connected: boolean[] = [];
  const failures: string[] = [];
  return {
    heard,
    connected,
    failures,
    events: {
      received: (text: string) => heard.push(text),
      connected: (again: boolean) => connected.push(again),
      failed: (error: Error) => failures.push(error.message),
    },
  };
}

test('a connection that is open and dead is made again, and says that there may be a gap', async () => {
  const { urls } = await startDatabase();
  const proxy = await startFaultProxy(databasePort(urls.app));
  const here = process();
  const there = process();
  const sending = postgresWire(urls.app, there.events);
  const hearing = postgresWire(throughProxy(urls.app, proxy), here.events, {
    every: 200,
    patience: 500,
  });
  await expect.poll(() => [sending.state(), hearing.state()]).toEqual(['up', 'up']);
  sending.send('before');
  await expect.poll(() => here.heard).toContain('before');
  proxy.halfOpen();
  sending.send('meanwhile');
  await expect.poll(() => here.connected, { timeout: 10_000 }).toEqual([false, true]);
  expect(here.failures).toEqual(['the bus got no answer']);
  sending.send('after');
  await expect.poll(() => here.heard).toContain('after');
  expect(here.heard).not.toContain('meanwhile');
  await sending.close();
  await hearing.close();
  proxy.reset();
  await proxy.close();
}, 30_000);
