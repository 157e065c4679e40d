import { beforeEach, describe, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { eventGroups } from '@/core/run/event-groups';
import { accountsModule } from '@/objects/accounts/module';
import { contactsModule } from '@/objects/contacts/module';
import { pipelinesModule } from '@/objects/pipelines/module';
import { productsModule } from '@/objects/products/module';
import { newId } from '@/platform/ids';
import { testApp } from '../../../tests/support/app';
import { call } from '../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../tests/support/company';
import { startDatabase } from '../../../tests/support/database';
import { dealsModule } from './module';

interface Column {
  id: string;
  name: string;
  kind: string;
  probability: number;
  count: number;
  amount: string;
  weighted_amount: string;
  filter: Record<string, string>;
  deals: { id: string; title: string; version: number }[];
  next_cursor: string | null;
}

const app = testApp({
  modules: [accountsModule, contactsModule, pipelinesModule, productsModule, dealsModule],
});
let one: TestCompany;
let ctx: Ctx;
let columns: Column[];

beforeEach(async () => {
  one = await testCompany();
  ctx = testCtx(await app, one, one);
  columns = await boardOf();
});

const boardOf = async (search = ''): Promise<Column[]> =>
  (await call(ctx, 'deals.pipeline', { search })).data;
const stage = (name: string): string => columns.find((column) => column.name === name)?.id ?? '';
const create = async (body: Record<string, unknown>) =>
  (await call(ctx, 'deals.create', { body })).data;
const patch = async (id: string, body: Record<string, unknown>) =>
  (await call(ctx, 'deals.update', { params: { id }, body })).data;
const move = async (id: string, body: Record<string, unknown>) =>
  (await call(ctx, 'deals.move', { params: { id }, body })).data;
const issuesOf = (thrown: unknown): [string, string][] =>
  (
    (thrown as { details?: { issues?: { path: string; code: string }[] } }).details?.issues ?? []
  ).map(({ path, code }) => [path, code]);
const refusal = async (work: Promise<unknown>) => {
  const thrown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (thrown === null) throw new Error('this should have been refused');
  return { status: (thrown as { status: number }).status, issues: issuesOf(thrown) };
};
const titles = async (name: string): Promise<string[]> =>
  (await boardOf()).find((column) => column.name === name)?.deals.map(({ title }) => title) ?? [];

describe('a new deal', () => {
  test('starts in the first open stage of the default pipeline', async () => {
    const deal = await create({ title: 'Pumps', amount: '1250.5' });
    expect(deal).toMatchObject({
      title: 'Pumps',
      stage_id: stage('Qualified'),
      status: 'open',
      probability: 10,
      amount: '1250.50',
      currency: 'EUR',
      owner_id: one.user.id,
      slips: 0,
      closed_on: null,
    });
    expect(deal.stage_since).toMatch(/Z$/);
    expect((await call(ctx, 'deals.get', { params: { id: deal.id } })).data).toEqual(deal);
  });

  test('needs a title, and no other company’s stage', async () => {
    expect(await refusal(create({}))).toEqual({ status: 422, issues: [['title', 'required']] });
    const other = await testCompany();
    const { admin } = await startDatabase();
    const { rows } = await admin.query('select id from stages where company_id = $1 limit 1', [
      other.company.id,
    ]);
    expect(await refusal(create({ title: 'x', stage_id: rows[0].id }))).toEqual({
      status: 422,
      issues: [['stage_id', 'not_found']],
    });
  });

  test('can say a stage, a probability and what the stage does not say', async () => {
    const deal = await create({ title: 'a', stage_id: stage('Proposal'), probability: 65.5 });
    expect(deal).toMatchObject({ probability: 65.5, status: 'open' });
    const won = await create({ title: 'b', stage_id: stage('Won'), closed_on: '2026-01-31' });
    expect(won).toMatchObject({ status: 'won', probability: 100, closed_on: '2026-01-31' });
    expect(await refusal(create({ title: 'c', status: 'won' }))).toEqual({
      status: 422,
      issues: [['status', 'read_only']],
    });
    expect(await refusal(create({ title: 'd', closed_on: '2026-01-31' }))).toEqual({
      status: 422,
      issues: [['closed_on', 'not_closed']],
    });
  });
});

describe('what follows from the stage', () => {
  test('is the same by PATCH, in bulk and on the board', async () => {
    const [a, b, c] = [
      await create({ title: 'a' }),
      await create({ title: 'b' }),
      await create({ title: 'c' }),
    ];
    const lost = stage('Lost');
    const to = { stage_id: lost };
    const missing = { status: 422, issues: [['lost_reason', 'required']] };
    expect(await refusal(patch(a.id, to))).toEqual(missing);
    expect(await refusal(move(a.id, to))).toEqual(missing);
    const bulk = (set: object) =>
      call(ctx, 'deals.bulk', { body: { update: { ids: [b.id], set } } });
    expect((await refusal(bulk(to))).status).toBe(422);

    await patch(a.id, { ...to, lost_reason: 'Price' });
    await bulk({ ...to, lost_reason: 'Price' });
    await move(c.id, { ...to, lost_reason: 'Price', closed_on: '2026-02-03' });
    for (const { id } of [a, b, c]) {
      const { data } = await call(ctx, 'deals.get', { params: { id } });
      expect(data).toMatchObject({ status: 'lost', probability: 0, lost_reason: 'Price' });
      expect(data.closed_on).toMatch(/^\d{4}-/);
    }
    const back = await patch(c.id, { stage_id: stage('Meeting') });
    expect(back).toMatchObject({
      status: 'open',
      closed_on: null,
      lost_reason: null,
      probability: 25,
    });
  });

  test('can be undone', async () => {
    const deal = await create({ title: 'a', probability: 33 });
    const request = { ...ctx, origin: { ...ctx.origin, request_id: newId() } };
    await call(request, 'deals.move', {
      params: { id: deal.id },
      body: { stage_id: stage('Lost'), lost_reason: 'Price' },
    });
    const later = { ...ctx, origin: { ...ctx.origin, request_id: newId() } };
    const { data } = await call(later, 'deals.undo', {
      body: { request_id: request.origin.request_id },
    });
    expect(data).toEqual({ undone: 1, kept: [] });
    const now = (await call(ctx, 'deals.get', { params: { id: deal.id } })).data;
    expect(now).toMatchObject({
      stage_id: deal.stage_id,
      status: 'open',
      probability: 33,
      lost_reason: null,
      closed_on: null,
      rank: deal.rank,
    });
  });

  test('asks for the fields of the stage and for a reason of the pipeline', async () => {
    const { data: proposal } = await call(ctx, 'stages.update', {
      params: { id: stage('Proposal') },
      body: { required_fields: ['amount', 'close_on'] },
    });
    const deal = await create({ title: 'a' });
    expect(await refusal(move(deal.id, { stage_id: proposal.id }))).toEqual({
      status: 422,
      issues: [
        ['amount', 'required'],
        ['close_on', 'required'],
      ],
    });
    expect(
      await patch(deal.id, { stage_id: proposal.id, amount: 10, close_on: '2027-01-01' }),
    ).toMatchObject({ stage_id: proposal.id });
    await call(ctx, 'pipelines.update', {
      params: { id: deal.pipeline_id },
      body: { lost_reasons: ['Price', 'Rival'] },
    });
    const lose = (lost_reason: string) => move(deal.id, { stage_id: stage('Lost'), lost_reason });
    expect((await refusal(lose('Weather'))).issues).toEqual([['lost_reason', 'invalid_choice']]);
    expect((await lose('rival')).lost_reason).toBe('Rival');
  });

  test('counts how often the close was put off', async () => {
    const { id } = await create({ title: 'a', close_on: '2027-01-01' });
    expect((await patch(id, { close_on: '2027-02-01' })).slips).toBe(1);
    expect((await patch(id, { close_on: '2027-01-15' })).slips).toBe(1);
    expect((await patch(id, { close_on: '2027-03-01' })).slips).toBe(2);
  });

  test('is a stage of the pipeline', async () => {
    const { data: second } = await call(ctx, 'pipelines.create', { body: { name: 'Service' } });
    const theirs = await boardOf(`pipeline_id=${second.id}`);
    expect(theirs.map(({ kind }) => kind)).toEqual(['open', 'open', 'open', 'open', 'won', 'lost']);
    const deal = await create({ title: 'a' });
    const foreign = theirs[1]?.id;
    expect((await refusal(move(deal.id, { stage_id: foreign }))).issues).toEqual([
      ['stage_id', 'not_in_pipeline'],
    ]);
    expect(await patch(deal.id, { pipeline_id: second.id })).toMatchObject({
      stage_id: theirs[0]?.id,
    });
    for (const key of ['pipeline_id', 'stage_id'])
      expect((await refusal(patch(deal.id, { [key]: null }))).issues).toEqual([[key, 'required']]);
  });

  test('is kept as stays', async () => {
    const { id } = await create({ title: 'a' });
    await patch(id, { title: 'b' });
    await move(id, { stage_id: stage('Meeting') });
    await move(id, { stage_id: stage('Won') });
    const { data } = await call(ctx, 'deals.stages', { params: { id } });
    expect(data.map((stay: { name: string }) => stay.name)).toEqual([
      'Won',
      'Meeting',
      'Qualified',
    ]);
    expect(data.map((stay: { left_at: unknown }) => stay.left_at === null)).toEqual([
      true,
      false,
      false,
    ]);
    expect((await refusal(call(ctx, 'deals.stages', { params: { id: newId() } }))).status).toBe(
      404,
    );
  });
});

test('what happens to a deal is told in the words of sales too, once each', async () => {
  const { admin } = await startDatabase();
  const { id } = await create({ title: 'a' });
  const to = (name: string, more: object = {}) => move(id, { stage_id: stage(name), ...more });
  await to('Meeting');
  await to('Meeting', { after_id: null });
  await to('Won', { closed_on: '2026-01-31' });
  await to('Lost', { lost_reason: 'Price' });
  await patch(id, { lost_note: 'Too dear' });
  await to('Qualified');
  await create({ title: 'b', stage_id: stage('Won') });
  const { rows } = await admin.query(
    `select name, changes, version, record_id = $2 as mine from events where company_id = $1 and object = 'deals'
      and name not in ('deal.created', 'deal.updated') order by seq`,
    [one.company.id, id],
  );
  expect(rows.map(({ name, mine }) => `${name}${mine ? '' : ' of b'}`)).toEqual([
    'deal.stage_changed',
    'deal.stage_changed',
    'deal.won',
    'deal.stage_changed',
    'deal.lost',
    'deal.stage_changed',
    'deal.reopened',
    'deal.won of b',
  ]);
  expect(rows[2]).toMatchObject({
    version: null,
    changes: {
      before: { stage_id: stage('Meeting'), status: 'open', closed_on: null },
      after: { stage_id: stage('Won'), status: 'won', closed_on: '2026-01-31' },
    },
  });
  expect(rows[4].changes.after).toMatchObject({ status: 'lost', lost_reason: 'Price' });
  const { data } = await call(ctx, 'deals.history', { params: { id } });
  expect(new Set(data.map(({ name }: { name: string }) => name))).toEqual(
    new Set(['deal.created', 'deal.updated']),
  );
  const known = eventGroups(ctx.app.registry).find(({ subject }) => subject === 'deal');
  expect(known?.events).toEqual(
    expect.arrayContaining(['deal.won', 'deal.lost', 'deal.reopened', 'deal.stage_changed']),
  );
});

describe('the board', () => {
  test('counts and sums whole columns, and goes on where its cards end', async () => {
    const create_many = Array.from({ length: 60 }, (_, i) => ({
      title: `Deal ${i}`,
      amount: `${i}.05`,
      probability: i,
      ...(i === 7 ? { amount: null } : {}),
    }));
    await call(ctx, 'deals.bulk', { body: { create: create_many } });
    const [column] = await boardOf();
    if (!column) throw new Error('a board has columns');
    const cents = create_many.map(({ amount }) =>
      amount === null ? 0 : Math.round(Number(amount) * 100),
    );
    const sum = cents.reduce((all, one) => all + one, 0);
    // Deal by deal, so that the parts of any division add up.
    const weighted = cents.reduce((all, one, i) => all + Math.round((one * i) / 100), 0);
    expect(column).toMatchObject({
      count: 60,
      amount: (sum / 100).toFixed(2),
      weighted_amount: (weighted / 100).toFixed(2),
    });
    expect(column.deals.map(({ title }) => title)).toEqual(
      Array.from({ length: 25 }, (_, i) => `Deal ${59 - i}`),
    );
    const search = new URLSearchParams({
      'filter[stage_id]': column.id,
      sort: 'rank',
      limit: '50',
      cursor: column.next_cursor ?? '',
    });
    const rest = await call(ctx, 'deals.list', { search: search.toString() });
    expect(rest.data.map(({ title }: { title: string }) => title)).toEqual(
      Array.from({ length: 35 }, (_, i) => `Deal ${34 - i}`),
    );
    expect(rest.pagination?.next_cursor).toBeNull();
  });

  test('is grouped by owner and by month of the close, open deals only, each column a filter of the list', async () => {
    const bob = await one.member('rep', 'Bob');
    const [year = 0, number = 0] = new Date().toISOString().split('-').map(Number);
    const month = (by: number) =>
      new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
    const [soon, next] = [month(4), month(5)];
    const many = Array.from({ length: 30 }, (_, i) => ({
      title: `Deal ${i}`,
      amount: `${i}.05`,
      owner_id: i % 3 === 0 ? bob.user.id : i % 3 === 1 ? null : one.user.id,
      close_on: i < 27 ? `${soon}-28` : i === 27 ? `${next}-01` : null,
    }));
    await call(ctx, 'deals.bulk', { body: { create: many } });
    await create({ title: 'won', stage_id: stage('Won'), amount: 1000 });
    const shape = (columns: Column[]) =>
      columns.map(({ id, name, kind, probability, count, amount }) => [
        ...[id, name, kind, probability, count, amount],
      ]);
    expect(shape(await boardOf('group_by=owner'))).toEqual([
      [one.user.id, 'Ada Byron', 'open', null, 10, '155.50'],
      [bob.user.id, 'Bob', 'open', null, 10, '135.50'],
      ['none', '', 'open', null, 10, '145.50'],
    ]);
    const months = await boardOf('group_by=month&filter[amount][gte]=1');
    expect(shape(months.filter(({ count }) => count > 0))).toEqual([
      [soon, soon, 'open', null, 26, '352.30'],
      [next, next, 'open', null, 1, '27.05'],
      ['none', 'none', 'open', null, 2, '57.10'],
    ]);
    const today = new Date().toISOString().slice(0, 7);
    expect(months.map(({ id }) => id)).toContain(today);
    // However far the days reach, there are no more than so many columns.
    for (const close_on of ['0001-01-01', `${month(-13)}-28`, `${month(-12)}-01`])
      await create({ title: 'back', close_on });
    for (const close_on of [`${month(24)}-28`, `${month(25)}-01`, '9999-12-31'])
      await create({ title: 'ahead', close_on });
    expect((await boardOf('group_by=month')).map(({ id, count }) => `${id} ${count}`)).toEqual([
      ...['earlier 2', `${month(-12)} 1`, `${month(0)} 0`, `${month(1)} 0`, `${month(2)} 0`],
      ...[`${soon} 27`, `${next} 1`, `${month(24)} 1`, 'later 2', 'none 2'],
    ]);
    const { data: second } = await call(ctx, 'pipelines.create', { body: { name: 'Service' } });
    await create({ title: 'elsewhere', pipeline_id: second.id });
    for (const grouping of ['stage', 'owner', 'month'])
      for (const { id, count, filter } of await boardOf(`group_by=${grouping}`)) {
        const search = new URLSearchParams({ ...filter, sort: 'rank', limit: '200' }).toString();
        expect((await call(ctx, 'deals.list', { search })).data, id).toHaveLength(count);
      }
    const full = months.find(({ id }) => id === soon);
    const rest = await call(ctx, 'deals.list', {
      search: `filter[amount][gte]=1&${new URLSearchParams({ ...full?.filter, sort: 'rank', cursor: full?.next_cursor ?? '' })}`,
    });
    expect(rest.data).toHaveLength(1);
    expect((await refusal(boardOf('group_by=colour'))).status).toBe(400);
    expect((await refusal(boardOf(`group_by=owner&pipeline_id=${newId()}`))).status).toBe(404);
    expect((await boardOf('group_by=owner&q=nothing')).map(({ id }) => id)).toEqual([one.user.id]);
  });

  test('takes the filter, q and include of the list', async () => {
    const account = (await call(ctx, 'accounts.create', { body: { name: 'Acme' } })).data;
    await create({ title: 'Pumps', amount: 5, account_id: account.id });
    await create({ title: 'Valves', amount: 7 });
    const [filtered] = await boardOf('filter[amount][gte]=6');
    expect([filtered?.count, filtered?.amount, filtered?.deals[0]?.title]).toEqual([
      1,
      '7.00',
      'Valves',
    ]);
    const [found] = await boardOf('q=pump&include=account,owner');
    expect(found?.count).toBe(1);
    expect(found?.deals[0]).toMatchObject({
      account: { title: 'Acme' },
      owner: { id: one.user.id },
    });
    for (const search of ['sort=title', 'limit=3', 'filter[nope]=1', 'pipeline_id=x'])
      expect((await refusal(boardOf(search))).status, search).toBe(400);
    expect((await refusal(boardOf(`pipeline_id=${newId()}`))).status).toBe(404);
  });

  test('moves to the top, behind another deal, and keeps a place', async () => {
    const ids: Record<string, string> = {};
    for (const title of ['d', 'c', 'b', 'a']) ids[title] = (await create({ title })).id;
    expect(await titles('Qualified')).toEqual(['a', 'b', 'c', 'd']);
    const here = stage('Qualified');
    await move(ids.a ?? '', { stage_id: here, after_id: ids.c });
    expect(await titles('Qualified')).toEqual(['b', 'c', 'a', 'd']);
    await move(ids.b ?? '', { stage_id: here, after_id: ids.d });
    expect(await titles('Qualified')).toEqual(['c', 'a', 'd', 'b']);
    await move(ids.d ?? '', { stage_id: here, after_id: null });
    expect(await titles('Qualified')).toEqual(['d', 'c', 'a', 'b']);
    await move(ids.a ?? '', { stage_id: here });
    expect(await titles('Qualified')).toEqual(['d', 'c', 'a', 'b']);
    const there = stage('Meeting');
    await move(ids.a ?? '', { stage_id: there });
    await move(ids.b ?? '', { stage_id: there, after_id: ids.a });
    expect(await titles('Meeting')).toEqual(['a', 'b']);
    expect((await refusal(move(ids.c ?? '', { stage_id: there, after_id: ids.d }))).issues).toEqual(
      [['after_id', 'not_found']],
    );
  });

  test('refuses a stale move with the deal as it is', async () => {
    const deal = await create({ title: 'a' });
    await patch(deal.id, { title: 'b' });
    const stale = move(deal.id, { stage_id: stage('Meeting'), version: deal.version });
    await expect(stale).rejects.toMatchObject({
      status: 412,
      details: { data: { id: deal.id, title: 'b', version: 2 } },
    });
    const { admin } = await startDatabase();
    const names = async () =>
      (
        await admin.query('select name from events where record_id = $1 order by seq', [deal.id])
      ).rows.map(({ name }) => name);
    expect(await names()).toEqual(['deal.created', 'deal.updated']);
    expect((await move(deal.id, { stage_id: stage('Meeting'), version: 2 })).version).toBe(3);
    expect((await names()).slice(2)).toEqual(['deal.updated', 'deal.stage_changed']);
  });
});
