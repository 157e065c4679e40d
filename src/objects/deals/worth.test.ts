import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { type Relay, startRelay } from '@/core/run/jobs/relay';
import { startWorkers, type Workers } from '@/core/run/jobs/worker';
import { jobKindsOf } from '@/entry/work';
import { convert } from '@/identity/currencies/rates';
import { workPrincipal } from '@/identity/member-principal';
import { silentTransport } from '@/platform/queue/transport';
import { modules } from '@/registry';
import { type TestApp, testApp } from '../../../tests/support/app';
import { call } from '../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../tests/support/company';
import { ownDatabase, type TestDatabase } from '../../../tests/support/database';
import { revalueOnRates } from './revalue';

let database: TestDatabase;
let app: TestApp;
let relay: Relay;
let workers: Workers;
let company: TestCompany;
let ctx: Ctx;

beforeAll(async () => {
  database = await ownDatabase('rates');
  app = await testApp({ database, queue: silentTransport() });
  relay = startRelay(app, { subscribers: [revalueOnRates], look_ms: 30 });
  const kinds = jobKindsOf(modules);
  workers = startWorkers(app, { kinds, principalOf: workPrincipal, look_ms: 30 });
});
afterAll(async () => {
  await relay?.stop();
  await workers?.stop();
});
beforeEach(async () => {
  company = await testCompany({}, database);
  ctx = testCtx(app, company, company);
});

interface Column {
  id: string;
  name: string;
  count: number;
  amount: string;
  weighted_amount: string;
  without_rate: number;
}
const board = async (search = ''): Promise<Column[]> =>
  (await call(ctx, 'deals.pipeline', { search })).data;
const sums = async (name: string) => {
  const found = (await board()).find((column) => column.name === name);
  return [found?.count, found?.amount, found?.weighted_amount, found?.without_rate];
};
const stage = async (name: string): Promise<string> =>
  (await board()).find((column) => column.name === name)?.id ?? '';
const create = async (body: Record<string, unknown>) =>
  (await call(ctx, 'deals.create', { body: { title: 'Pumps', ...body } })).data;
const patch = async (id: string, body: Record<string, unknown>) =>
  (await call(ctx, 'deals.update', { params: { id }, body })).data;
const read = async (id: string) => (await call(ctx, 'deals.get', { params: { id } })).data;
const rate = async (currency: string, value: string | number, valid_from: string) =>
  (await call(ctx, 'exchange_rates.create', { body: { currency, rate: value, valid_from } })).data;
const worthOf = async (id: string) => (await read(id)).amount_base;
const becomes = (id: string, worth: string | null) =>
  expect.poll(() => worthOf(id), { timeout: 20_000 }).toBe(worth);
const refused = (work: Promise<unknown>, issues: unknown) =>
  expect(work).rejects.toMatchObject({ details: { issues } });

