import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { freePort } from '../../tests/support/process';
import { hasRedis, startRedis, type TestRedis } from '../../tests/support/redis';
import { type Limiter, memoryLimiter, redisLimiter } from './limits';
import { redisLink } from './redis';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

const five = { points: 5, seconds: 60 };

interface Shared {
  readonly limiter: Limiter;
  readonly log: string[];
  readonly ready: () => boolean;
}

/** A limiter as a process has it, connected. */
async function onRedis(url: string, connected = true): Promise<Shared> {
  const log: string[] = [];
  const link = redisLink(url, { onDown: () => log.push('down'), onUp: () => log.push('up') });
  open.push(link);
  if (connected) await expect.poll(link.ready).toBe(true);
  return { limiter: redisLimiter(link), log, ready: link.ready };
}

async function server(): Promise<TestRedis> {
  const redis = await startRedis();
  open.push(redis);
  return redis;
}

const takeMany = async (limiter: Limiter, key: string, times: number): Promise<boolean[]> => {
  const allowed: boolean[] = [];
  for (let i = 0; i < times; i++) allowed.push((await limiter.take('b', key, five)).allowed);
  return allowed;
};

const kinds: [string, () => Promise<Limiter>][] = [['memory', async () => memoryLimiter()]];
if (hasRedis) kinds.push(['Redis', async () => (await onRedis((await server()).url)).limiter]);

describe.each(kinds)('%s', (_name, make) => {
  test('the sixth of five is refused, and told when the window ends', async () => {
    const limiter = await make();
    expect(await limiter.take('b', 'k', five)).toEqual({
      allowed: true,
      remaining: 4,
      reset_seconds: 60,
    });
    expect(await takeMany(limiter, 'k', 5)).toEqual([true, true, true, true, false]);
    const refused = await limiter.take('b', 'k', five);
    expect([refused.allowed, refused.remaining]).toEqual([false, 0]);
    expect(refused.reset_seconds).toBeGreaterThan(50);
  });

  test('fifty at once: five', async () => {
    const limiter = await make();
    const all = await Promise.all(Array.from({ length: 50 }, () => limiter.take('b', 'k', five)));
    expect(all.filter(({ allowed }) => allowed)).toHaveLength(5);
  });

  test('keys, buckets and limits count apart; a window ends', async () => {
    const limiter = await make();
    const one = { points: 1, seconds: 1 };
    expect((await limiter.take('b', 'k', one)).allowed).toBe(true);
    expect((await limiter.take('b', 'k', one)).allowed).toBe(false);
    expect((await limiter.take('b', 'other', one)).allowed).toBe(true);
    expect((await limiter.take('c', 'k', one)).allowed).toBe(true);
    expect((await limiter.take('b', 'k', five)).remaining).toBe(4);
    await sleep(1100);
    expect((await limiter.take('b', 'k', one)).allowed).toBe(true);
  });

  test('one point is given back, or all', async () => {
    const limiter = await make();
    await takeMany(limiter, 'k', 5);
    await limiter.giveBack('b', 'k', five);
    expect(await takeMany(limiter, 'k', 2)).toEqual([true, false]);
    await limiter.forget('b', 'k', five);
    expect((await limiter.take('b', 'k', five)).remaining).toBe(4);
  });
});

describe.runIf(hasRedis)('with a Redis', () => {
  test('processes share what was taken', async () => {
    const { url } = await server();
    const [one, other] = [await onRedis(url), await onRedis(url)];
    expect(await takeMany(one.limiter, 'k', 3)).toEqual([true, true, true]);
    expect(await takeMany(other.limiter, 'k', 3)).toEqual([true, true, false]);
  });

  test('killed under load: no request waits or fails, limits hold here, and it is used again by itself', async () => {
    const redis = await server();
    const { limiter, log, ready } = await onRedis(redis.url);
    let taken = 0;
    let longest = 0;
    let going = true;
    const load = Array.from({ length: 20 }, async (_, caller) => {
      for (let i = 0; going; i++) {
        const begun = performance.now();
        await limiter.take('load', `${caller}`, { points: 1_000_000, seconds: 60 });
        taken++;
        longest = Math.max(longest, performance.now() - begun);
        if (i % 20 === 0) await sleep(1);
      }
    });
    await sleep(200);
    const before = taken;
    await redis.kill(true);
    await expect.poll(ready).toBe(false);
    expect(await takeMany(limiter, 'local', 6)).toEqual([true, true, true, true, true, false]);
    await sleep(300);
    expect(taken).toBeGreaterThan(before);
    await redis.start();
    await expect.poll(ready, { timeout: 5000 }).toBe(true);
    going = false;
    await Promise.all(load);
    expect(longest).toBeLessThan(500);
    expect(log).toEqual(['down', 'up']);
    // Emptied, too: a window begins anew and the others see it.
    expect((await limiter.take('b', 'after', five)).remaining).toBe(4);
    const other = await onRedis(redis.url);
    expect((await other.limiter.take('b', 'after', five)).remaining).toBe(3);
  });

  test('one that hangs costs a request once', async () => {
    const redis = await server();
    const { limiter, log } = await onRedis(redis.url);
    redis.signal('SIGSTOP');
    const begun = performance.now();
    expect(await takeMany(limiter, 'k', 6)).toEqual([true, true, true, true, true, false]);
    expect(performance.now() - begun).toBeLessThan(1000);
    expect(log).toEqual(['down']);
    redis.signal('SIGCONT');
    await expect.poll(() => log, { timeout: 5000 }).toEqual(['down', 'up']);
  });

  test('emptied while in use: nothing fails, a window begins anew', async () => {
    const redis = await server();
    const { limiter, log } = await onRedis(redis.url);
    await takeMany(limiter, 'k', 6);
    await redis.send('FLUSHALL', 'SCRIPT FLUSH');
    expect(await takeMany(limiter, 'k', 6)).toEqual([true, true, true, true, true, false]);
    expect(log).toEqual([]);
  });

  test('never there: memory, at once', async () => {
    const { limiter, log } = await onRedis(`redis://127.0.0.1:${await freePort()}`, false);
    expect(await takeMany(limiter, 'k', 6)).toEqual([true, true, true, true, true, false]);
    await expect.poll(() => log).toEqual(['down']);
  });
});
