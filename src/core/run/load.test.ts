import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Contract } from '../shape/contract';
import { Load, type LoadSizes, Shed } from './load';

const contract = (limits: Contract['limits'] = {}): Contract => ({
  name: 'things.list',
  method: 'GET',
  path: '/things',
  summary: 'Things',
  tag: 'Things',
  auth: 'any',
  output: z.unknown(),
  limits,
});
const plain = contract();
const sizes: LoadSizes = {
  running: 4,
  fewest: 4,
  late_ms: 15,
  reserved: 1,
  waiting: 10,
  share: 0.5,
  burst_ms: 300,
  overload_ms: 30,
};

/** Starts work of `company` that runs until it is let go. */
function start(load: Load, company: string, what = plain) {
  let finish = () => {};
  let started = false;
  const held = new Promise<void>((resolve) => (finish = resolve));
  const done = load.run(what, company, async () => {
    started = true;
    await held;
  });
  done.catch(() => undefined);
  return { done, finish, started: () => started };
}

test('what is beyond the places waits for its turn, first come first served', async () => {
  const load = new Load(sizes);
  const all = ['a', 'a', 'b', 'b', 'c', 'd'].map((company) => start(load, company));
  await sleep(0);
  expect(all.map((one) => one.started())).toEqual([true, true, true, true, false, false]);
  expect(load.figures()).toEqual({ running: 4, waiting: 2 });
  all[3]?.finish();
  await all[3]?.done;
  await sleep(0);
  expect(all.map((one) => one.started())).toEqual([true, true, true, true, true, false]);
  for (const one of all) one.finish();
  await Promise.all(all.map((one) => one.done));
  expect(load.figures()).toEqual({ running: 0, waiting: 0 });
});

test('a company has its share at most, and who waits behind it overtakes it', async () => {
  const load = new Load(sizes);
  const flood = Array.from({ length: 7 }, () => start(load, 'flood'));
  expect(load.figures()).toEqual({ running: 2, waiting: 5 });
  await expect(start(load, 'flood').done).rejects.toBeInstanceOf(Shed);
  const other = start(load, 'other');
  await sleep(0);
  expect(other.started()).toBe(true);
  for (const one of [...flood, other]) one.finish();
  await Promise.all([...flood, other].map((one) => one.done));
});

test('the queue is bounded, and a request is refused before anything of it is read', async () => {
  const load = new Load(sizes);
  const companies = ['a', 'a', 'b', 'b', ...'cdefghijkl'];
  const all = companies.map((company) => start(load, company));
  expect(load.figures()).toEqual({ running: 4, waiting: 10 });
  expect(() => load.admit(plain)).toThrow(Shed);
  expect(() => load.admit(contract({ critical: true }))).not.toThrow();
  await expect(start(load, 'm').done).rejects.toMatchObject({
    status: 503,
    code: 'unavailable',
    details: { retry_after: 1 },
  });
  for (const one of all) one.finish();
  await Promise.all(all.map((one) => one.done));
});

test('patient in a burst, short when the queue does not empty', async () => {
  const load = new Load({ ...sizes, running: 1, share: 1 });
  const running = start(load, 'a');
  const burst = start(load, 'b');
  await sleep(100);
  expect(load.figures().waiting).toBe(1);
  await expect(burst.done).rejects.toBeInstanceOf(Shed);

  // Somebody always waits from here on.
  const begun = performance.now();
  const waits: number[] = [];
  while (performance.now() - begun < 1500) {
    const since = performance.now();
    const late = start(load, 'b');
    start(load, 'c').done.catch(() => undefined);
    await expect(late.done).rejects.toBeInstanceOf(Shed);
    waits.push(performance.now() - since);
  }
  expect(waits[0]).toBeGreaterThan(250);
  expect(waits.at(-1)).toBeLessThan(150);
  running.finish();
  await running.done;
});

test('a process that is woken late runs fewer, and more again once it is not', async () => {
  const load = new Load({ ...sizes, running: 8, fewest: 2, share: 1, burst_ms: 60_000 });
  const busy = Array.from({ length: 8 }, () => start(load, 'a'));
  const waiting = Array.from({ length: 8 }, () => start(load, 'b'));
  for (let times = 0; times < 12; times++) {
    const until = performance.now() + 50;
    while (performance.now() < until); // somebody else has the processor
    await sleep(0);
  }
  for (const one of busy.slice(0, 5)) one.finish();
  await Promise.all(busy.slice(0, 5).map((one) => one.done));
  expect(load.figures()).toEqual({ running: 3, waiting: 8 });
  await expect.poll(() => load.figures().running, { timeout: 20_000 }).toBe(8);
  for (const one of [...busy, ...waiting]) one.finish();
  await Promise.all([...busy, ...waiting].map((one) => one.done));
  expect(load.figures()).toEqual({ running: 0, waiting: 0 });
});

test('what must go on has places of its own; what waits for others takes none', async () => {
  const load = new Load(sizes);
  const full = ['a', 'a', 'b', 'b'].map((company) => start(load, company));
  const critical = start(load, '', contract({ critical: true }));
  const waits = Array.from({ length: 20 }, () => start(load, 'a', contract({ waits: true })));
  await sleep(0);
  expect(critical.started()).toBe(true);
  expect(waits.every((one) => one.started())).toBe(true);
  for (const one of [...full, critical, ...waits]) one.finish();
  await Promise.all([...full, critical, ...waits].map((one) => one.done));
});

test('work that fails gives its place back', async () => {
  const load = new Load({ ...sizes, running: 1, share: 1 });
  for (let i = 0; i < 5; i++)
    await expect(load.run(plain, 'a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(load.figures()).toEqual({ running: 0, waiting: 0 });
});
