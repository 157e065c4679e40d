import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { type Relay, startRelay } from '@/core/run/jobs/relay';
import { startWorkers, type Workers } from '@/core/run/jobs/worker';
import { execute } from '@/core/run/pipeline';
import { jobKindsOf } from '@/entry/work';
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
  database = await ownDatabase('past_rates');
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

type Values = Record<string, unknown>;
/** A request of its own each time, so that it can be taken back alone. */
const other = () => testCtx(app, company, company);
const create = async (body: Values) =>
  (await call(other(), 'deals.create', { body: { title: 'Pumps', ...body } })).data;
const read = async (id: string) => (await call(ctx, 'deals.get', { params: { id } })).data;
const rate = async (currency: string, value: string, valid_from: string) =>
  (await call(ctx, 'exchange_rates.create', { body: { currency, rate: value, valid_from } })).data;
const changeRate = (id: string, body: Values) =>
  call(ctx, 'exchange_rates.update', { params: { id }, body });
const becomes = (id: string, worth: string | null) =>
  expect.poll(async () => (await read(id)).amount_base, { timeout: 20_000 }).toBe(worth);
/** Does something in a request of its own; answers the id of that. */
const request = async (operation: string, input: Values): Promise<string> => {
  const own = other();
  await call(own, operation, input);
  return own.origin.request_id;
};
const update = (id: string, body: Values) => request('deals.update', { params: { id }, body });
const undo = async (request_id: string, as = other()) =>
  (await call(as, 'deals.undo', { body: { request_id } })).data;
const stage = async (name: string): Promise<string> =>
  (await call(ctx, 'deals.pipeline', {})).data.find((one: Values) => one.name === name)?.id ?? '';
const events = async (id: string): Promise<{ id: string; created_at: string }[]> =>
  (await call(ctx, 'deals.history', { params: { id } })).data;
const asOf = async (id: string, search: string, as = ctx) =>
  (await call(as, 'deals.as_of', { params: { id }, search })).data;
/** Instants of the log are whole milliseconds. */
const instant = async () => {
  const at = app.clock.now().toISOString();
  await new Promise((resolve) => setTimeout(resolve, 5));
  return at;
};