describe('an amount in another currency', () => {
  test('is worth what the rate says, in the digits of both currencies', async () => {
    await rate('USD', '0.925', '2026-01-01');
    await rate('JPY', '0.0061', '2026-01-01');
    const dollars = await create({ amount: '1250.5', currency: 'usd' });
    expect(dollars).toMatchObject({ amount: '1250.50', currency: 'USD', amount_base: '1156.71' });
    const yen = await create({ amount: 4_000_000, currency: 'JPY' });
    expect(yen).toMatchObject({ amount: '4000000', amount_base: '24400.00' });
    expect(await read(yen.id)).toEqual(yen);
    await refused(create({ amount: '10.5', currency: 'JPY' }), [
      { path: 'amount', code: 'too_precise' },
    ]);
    await refused(create({ amount: '10', currency: 'XQZ' }), [
      { path: 'currency', code: 'invalid_currency' },
    ]);
    expect(await patch(dollars.id, { currency: 'EUR' })).toMatchObject({
      amount: '1250.50',
      amount_base: '1250.50',
    });
    expect(await patch(dollars.id, { amount: '10', currency: 'JPY' })).toMatchObject({
      amount: '10',
      amount_base: '0.06',
    });
    expect(await patch(dollars.id, { currency: null })).toMatchObject({
      amount: '10.00',
      currency: 'EUR',
    });
    expect(await patch(dollars.id, { amount: null })).toMatchObject({ amount_base: null });
  });

  test('without a rate is in no sum, and is told apart', async () => {
    const pounds = await create({ amount: '100', currency: 'GBP' });
    await create({ amount: '7' });
    await create({});
    expect(pounds.amount_base).toBeNull();
    expect(await sums('Qualified')).toEqual([3, '7.00', '0.70', 1]);
    const search = 'filter[amount][not_empty]=&filter[amount_base][empty]=';
    const { data } = await call(ctx, 'deals.list', { search });
    expect(data.map(({ id }: { id: string }) => id)).toEqual([pounds.id]);
    expect((await call(ctx, 'deals.list', { search: 'filter[amount][empty]=' })).data).toHaveLength(
      1,
    );
    await rate('GBP', '1.15', '2026-01-01');
    await becomes(pounds.id, '115.00');
    expect(await sums('Qualified')).toEqual([3, '122.00', '12.20', 0]);
    expect((await read(pounds.id)).version).toBe(pounds.version);
  });

  test('goes with the latest rate while open and stays at the rate of the close', async () => {
    const first = await rate('USD', '0.8', '2026-01-01');
    const march = await rate('USD', '0.9', '2026-03-01');
    const open = await create({ amount: '100', currency: 'USD' });
    const won = await create({
      amount: '100',
      currency: 'USD',
      stage_id: await stage('Won'),
      closed_on: '2026-02-28',
    });
    const early = await create({
      amount: '100',
      currency: 'USD',
      stage_id: await stage('Won'),
      closed_on: '2025-12-31',
    });
    expect([open.amount_base, won.amount_base, early.amount_base]).toEqual([
      '90.00',
      '80.00',
      null,
    ]);
    const change = (id: string, body: object) =>
      call(ctx, 'exchange_rates.update', { params: { id }, body });
    await change(march.id, { rate: 0.95 });
    await becomes(open.id, '95.00');
    expect(await worthOf(won.id)).toBe('80.00');
    await change(march.id, { valid_from: '2026-02-28' });
    await becomes(won.id, '95.00');
    await call(ctx, 'exchange_rates.delete', { params: { id: march.id } });
    await becomes(won.id, '80.00');
    await becomes(open.id, '80.00');
    await call(ctx, 'exchange_rates.delete', { params: { id: first.id } });
    await becomes(open.id, null);
    expect(await patch(won.id, { closed_on: '2026-02-01' })).toMatchObject({ amount_base: null });
  });

  test('is filtered, sorted and summed in the currency of the company', async () => {
    await rate('JPY', '0.0061', '2026-01-01');
    const titles = ['yen', 'euros', 'cents'];
    await call(ctx, 'deals.bulk', {
      body: {
        create: [
          { title: 'yen', amount: '1000000', currency: 'JPY' },
          { title: 'euros', amount: '6099.99' },
          { title: 'cents', amount: '0.01' },
        ],
      },
    });
    const list = async (search: string) =>
      (await call(ctx, 'deals.list', { search })).data.map(({ title }: { title: string }) => title);
    expect(await list('sort=-amount')).toEqual(titles);
    expect(await list('filter[amount][gt]=6099.99')).toEqual(['yen']);
    expect(await sums('Qualified')).toEqual([3, '12200.00', '1220.00', 0]);
  });

  test('follows a change taken back, whatever became of the rate', async () => {
    await rate('USD', '0.5', '2026-01-01');
    const deal = await create({ amount: '100', currency: 'USD' });
    const request = testCtx(app, company, company);
    await call(request, 'deals.update', { params: { id: deal.id }, body: { amount: '200' } });
    await rate('USD', '0.6', '2026-02-01');
    await becomes(deal.id, '120.00');
    const { data } = await call(ctx, 'deals.undo', {
      body: { request_id: request.origin.request_id },
    });
    expect(data).toEqual({ undone: 1, kept: [] });
    expect(await read(deal.id)).toMatchObject({ amount: '100.00', amount_base: '60.00' });
  });

  test('of many deals agrees with the rates after changes at the same time', async () => {
    const body = Array.from({ length: 1200 }, (_, i) => ({
      title: `Deal ${i}`,
      amount: `${i}.05`,
      currency: 'USD',
    }));
    await call(ctx, 'deals.bulk', { body: { create: body.slice(0, 1000) } });
    await Promise.all([
      rate('USD', '0.71', '2026-01-01'),
      call(ctx, 'deals.bulk', { body: { create: body.slice(1000) } }),
      rate('USD', '0.73', '2026-02-01'),
    ]);
    const expected = body.reduce(
      (sum, { amount }) => sum + Math.round(Number(convert(amount, 'USD', 'EUR', '0.73')) * 100),
      0,
    );
    await expect
      .poll(() => sums('Qualified'), { timeout: 30_000 })
      .toMatchObject([1200, (expected / 100).toFixed(2), expect.any(String), 0]);
  });
});

