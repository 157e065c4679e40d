import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, openContext } from './browser';
import { type Seed, seedFor } from './daily';
import { dayJobs } from './daily-days';
import { dealJobs } from './daily-deals';
import { recordJobs } from './daily-records';
import { Hands, type Way, ways } from './hands';
import { colleagueOf, newPerson, type Person, signUp } from './people';
import { type RunningServer, startServer } from './server';

const jobs = [...dayJobs, ...dealJobs, ...recordJobs];
/** Actions each job took, by way. */
const taken = new Map<string, Partial<Record<Way, number>>>();

let browser: Browser;
let server: RunningServer;
let ada: Person;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
  ada = await newPerson(browser, server);
  await signUp(ada.page);
  const { context } = await colleagueOf(ada, browser, server, { name: 'Grace Hopper' });
  await Promise.all([context.close(), ada.page.close()]);
}, 600_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  console.table(Object.fromEntries(taken));
});

describe.each(ways)('by %s', (way) => {
  let hands: Hands;
  let seed: Seed;
  let trouble: string[];

  beforeAll(async () => {
    const size = way === 'touch' ? 'phone' : 'desktop';
    const opened = await openContext(browser, server.url, { size });
    trouble = opened.trouble;
    opened.context.setDefaultTimeout(20_000);
    await opened.context.addCookies(await ada.context.cookies());
    hands = await Hands.on(opened.context, way);
    seed = await seedFor(ada, way);
    return () => opened.context.close();
  }, 60_000);

  test.each(jobs)(
    '$name',
    async (job) => {
      trouble.length = 0;
      await hands.begin(job.path(seed));
      await job.ways[way](hands, seed);
      await job.done(ada, seed, hands.page);
      taken.set(job.name, { ...taken.get(job.name), [way]: hands.actions });
      expect(hands.actions).toBeLessThanOrEqual(job.most[way]);
      expect(hands.faults).toEqual([]);
      expect(trouble).toEqual([]);
      if (way === 'keys') expect(hands.pointerEvents).toBe(0);
    },
    90_000,
  );
});
