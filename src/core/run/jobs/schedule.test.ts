import { expect, test } from 'vitest';
import { z } from 'zod';
import { type TestApp, testApp } from '../../../../tests/support/app';
import { testCompany } from '../../../../tests/support/company';
import { startDatabase } from '../../../../tests/support/database';
import { nextTime, type Schedule } from './schedule';
import { tick } from './scheduler';

const at = (text: string): Date => new Date(text);

test('days and weeks go by the clocks of the company, also where they change', () => {
  const day = { every: 'day', at: '06:00' } as const;
  expect(nextTime(day, 'Europe/Berlin', at('2026-11-26T04:59:00Z'))).toEqual(
    at('2026-11-26T05:00:00Z'),
  );
  expect(nextTime(day, 'Europe/Berlin', at('2026-11-26T05:00:00Z'))).toEqual(
    at('2026-11-27T05:00:00Z'),
  );
  // The night the clocks go forward, and one without half past two.
  expect(nextTime(day, 'Europe/Berlin', at('2026-03-28T12:00:00Z'))).toEqual(
    at('2026-03-29T04:00:00Z'),
  );
  const skipped = { every: 'day', at: '02:30' } as const;
  expect(nextTime(skipped, 'Europe/Berlin', at('2026-03-28T12:00:00Z'))).toEqual(
    at('2026-03-29T01:30:00Z'),
  );
  const monday = { every: 'week', weekday: 1, at: '08:00' } as const;
  expect(nextTime(monday, 'Europe/Istanbul', at('2026-11-26T00:00:00Z'))).toEqual(
    at('2026-11-30T05:00:00Z'),
  );
  expect(nextTime({ every: 'minutes', minutes: 15 }, 'UTC', at('2026-11-26T10:15:00Z'))).toEqual(
    at('2026-11-26T10:30:00Z'),
  );
});

test('a schedule adds its job once per time, however many schedulers look', async () => {
  const app: TestApp = await testApp({ modules: [] });
  const { company } = await testCompany();
  const { admin } = await startDatabase();
  const schedule: Schedule = {
    name: 'test.daily',
    cadence: { every: 'day', at: '06:00' },
    job: { name: 'test.daily', queue: 'cleanup', input: z.strictObject({}), run: async () => null },
    input: {},
  };
  const jobs = async (): Promise<number> =>
    (
      await admin.query("select from jobs where company_id = $1 and kind = 'test.daily'", [
        company.id,
      ])
    ).rowCount ?? 0;
  const looks = () => Promise.all([tick(app, [schedule]), tick(app, [schedule])]);
  await looks();
  await looks();
  expect(await jobs()).toBe(0); // the first time lies ahead
  for (const missed of [1, 2]) {
    await admin.query(
      "update schedules set next_at = now() - interval '3 days' where company_id = $1",
      [company.id],
    );
    await looks();
    expect(await jobs()).toBe(missed); // three days missed are one job
  }
});
