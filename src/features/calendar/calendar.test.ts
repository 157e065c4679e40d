import { beforeEach, describe, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { testApp } from '../../../tests/support/app';
import { call } from '../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../tests/support/company';

const app = testApp();
let one: TestCompany;
let ctx: Ctx;

beforeEach(async () => {
  one = await testCompany();
  ctx = testCtx(await app, one, one);
});

const add = async (title: string, body: object) =>
  (await call(ctx, 'tasks.create', { body: { title, ...body } })).data;
const look = async (from: string, to: string, more = '') =>
  (await call(ctx, 'calendar.range', { search: `from=${from}&to=${to}${more}` })).data;
const titles = async (from: string, to: string) =>
  (await look(from, to)).entries.map(({ title }: { title: string }) => title);

describe('a look at the calendar', () => {
  test('shows calls, meetings and visits among the tasks, and no mails', async () => {
    const at = '2027-03-01T08:00:00.000Z';
    const body = { kind: 'meeting', subject: 'Kick-off', occurred_at: at, duration_minutes: 60 };
    await call(ctx, 'activities.create', { body });
    await call(ctx, 'activities.create', { body: { ...body, kind: 'email', subject: 'Offer' } });
    await add('Prepare', { due_at: '2027-03-01T07:00:00.000Z' });
    const { entries } = await look('2027-03-01', '2027-03-02');
    expect(entries).toMatchObject([
      { object: 'tasks', title: 'Prepare' },
      { object: 'activities', title: 'Kick-off', end: '2027-03-01T09:00:00.000Z' },
    ]);
  });

  test('shows what has a time on these days, with its length, ordered', async () => {
    await add('Call', { due_at: '2027-03-02T09:00:00.000Z' });
    const { id } = await add('Visit', { due_at: '2027-03-01T13:00:00.000Z', duration: 90 });
    await add('No time', {});
    await add('Next week', { due_at: '2027-03-09T09:00:00.000Z' });
    const { entries, truncated } = await look('2027-03-01', '2027-03-08');
    expect(truncated).toBe(false);
    expect(entries).toMatchObject([
      {
        ...{ object: 'tasks', id, title: 'Visit', version: 1, done: false, all_day: false },
        ...{ start: '2027-03-01T13:00:00.000Z', end: '2027-03-01T14:30:00.000Z' },
        ...{ owner_id: one.user.id, repeats: false, expected: false },
      },
      { title: 'Call', end: null },
    ]);
  });

  test('what began before and lasts into the range is in it', async () => {
    await add('Fair', { due_at: '2027-02-27T09:00:00.000Z', duration: 3 * 1440 });
    await add('Over', { due_at: '2027-02-27T09:00:00.000Z', duration: 60 });
    expect(await titles('2027-03-01', '2027-03-02')).toEqual(['Fair']);
  });

  test('is bounded in days, members and kinds', async () => {
    const refused = (search: string, path: string) =>
      expect(call(ctx, 'calendar.range', { search })).rejects.toMatchObject({
        code: 'bad_request',
        details: { issues: [{ path }] },
      });
    await refused('from=2027-03-01&to=2027-03-01', 'to');
    await refused('from=2027-03-01&to=2027-05-03', 'to');
    await refused('from=2027-03-01', 'to');
    await refused('from=2027-03-01&to=2027-03-02&members=me', 'members');
    const many = Array.from({ length: 21 }, () => one.user.id).join();
    await refused(`from=2027-03-01&to=2027-03-02&members=${many}`, 'members');
    await add('Call', { due_at: '2027-03-01T09:00:00.000Z' });
    expect((await look('2027-03-01', '2027-03-02', '&object=deals')).entries).toEqual([]);
  });
});

describe('what repeats', () => {
  const of = async (from: string, to: string): Promise<[string, boolean][]> =>
    (await look(from, to)).entries.map(
      ({ start, expected }: { start: string; expected: boolean }) => [start, expected],
    );

  test('is expected again at the same time on the clock, where clocks change too', async () => {
    // The clocks of Berlin change on the last Sunday of March.
    const now = new Date();
    const march = (years: number) => new Date(Date.UTC(now.getUTCFullYear() + years, 2, 20, 8));
    const start = (march(0) > now ? march(0) : march(1)).toISOString();
    const year = start.slice(0, 4);
    await add('Stand-up', { due_at: start, duration: 30, recurrence: 'FREQ=DAILY' });
    const days = await of(`${year}-03-20`, `${year}-04-05`);
    expect(days).toHaveLength(16);
    expect(days[0]).toEqual([start, false]);
    expect(days.slice(1).every(([, expected]) => expected)).toBe(true);
    const hours = [...new Set(days.map(([time]) => time.slice(11, 16)))];
    // Nine in the morning in winter and in summer.
    expect(hours).toEqual(['08:00', '07:00']);
  });

  test('ends with its rule, and what is done is not expected', async () => {
    const start = new Date(Date.now() + 86_400_000).toISOString();
    const day = (days: number) =>
      new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const { id } = await add('Three times', { due_at: start, recurrence: 'FREQ=DAILY;COUNT=3' });
    expect(await of(day(0), day(20))).toHaveLength(3);
    await call(ctx, 'tasks.update', { params: { id }, body: { recurrence: null } });
    expect(await of(day(0), day(20))).toHaveLength(1);
  });

  test('is looked for no further ahead than 400 days', async () => {
    const start = new Date(Date.now() + 86_400_000).toISOString();
    await add('Daily', { due_at: start, recurrence: 'FREQ=DAILY' });
    expect(await of('9000-01-01', '9000-02-01')).toEqual([]);
  });
});