describe('an exchange rate', () => {
  test('is an exact decimal of another currency from a day on', async () => {
    const made = await rate('VND', '0.0000371234', '2026-01-01');
    expect(made).toMatchObject({ currency: 'VND', rate: '0.0000371234', valid_from: '2026-01-01' });
    await rate('USD', 1.1, '2026-01-01');
    await rate('USD', '1.10', '2026-02-01');
    const { data } = await call(ctx, 'exchange_rates.list');
    expect(
      data.map((one: Record<string, string>) => [one.currency, one.rate, one.valid_from]),
    ).toEqual([
      ['USD', '1.1', '2026-02-01'],
      ['USD', '1.1', '2026-01-01'],
      ['VND', '0.0000371234', '2026-01-01'],
    ]);
    await refused(rate('USD', '2', '2026-02-01'), [{ path: 'valid_from', code: 'taken' }]);
    await refused(rate('EUR', '1', '2026-02-01'), [{ path: 'currency', code: 'company_currency' }]);
    await refused(rate('USD', '1', '2999-01-01'), [{ path: 'valid_from', code: 'in_the_future' }]);
    for (const wrong of ['0', '-1', '1,5', '', '1.00000000001', '1e3', '99999999'])
      await expect(rate('USD', wrong, '2026-03-01'), wrong).rejects.toMatchObject({
        status: 422,
        details: { issues: [{ path: 'rate' }] },
      });
    for (const wrong of ['0000-01-01', '2026-02-30', 'today'])
      await expect(rate('USD', '1', wrong), wrong).rejects.toMatchObject({ status: 422 });
  });

  test('is read by everybody and changed by administrators', async () => {
    const made = await rate('USD', '0.9', '2026-01-01');
    const rep = testCtx(app, company, await company.member('rep'));
    expect((await call(rep, 'exchange_rates.list')).data).toHaveLength(1);
    const body = { currency: 'GBP', rate: '1', valid_from: '2026-01-01' };
    for (const [name, input] of [
      ['create', { body }],
      ['update', { params: { id: made.id }, body: { rate: '1' } }],
      ['delete', { params: { id: made.id } }],
    ] as const)
      await expect(call(rep, `exchange_rates.${name}`, input), name).rejects.toMatchObject({
        status: 403,
      });
    const admin = testCtx(app, company, await company.member('admin'));
    expect((await call(admin, 'exchange_rates.create', { body })).data.rate).toBe('1');
  });
});

test.each([
  ['100.00', 'USD', 'EUR', '0.9', '90.00'],
  ['0.05', 'USD', 'EUR', '0.1', '0.01'],
  ['-0.05', 'USD', 'EUR', '0.1', '-0.01'],
  ['0.04', 'USD', 'EUR', '0.1', '0.00'],
  ['1000', 'JPY', 'KWD', '0.0020512345', '2.051'],
  ['1.234', 'KWD', 'JPY', '487.5', '602'],
  ['99999999999999', 'JPY', 'EUR', '9999999', null],
])('%s %s in %s at %s is %s', (amount, from, to, at, worth) => {
  expect(convert(amount, from, to, at)).toBe(worth);
});