describe('after the rates were refreshed', () => {
  test('a change of many is taken back at the rates of today, in every currency', async () => {
    const usd = await rate('USD', '0.5', '2026-01-01');
    await rate('JPY', '0.01', '2026-01-01');
    const dollars = await create({ amount: '100', currency: 'USD' });
    const yen = await create({ amount: '5000', currency: 'JPY' });
    const euros = await create({ amount: '30' });
    const ids = [dollars.id, yen.id, euros.id];
    const changed = await request('deals.bulk', {
      body: { update: { ids, set: { amount: '200', currency: 'USD' } } },
    });
    await changeRate(usd.id, { rate: '0.7' });
    await rate('JPY', '0.02', '2026-02-01');
    await becomes(yen.id, '140.00');
    expect(await undo(changed)).toEqual({ undone: 3, kept: [] });
    expect((await Promise.all(ids.map(read))).map((deal) => deal.amount_base)).toEqual([
      '70.00',
      '100.00',
      '30.00',
    ]);
  });

  test('what was made, binned or won is taken back, and the refresh is no later edit', async () => {
    await rate('USD', '0.5', '2026-01-01');
    const created = other();
    const { data: deal } = await call(created, 'deals.create', {
      body: { title: 'Pumps', amount: '100', currency: 'USD' },
    });
    const won = await update(deal.id, { stage_id: await stage('Won'), closed_on: '2026-01-15' });
    const later = await rate('USD', '0.6', '2026-02-01');
    const open = await create({ amount: '1', currency: 'USD' });
    await becomes(open.id, '0.60');
    expect((await read(deal.id)).amount_base).toBe('50.00');
    const opened = other();
    expect(await undo(won, opened)).toEqual({ undone: 1, kept: [] });
    expect(await read(deal.id)).toMatchObject({ status: 'open', amount_base: '60.00' });
    await changeRate(later.id, { rate: '0.8' });
    await becomes(deal.id, '80.00');
    // Won once more: the rate of that day.
    expect(await undo(opened.origin.request_id)).toEqual({ undone: 1, kept: [] });
    expect(await read(deal.id)).toMatchObject({ status: 'won', amount_base: '50.00' });

    const fresh = other();
    const { data: made } = await call(fresh, 'deals.create', {
      body: { title: 'Pumps', amount: '100', currency: 'USD' },
    });
    await changeRate(later.id, { rate: '0.9' });
    await becomes(made.id, '90.00');
    const binned = other();
    expect(await undo(fresh.origin.request_id, binned)).toEqual({ undone: 1, kept: [] });
    await changeRate(later.id, { rate: '0.95' });
    await becomes(open.id, '0.95');
    expect(await undo(binned.origin.request_id)).toEqual({ undone: 1, kept: [] });
    expect(await read(made.id)).toMatchObject({ amount: '100.00', amount_base: '95.00' });
  });

  test('an edit by somebody is kept, whatever the refresh did before it', async () => {
    await rate('USD', '0.5', '2026-01-01');
    const deal = await create({ amount: '100', currency: 'USD' });
    const changed = await update(deal.id, { amount: '200', next_step: 'Call' });
    await rate('USD', '0.6', '2026-02-01');
    await becomes(deal.id, '120.00');
    await update(deal.id, { amount: '300' });
    expect(await undo(changed)).toEqual({
      undone: 1,
      kept: [{ id: deal.id, fields: ['amount'] }],
    });
    expect(await read(deal.id)).toMatchObject({
      amount: '300.00',
      amount_base: '180.00',
      next_step: null,
    });
  });

  test('an import is taken back at the rates of today', async () => {
    await rate('USD', '0.5', '2026-01-01');
    const operation = app.registry.operations.get('deals.import');
    if (!operation) throw new Error('deals cannot be imported');
    const bring = async (amount: number) => {
      const form = new FormData();
      // As HubSpot writes it: with an id that a second file finds the deal by.
      const lines = `Record ID,Deal Name,Deal Stage,Pipeline,Amount,Currency,Close Date,Create Date,Deal owner,Associated Company IDs\n77,Hull,,,${amount},USD,,,,`;
      form.set('file', new Blob([lines]), 'd.csv');
      form.set('options', JSON.stringify({ start: true, duplicates: 'update' }));
      const request = new Request('http://localhost/', { method: 'POST', body: form });
      const body = async () => ({});
      const answer = await execute(other(), operation, { params: {}, search: '', body, request });
      const id = (answer.data as { import_id: string }).import_id;
      const view = async () => (await call(ctx, 'imports.get', { params: { id } })).data;
      await expect.poll(async () => (await view()).status, { timeout: 20_000 }).toBe('completed');
      return view();
    };
    await bring(100);
    const { data: list } = await call(ctx, 'deals.list', {});
    const { id } = list[0];
    const again = await bring(200);
    expect(again.counts).toMatchObject({ updated: 1 });
    await rate('USD', '0.6', '2026-02-01');
    await becomes(id, '120.00');
    expect(await undo(again.request_id)).toEqual({ undone: 1, kept: [] });
    expect(await read(id)).toMatchObject({ amount: '100.00', amount_base: '60.00' });
  });

  test('a value or all of an earlier state comes back at the rate of its day', async () => {
    const first = await rate('USD', '0.5', '2026-01-01');
    const deal = await create({ amount: '100', currency: 'USD' });
    await update(deal.id, { stage_id: await stage('Won'), closed_on: '2026-01-15' });
    await update(deal.id, { amount: '200', currency: 'EUR', stage_id: await stage('Proposal') });
    await rate('USD', '0.6', '2026-02-01');
    await changeRate(first.id, { rate: '0.4' });
    const [, won, made] = await events(deal.id);
    const restore = async (body: Values) =>
      (await call(other(), 'deals.restore_to', { params: { id: deal.id }, body })).data;
    expect(await restore({ event: made?.id, fields: ['currency'] })).toMatchObject({
      amount: '200.00',
      amount_base: '120.00',
    });
    expect(await restore({ event: won?.id })).toMatchObject({
      ...{ amount: '100.00', status: 'won', closed_on: '2026-01-15', amount_base: '40.00' },
    });
    expect(await restore({ event: made?.id })).toMatchObject({
      ...{ amount: '100.00', status: 'open', amount_base: '60.00' },
    });
    await expect(restore({ event: won?.id, fields: ['amount_base'] })).rejects.toMatchObject({
      details: { issues: [{ path: 'fields.0', code: 'read_only' }] },
    });
  });
});

