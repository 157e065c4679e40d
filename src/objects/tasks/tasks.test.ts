import { beforeEach, describe, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { newId } from '@/platform/ids';
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

const again = (): Ctx => ({ ...ctx, origin: { ...ctx.origin, request_id: newId() } });
const create = async (body: object, name = 'tasks') =>
  (await call(again(), `${name}.create`, { body })).data;
const update = async (id: string, body: object) =>
  (await call(again(), 'tasks.update', { params: { id }, body })).data;
const list = async (search = '') => (await call(ctx, 'tasks.list', { search })).data;
const refusal = (issues: object[]) => ({ code: 'invalid', details: { issues } });
const due_at = '2027-03-26T09:00:00.000Z';

describe('what follows from a change', () => {
  test('a task is mine, open and undated unless said otherwise', async () => {
    expect(await create({ title: 'Call Ilse' })).toMatchObject({
      owner_id: one.user.id,
      ...{ status: 'open', done_at: null, due_at: null, remind_at: null, recurrence: null },
      ...{ kind: 'todo', priority: 'normal', all_day: false },
    });
  });

  test('done has its time, open has none, and the time cannot be sent', async () => {
    const { id } = await create({ title: 'Call Ilse' });
    const done = await update(id, { status: 'done' });
    expect(Math.abs(Date.parse(done.done_at) - Date.now())).toBeLessThan(60_000);
    expect(await update(id, { title: 'Call her' })).toMatchObject({ done_at: done.done_at });
    expect(await update(id, { status: 'open' })).toMatchObject({ done_at: null });
    await expect(update(id, { done_at: due_at })).rejects.toMatchObject(
      refusal([{ path: 'done_at', code: 'read_only' }]),
    );
  });

  test('a reminder before the due time moves with it; one of its own stays', async () => {
    const { id, remind_at } = await create({ title: 'Call', due_at, remind_before: 30 });
    expect(remind_at).toBe('2027-03-26T08:30:00.000Z');
    expect(await update(id, { due_at: '2027-03-27T09:00:00.000Z' })).toMatchObject({
      remind_at: '2027-03-27T08:30:00.000Z',
    });
    expect(await update(id, { due_at: null })).toMatchObject({
      remind_at: null,
      remind_before: 30,
    });
    const own = '2027-01-01T00:00:00.000Z';
    expect(await update(id, { due_at, remind_at: own })).toMatchObject({
      ...{ remind_at: own, remind_before: null },
    });
    expect(await update(id, { due_at: '2027-03-28T09:00:00.000Z' })).toMatchObject({
      remind_at: own,
    });
    expect(await update(id, { remind_before: 0 })).toMatchObject({
      remind_at: '2027-03-28T09:00:00.000Z',
    });
    expect(await update(id, { remind_before: null })).toMatchObject({ remind_at: null });
  });

  test('what is done reminds of nothing, and again once it is opened', async () => {
    const { id, remind_at } = await create({ title: 'Call', due_at, remind_before: 30 });
    expect(await update(id, { status: 'done' })).toMatchObject({ remind_at: null });
    expect(await update(id, { due_at: '2027-03-28T09:00:00.000Z' })).toMatchObject({
      remind_at: null,
    });
    expect(await update(id, { due_at, status: 'open' })).toMatchObject({ remind_at });
  });

  test('a task hangs on accounts, contacts, deals and other tasks, but not on itself', async () => {
    const account_id = (await create({ name: 'Acme' }, 'accounts')).id;
    const contact_id = (await create({ last_name: 'Ilse' }, 'contacts')).id;
    const deal_id = (await create({ title: 'Boat' }, 'deals')).id;
    const parent = await create({ title: 'Sell', account_id, contact_id, deal_id });
    const child = await create({ title: 'Call', parent_id: parent.id });
    await expect(update(parent.id, { parent_id: child.id })).rejects.toMatchObject(
      refusal([{ path: 'parent_id' }]),
    );
    const account = await call(ctx, 'accounts.get', {
      params: { id: account_id },
      search: 'include=tasks',
    });
    expect(account.data.tasks.map(({ id }: { id: string }) => id)).toEqual([parent.id]);
  });
});

describe('a checklist', () => {
  test('is kept in its plain form, however it is written', async () => {
    const { id, checklist } = await create({
      title: 'Fair',
      checklist: '- [X] Book the stand\r\n\n[] Order badges\n  Print flyers  ',
    });
    expect(checklist).toBe('[x] Book the stand\n[ ] Order badges\n[ ] Print flyers');
    expect(await update(id, { checklist: ' \n' })).toMatchObject({ checklist: null });
  });

  test('has bounds', async () => {
    const many = Array.from({ length: 51 }, (_, at) => `[ ] ${at}`).join('\n');
    await expect(create({ title: 'Fair', checklist: many })).rejects.toMatchObject(
      refusal([{ path: 'checklist', code: 'too_many' }]),
    );
    await expect(
      create({ title: 'Fair', checklist: `[ ] ${'x'.repeat(201)}` }),
    ).rejects.toMatchObject(refusal([{ path: 'checklist', code: 'too_long' }]));
  });

  test('of a series begins anew', async () => {
    const { id } = await create({
      ...{ title: 'Report', due_at, recurrence: 'FREQ=WEEKLY' },
      checklist: '[x] Figures\n[ ] Text',
    });
    await update(id, { status: 'done' });
    expect(await list('filter[status]=open')).toMatchObject([
      { checklist: '[ ] Figures\n[ ] Text' },
    ]);
  });
});

describe('a series', () => {
  const weekly = { title: 'Report', due_at, recurrence: 'freq=weekly', remind_before: 60 };

  test('completing one adds the next, with what it carries', async () => {
    const account_id = (await create({ name: 'Acme' }, 'accounts')).id;
    const first = await create({ ...weekly, account_id, priority: 'high', description: 'By noon' });
    expect(first.recurrence).toBe('FREQ=WEEKLY');
    await update(first.id, { status: 'done' });
    const [next, ...others] = await list('filter[status]=open');
    expect(others).toEqual([]);
    expect(next).toMatchObject({
      // Summer time began in between: the clock on the wall shows ten again.
      ...{
        title: 'Report',
        due_at: '2027-04-02T08:00:00.000Z',
        remind_at: '2027-04-02T07:00:00.000Z',
      },
      ...{ account_id, priority: 'high', description: 'By noon', recurrence: 'FREQ=WEEKLY' },
      ...{ status: 'open', done_at: null, previous_id: first.id, owner_id: one.user.id },
    });
  });

  test('two people at once, and once more after opening it, add one', async () => {
    const { id } = await create(weekly);
    await Promise.all([1, 2, 3, 4].map(() => update(id, { status: 'done' })));
    expect(await list('filter[status]=open')).toHaveLength(1);
    await update(id, { status: 'open' });
    await update(id, { status: 'done' });
    expect(await list('filter[status]=open')).toHaveLength(1);
  });

  test('in bulk every one gets its own', async () => {
    const ids = await Promise.all([1, 2, 3].map(async () => (await create(weekly)).id));
    await call(again(), 'tasks.bulk', { body: { update: { ids, set: { status: 'done' } } } });
    const next = await list('filter[status]=open');
    expect(next.map(({ previous_id }: { previous_id: string }) => previous_id).sort()).toEqual(
      ids.sort(),
    );
  });

  test('taking the completion back takes the next one back', async () => {
    const { id } = await create(weekly);
    const asked = again();
    await call(asked, 'tasks.update', { params: { id }, body: { status: 'done' } });
    expect(await list()).toHaveLength(2);
    await call(again(), 'tasks.undo', { body: { request_id: asked.origin.request_id } });
    expect(await list()).toMatchObject([{ id, status: 'open', done_at: null }]);
    await update(id, { status: 'done' });
    expect(await list('filter[status]=open')).toHaveLength(1);
  });

  test('it goes on without what is gone, and ends when it is over', async () => {
    const deal_id = (await create({ title: 'Boat' }, 'deals')).id;
    const { id } = await create({ ...weekly, deal_id, recurrence: 'FREQ=DAILY;COUNT=2' });
    await call(again(), 'deals.delete', { params: { id: deal_id } });
    await update(id, { status: 'done' });
    const [next] = await list('filter[status]=open');
    expect(next).toMatchObject({ deal_id: null, recurrence: 'FREQ=DAILY;COUNT=1' });
    await update(next.id, { status: 'done' });
    expect(await list('filter[status]=open')).toEqual([]);
  });

  test('a rule that cannot be kept is refused, and so is one without a time', async () => {
    await expect(create({ title: 'x', due_at, recurrence: 'FREQ=HOURLY' })).rejects.toMatchObject(
      refusal([{ path: 'recurrence', code: 'invalid_recurrence' }]),
    );
    await expect(create({ title: 'x', recurrence: 'FREQ=DAILY' })).rejects.toMatchObject(
      refusal([{ path: 'due_at', code: 'required' }]),
    );
    const { id } = await create(weekly);
    await expect(update(id, { due_at: null })).rejects.toMatchObject(
      refusal([{ path: 'due_at', code: 'required' }]),
    );
    expect(await update(id, { due_at: null, recurrence: null })).toMatchObject({ due_at: null });
  });
});
