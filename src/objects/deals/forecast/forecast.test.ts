import { beforeEach, describe, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { newId } from '@/platform/ids';
import { testApp } from '../../../../tests/support/app';
import { call } from '../../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../../tests/support/company';
import { startDatabase } from '../../../../tests/support/database';
import { monthsOf, periodsFrom } from './periods';

const app = testApp();
let one: TestCompany;
let ctx: Ctx;
let stages: Map<string, string>;

beforeEach(async () => {
  one = await testCompany();
  ctx = testCtx(await app, one, one);
  const { data } = await call(ctx, 'deals.pipeline');
  stages = new Map(data.map(({ name, id }: { name: string; id: string }) => [name, id]));
});

const again = (): Ctx => ({ ...ctx, origin: { ...ctx.origin, request_id: newId() } });
const add = async (values: Record<string, unknown>, stage = 'Proposal') =>
  (
    await call(again(), 'deals.create', {
      body: { title: 'x', stage_id: stages.get(stage), ...values },
    })
  ).data;
const forecast = async (search = 'from=2026-10') =>
  (await call(ctx, 'forecast.get', { search })).data;
const quota = async (user_id: string, amount: unknown, more: object = {}) =>
  (
    await call(again(), 'forecast.set_quota', {
      body: { user_id, by: 'quarter', from: '2026-10', amount, ...more },
    })
  ).data;

describe('periods', () => {
  test('are months and quarters of the fiscal year', () => {
    expect(periodsFrom('2026-11-27', 'quarter', 2, 1)).toEqual([
      { start: '2026-10-01', end: '2026-12-31', quarter: 4, fiscal_year: 2026 },
      { start: '2027-01-01', end: '2027-03-31', quarter: 1, fiscal_year: 2027 },
    ]);
    expect(periodsFrom('2027-01-15', 'quarter', 2, 4)).toEqual([
      { start: '2027-01-01', end: '2027-03-31', quarter: 4, fiscal_year: 2027 },
      { start: '2027-04-01', end: '2027-06-30', quarter: 1, fiscal_year: 2028 },
    ]);
    // A year that begins in February: its last quarter goes over the turn of the year.
    expect(periodsFrom('2028-01-31', 'quarter', 1, 2)).toEqual([
      { start: '2027-11-01', end: '2028-01-31', quarter: 4, fiscal_year: 2028 },
    ]);
    expect(periodsFrom('2028-02-29', 'month', 2, 12).map(({ start, end }) => [start, end])).toEqual(
      [
        ['2028-02-01', '2028-02-29'],
        ['2028-03-01', '2028-03-31'],
      ],
    );
    expect(monthsOf('2026-11-01', 'quarter')).toEqual(['2026-11-01', '2026-12-01', '2027-01-01']);
  });
});

describe('the forecast', () => {
  test('sums what was won and what is open, by category and period', async () => {
    await add({ amount: '1000.05', close_on: '2026-12-31', forecast_category: 'commit' });
    await add({ amount: '200.10', close_on: '2026-10-01' });
    await add({ amount: '50', close_on: '2026-11-01', forecast_category: 'omitted' });
    await add({ amount: '30', close_on: '2027-01-01', forecast_category: 'best_case' });
    await add({ amount: '7', probability: 10 });
    await add({ amount: '500', closed_on: '2026-11-11', close_on: '2026-01-01' }, 'Won');
    await add({ amount: '9', close_on: '2026-11-11', lost_reason: 'Price' }, 'Lost');
    await add({ close_on: '2026-11-11' });
    await add({ amount: '4', close_on: '2026-09-30' });
    const data = await forecast();
    expect(data).toMatchObject({ by: 'quarter', currency: 'EUR', fiscal_start_month: 1 });
    expect(data.totals.slice(0, 2)).toEqual([
      {
        won: '500.00',
        won_count: 1,
        commit: '1000.05',
        best_case: '0.00',
        pipeline: '200.10',
        omitted: '50.00',
        open_count: 3,
        weighted: '600.08',
        expected: '1100.08',
        quota: null,
        attainment: null,
      },
      expect.objectContaining({ best_case: '30.00', weighted: '15.00', expected: '15.00' }),
    ]);
    expect(data.undated).toMatchObject({ open_count: 1, pipeline: '7.00', weighted: '0.70' });
    const months = await forecast('by=month&from=2026-10&periods=3');
    expect(months.totals.map(({ expected }: { expected: string }) => expected)).toEqual([
      '100.05',
      '500.00',
      '500.03',
    ]);
  });

  test('agrees to the cent with the board and the list, however it is divided', async () => {
    const reps = [await one.member('rep', 'Ada'), await one.member('rep', 'Ben')];
    const create = Array.from({ length: 90 }, (_, i) => ({
      title: `Deal ${i}`,
      stage_id: [...stages.values()][i % 4],
      amount: `${i * 37}.${String((i * 7) % 100).padStart(2, '0')}`,
      probability: (i * 11) % 100,
      close_on: `2026-${String(10 + (i % 3))}-${String(1 + (i % 28)).padStart(2, '0')}`,
      owner_id: reps[i % 2]?.user.id,
      forecast_category: ['pipeline', 'best_case', 'commit', 'omitted', null][i % 5],
    }));
    await call(again(), 'deals.bulk', { body: { create } });
    const cents = (text: string) => Math.round(Number(text) * 100);
    const total = (texts: string[]) => texts.reduce((sum, text) => sum + cents(text), 0);
    const quarter = await forecast('from=2026-10&periods=1');
    const [all] = quarter.totals;
    const months = await forecast('by=month&from=2026-10&periods=3');
    const search = new URLSearchParams({
      filter: JSON.stringify({
        and: [
          { field: 'status', op: 'eq', value: 'open' },
          { field: 'close_on', op: 'between', value: ['2026-10-01', '2026-12-31'] },
          { field: 'forecast_category', op: 'ne', value: 'omitted' },
        ],
      }),
    }).toString();
    const { data: board } = await call(ctx, 'deals.pipeline', { search });
    const { data: list } = await call(ctx, 'deals.list', { search: `${search}&limit=200` });
    const weighted = cents(all.weighted);
    expect(weighted).toBeGreaterThan(0);
    const of = (rows: Record<string, string>[], name: string) =>
      total(rows.map((row) => row[name] ?? ''));
    expect(of(board, 'weighted_amount')).toBe(weighted);
    expect(of(months.totals, 'weighted')).toBe(weighted);
    expect(
      of(
        quarter.owners.map(({ figures }: { figures: Record<string, string>[] }) => figures[0]),
        'weighted',
      ),
    ).toBe(weighted);
    const open = cents(all.commit) + cents(all.best_case) + cents(all.pipeline);
    expect(of(board, 'amount')).toBe(open);
    expect(of(list, 'amount')).toBe(open);
    expect(list).toHaveLength(all.open_count);
  });

  test('begins its quarters with the fiscal year, and can be of one pipeline or owner', async () => {
    const { admin } = await startDatabase();
    await admin.query('update companies set fiscal_start_month = 2 where id = $1', [
      one.company.id,
    ]);
    const rep = await one.member('rep', 'Ada');
    await add({ amount: '10', closed_on: '2027-01-31', owner_id: rep.user.id }, 'Won');
    await add({ amount: '1', closed_on: '2026-10-31' }, 'Won');
    const data = await forecast('from=2026-12&periods=1');
    expect(data.periods).toEqual([
      { start: '2026-11-01', end: '2027-01-31', quarter: 4, fiscal_year: 2027 },
    ]);
    expect(data.totals[0].won).toBe('10.00');
    expect(data.owners).toMatchObject([{ owner_id: rep.user.id, name: 'Ada' }]);
    const own = await forecast(`from=2026-12&owner_id=${one.user.id}`);
    expect(own.totals[0].won).toBe('0.00');
    const { data: other } = await call(again(), 'pipelines.create', { body: { name: 'Other' } });
    expect((await forecast(`from=2026-12&pipeline_id=${other.id}`)).totals[0].won).toBe('0.00');
  });

  test('is refused for what does not exist', async () => {
    const other = await testCompany();
    for (const search of [
      'by=week',
      'from=2026-13',
      'from=1',
      'periods=0',
      'periods=13',
      'x=1',
      `pipeline_id=${newId()}`,
      `owner_id=${other.user.id}`,
    ])
      await expect(forecast(search), search).rejects.toMatchObject({ status: 400 });
  });
});

describe('quotas', () => {
  test('of a quarter are divided among its months and add up to it', async () => {
    const rep = await one.member('rep', 'Ada');
    expect(await quota(rep.user.id, '100')).toEqual({
      user_id: rep.user.id,
      start: '2026-10-01',
      amount: '100.00',
    });
    const months = await forecast('by=month&from=2026-10&periods=3');
    expect(months.totals.map(({ quota: part }: { quota: string }) => part)).toEqual([
      '33.34',
      '33.33',
      '33.33',
    ]);
    await quota(one.user.id, 300);
    await add({ amount: '133', closed_on: '2026-10-05', owner_id: rep.user.id }, 'Won');
    const data = await forecast('from=2026-10&periods=1');
    expect(data.totals[0]).toMatchObject({ quota: '400.00', attainment: 33.2 });
    const own = data.owners.find(({ owner_id }: { owner_id: string }) => owner_id === rep.user.id);
    expect(own.figures[0]).toMatchObject({ quota: '100.00', attainment: 133 });
    // A quota is of all pipelines.
    const { data: pipelines } = await call(ctx, 'pipelines.list');
    const narrow = await forecast(`from=2026-10&pipeline_id=${pipelines[0].id}`);
    expect(narrow.totals[0]).toMatchObject({ won: '133.00', quota: null, attainment: null });
    await quota(rep.user.id, null);
    expect((await forecast('from=2026-10')).totals[0].quota).toBe('300.00');
  });

  test('are set by administrators, for members of the company', async () => {
    const other = await testCompany();
    await expect(quota(other.user.id, 5)).rejects.toMatchObject({
      status: 422,
      details: { issues: [{ path: 'user_id', code: 'not_found' }] },
    });
    await expect(quota(one.user.id, '1.005')).rejects.toMatchObject({
      details: { issues: [{ path: 'amount' }] },
    });
    const rep = testCtx(await app, one, await one.member('rep'));
    await expect(
      call(rep, 'forecast.set_quota', {
        body: { user_id: one.user.id, by: 'month', from: '2026-10', amount: 5 },
      }),
    ).rejects.toMatchObject({ status: 403 });
  });
});
