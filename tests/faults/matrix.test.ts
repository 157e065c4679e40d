import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  checkContacts,
  checkImported,
  checkSent,
  failedJobs,
  settled,
} from '../support/faults/books';
import { type FaultHouse, faultHouse, type Office, openOffice } from '../support/faults/house';
import { callersAtWork, type Tally } from '../support/faults/load';
import { processFaults } from '../support/faults/process-faults';
import { Report } from '../support/faults/report';
import { long, only, randomOf, rounds, seed } from '../support/faults/seed';
import { databaseFaults, helperFaults } from '../support/faults/service-faults';
import { hasRedis } from '../support/redis';

let house: FaultHouse;
let office: Office;
const report = new Report('Faults under load');
let imported = 0;
const faults = [...processFaults, ...databaseFaults, ...helperFaults];
const chosen = faults.filter(({ name, short }) => (only ? name.includes(only) : long || short));

beforeAll(async () => {
  if (!hasRedis) return;
  house = await faultHouse();
  office = await openOffice(house, 6);
});
afterAll(async () => {
  report.print();
  await house?.close();
});

test.skipIf(!hasRedis).each(Array.from({ length: rounds }, (_, round) => round + 1))(
  `faults under load, round %i of ${rounds}, SEED=${seed}`,
  async (round) => {
    const random = randomOf(seed + round);
    const tallies: { fault: string; tally: Tally }[] = [];
    const wrong: string[] = [];
    const callers = callersAtWork(house, office, 200);
    for (const fault of random.shuffled(chosen)) {
      const tally = callers.turnTo(`${round}-${fault.name.replace(/\W+/g, '-')}`);
      tallies.push({ fault: fault.name, tally });
      await sleep(random.between(200, 500));
      const begun = performance.now();
      try {
        const more = await fault.strike(house, random, office);
        imported += more?.imported ?? 0;
        // What was on its way when it struck has arrived by now, and says nothing.
        await sleep(300);
        await callers.answered();
      } catch (error) {
        await callers.end();
        throw new Error(`${fault.name}: ${(error as Error).message}\n${troubles(house)}`);
      }
      const { longest, odd } = tally;
      const outage = Math.max(longest.reads, longest.writes);
      console.log(
        `${fault.name}: ${Math.round(performance.now() - begun)} ms, outage ${Math.round(outage)} ms`,
      );
      if (outage > fault.outage_ms) wrong.push(`${fault.name}: nobody answered for ${outage} ms`);
      wrong.push(...odd.map((answer) => `${fault.name}: ${answer}`));
    }
    await callers.end();
    await settled(house, office).catch((error: Error) => {
      throw new Error(`${error.message}\n${troubles(house)}`);
    });
    for (const { fault, tally } of tallies) {
      const { lost, doubled } = await checkContacts(house, office, tally);
      report.add(fault, tally, { lost, doubled });
      wrong.push(...[...lost, ...doubled].slice(0, 20).map((what) => `${fault}: ${what}`));
    }
    const sent = await checkSent(house, office);
    const rows = await checkImported(house, office, imported);
    const failed = await failedJobs(house, office);
    report.note(
      `sent again under the same id: ${sent.again.webhooks} webhooks, ${sent.again.mails} mails`,
    );
    expect([
      ...wrong,
      ...sent.lost,
      ...sent.doubled,
      ...rows.lost,
      ...rows.doubled,
      ...failed,
    ]).toEqual([]);
  },
  600_000,
);

test.skipIf(!hasRedis)('after all of it both processes end as they should', async () => {
  expect(await house.stop()).toEqual([0, 0]);
});

/** What the processes complained of last. */
const troubles = ({ output }: FaultHouse): string =>
  [...output('web').split('\n'), ...output('worker').split('\n')]
    .filter((line) => line !== '' && !line.includes('"level":"info"'))
    .slice(-10)
    .map((line) => line.slice(0, 600))
    .join('\n');