test('after the company went over to another currency an amount comes back in its own, worth nothing until there is a rate', async () => {
  const deal = await create({ amount: '100' });
  const cleared = await update(deal.id, { amount: null });
  await call(ctx, 'company.update', { body: { currency: 'GBP' } });
  company = { ...company, company: { ...company.company, currency: 'GBP' } };
  ctx = testCtx(app, company, company);
  expect(await undo(cleared)).toEqual({ undone: 1, kept: [] });
  const back = { amount: '100.00', currency: 'EUR' };
  expect(await read(deal.id)).toMatchObject({ ...back, amount_base: null });
  await rate('EUR', '0.9', '2026-01-01');
  await becomes(deal.id, '90.00');
});

describe('what a deal was worth', () => {
  test('is told by the rates of then, however they changed or went since', async () => {
    const early = await instant();
    const first = await rate('USD', '0.5', '2026-01-01');
    const deal = await create({ amount: '100', currency: 'USD' });
    const made = await instant();
    const second = await rate('USD', '0.6', '2026-02-01');
    await becomes(deal.id, '60.00');
    const refreshed = await instant();
    await changeRate(second.id, { rate: '0.7' });
    await becomes(deal.id, '70.00');
    const changed = await instant();
    await update(deal.id, { amount: '200', next_step: 'Call' });
    const doubled = await instant();
    for (const { id } of [first, second])
      await call(ctx, 'exchange_rates.delete', { params: { id } });
    await becomes(deal.id, null);
    const told = async (at: string) => (await asOf(deal.id, `at=${at}`)).amount_base;
    expect(await Promise.all([made, refreshed, changed, doubled].map(told))).toEqual([
      '50.00',
      '60.00',
      '70.00',
      '140.00',
    ]);
    expect(await told(await instant())).toBeNull();
    const [edit, birth] = await events(deal.id);
    expect((await asOf(deal.id, `event=${birth?.id}`)).amount_base).toBe('50.00');
    expect((await asOf(deal.id, `event=${edit?.id}`)).amount_base).toBe('140.00');
    const rep = testCtx(app, company, await company.member('rep'));
    expect((await asOf(deal.id, `at=${refreshed}`, rep)).amount_base).toBe('60.00');
    await expect(asOf(deal.id, `at=${early}`)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('of one that was closed goes by the rate of its close', async () => {
    await rate('USD', '0.5', '2026-01-01');
    const deal = await create({ amount: '100', currency: 'USD' });
    const later = await rate('USD', '0.6', '2026-02-01');
    await becomes(deal.id, '60.00');
    await update(deal.id, { stage_id: await stage('Won'), closed_on: '2026-01-15' });
    const won = await instant();
    await changeRate(later.id, { valid_from: '2026-01-10' });
    await becomes(deal.id, '60.00');
    expect((await asOf(deal.id, `at=${won}`)).amount_base).toBe('50.00');
  });

  test('is not told in a currency that the company had not yet', async () => {
    const usd = await rate('USD', '0.5', '2026-01-01');
    const deal = await create({ amount: '100', currency: 'USD' });
    const then = await instant();
    await update(deal.id, { amount: null });
    await call(ctx, 'exchange_rates.delete', { params: { id: usd.id } });
    await call(ctx, 'company.update', { body: { currency: 'GBP' } });
    const pounds: TestCompany = { ...company, company: { ...company.company, currency: 'GBP' } };
    ctx = testCtx(app, pounds, company);
    await rate('USD', '0.8', '2026-01-01');
    expect(await asOf(deal.id, `at=${then}`)).toMatchObject({
      ...{ amount: '100.00', currency: 'USD', amount_base: null },
    });
  });
});
