import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { EventReader } from '../support/event-reader';
import { HttpPerson } from '../support/http-person';
import { serve, statusOf } from '../support/process';

const data = mkdtempSync(join(tmpdir(), 'ambit-drain-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

interface Tally {
  answered: number;
  readonly failed: string[];
}

/** A client on one kept connection until the server no longer takes connections. */
async function client(url: string, cookie: string, tally: Tally): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let n = 0; ; n++) {
    try {
      const status = await ask(agent, `${url}/api/contacts?limit=20`, cookie);
      if (status === 200) tally.answered += 1;
      else tally.failed.push(`status ${status}`);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ECONNREFUSED') return agent.destroy();
      tally.failed.push(code ?? message);
      return agent.destroy();
    }
    if (n % 50 === 0) await sleep(Math.random() * 300); // a connection that is idle for a while
  }
}

function ask(agent: Agent, url: string, cookie: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { agent, headers: { cookie } }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 0)).once('error', reject);
    })
      .once('error', reject)
      .end();
  });
}

test('SIGTERM under load: not ready at once, no request fails, ended within 20 s', async () => {
  const ambit = await serve({ DATA_DIR: data });
  const person = await HttpPerson.registered(ambit.url);
  await person.post('/contacts', { last_name: 'Byron' });
  const tally: Tally = { answered: 0, failed: [] };
  const clients = Array.from({ length: 16 }, () => client(ambit.url, person.cookie(), tally));
  await sleep(1500);
  const before = tally.answered;
  const begun = performance.now();
  ambit.child.kill('SIGTERM');
  await sleep(100);
  expect(await statusOf(`${ambit.url}/readyz`)).toBe(503);
  expect(await ambit.ended).toBe(0);
  expect(performance.now() - begun).toBeLessThan(20_000);
  await Promise.all(clients);
  expect(tally.failed).toEqual([]);
  expect(before).toBeGreaterThan(100);
  expect(tally.answered).toBeGreaterThan(before);
});

test('an open stream ends at once and holds nothing up', async () => {
  const ambit = await serve({ DATA_DIR: data });
  const person = await HttpPerson.registered(ambit.url);
  const headers = { cookie: person.cookie() };
  const stream = new EventReader(await fetch(`${ambit.url}/api/stream`, { headers }));
  await person.post('/contacts', { last_name: 'Byron' });
  await expect.poll(() => stream.notices.length).toBe(1);
  const begun = performance.now();
  ambit.child.kill('SIGTERM');
  await expect.poll(() => stream.ended, { timeout: 900 }).toBe(true);
  expect(await statusOf(`${ambit.url}/api/stream`)).not.toBe(200);
  expect(await ambit.ended).toBe(0);
  expect(performance.now() - begun).toBeLessThan(10_000);
});
