import { beforeEach, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { testApp } from '../../../tests/support/app';
import { call } from '../../../tests/support/call';
import { testCompany, testCtx } from '../../../tests/support/company';

const app = testApp();
let ctx: Ctx;
let stages: Map<string, string>;

beforeEach(async () => {
  const one = await testCompany();
  ctx = testCtx(await app, one, one);
  const board: { id: string; kind: string }[] = (await call(ctx, 'deals.pipeline')).data;
  stages = new Map(board.map(({ id, kind }) => [kind, id]));
});

interface Month {
  month: string;
  won: number;
  won_amount: string;
  lost: number;
  lost_amount: string;
}

const results = async (search = ''): Promise<Month[]> =>
  (await call(ctx, 'deals.results', { search })).data;
const closed = (kind: 'won' | 'lost', amount: string, closed_on: string, more: object = {}) =>
  call(ctx, 'deals.create', {
    body: {
      title: `${kind} ${amount}`,
      amount,
      stage_id: stages.get(kind),
      closed_on,
      ...(kind === 'lost' ? { lost_reason: 'Price' } : {}),
      ...more,
    },
  });
/** The month so many before this one, `YYYY-MM`, in the time zone of the company. */
const monthBefore = (count: number): string => {
  const now = ctx.app.clock.now();
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: ctx.principal.company.time_zone });
  const [year = 0, month = 0] = day.format(now).split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 - count, 1)).toISOString().slice(0, 7);
};

test('won and lost deals stand in the month they were closed in, to the cent', async () => {
  const [now, before, long] = [monthBefore(0), monthBefore(1), monthBefore(12)];
  await closed('won', '1000.10', `${now}-01`);
  await closed('won', '0.25', `${now}-01`);
  await closed('lost', '7.05', `${before}-28`);
  await closed('won', '99.00', `${before}-01`, { source: 'Fair' });
  await closed('won', '5.00', `${long}-28`);
  await call(ctx, 'deals.create', { body: { title: 'Open', amount: '50' } });
  const year = await results();
  expect(year.map(({ month }) => month)).toEqual(
    Array.from({ length: 12 }, (_, i) => monthBefore(11 - i)),
  );
  expect(year.at(-1)).toEqual({
    month: now,
    won: 2,
    won_amount: '1000.35',
    lost: 0,
    lost_amount: '0.00',
  });
  expect(year.at(-2)).toEqual({
    month: before,
    won: 1,
    won_amount: '99.00',
    lost: 1,
    lost_amount: '7.05',
  });
  expect(year.slice(0, -2).every(({ won, lost }) => won + lost === 0)).toBe(true);
  expect((await results('months=13'))[0]).toMatchObject({ month: long, won: 1 });
  const filtered = await results('months=2&filter[source]=Fair');
  expect(filtered.map(({ won, lost }) => [won, lost])).toEqual([
    [1, 0],
    [0, 0],
  ]);
});

test.each(['months=0', 'months=37', 'months=x', 'limit=5', 'filter[nothing]=1'])(
  '%s is refused',
  async (search) => {
    await expect(results(search)).rejects.toMatchObject({ status: 400 });
  },
);
