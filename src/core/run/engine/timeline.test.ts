import { beforeEach, describe, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { newId } from '@/platform/ids';
import { testApp } from '../../../../tests/support/app';
import { call } from '../../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../../tests/support/company';

const app = testApp();
let one: TestCompany;
let ctx: Ctx;
let account_id: string;

const again = (): Ctx => ({ ...ctx, origin: { ...ctx.origin, request_id: newId() } });
const create = async (object: string, body: object) =>
  (await call(again(), `${object}.create`, { body })).data;
const update = (object: string, id: string, body: object) =>
  call(again(), `${object}.update`, { params: { id }, body });
interface Entry {
  readonly kind: string;
  readonly id: string;
  readonly at: string;
  readonly sentence: string;
  readonly record: Record<string, unknown> | null;
  readonly event: { readonly name: string } | null;
}
const timeline = async (
  search = '',
  who: Ctx = ctx,
  object = 'accounts',
  id = account_id,
): Promise<Entry[]> => (await call(who, `${object}.timeline`, { params: { id }, search })).data;
const said = (entries: readonly Entry[]) => entries.map(({ kind, sentence }) => [kind, sentence]);

beforeEach(async () => {
  one = await testCompany();
  ctx = testCtx(await app, one, one);
  account_id = (await create('accounts', { name: 'Acme' })).id;
});

const day = (at: number) => `2026-03-${String(at).padStart(2, '0')}T09:00:00.000Z`;
const called = (subject: string, at: number) => ({
  ...{ kind: 'call', subject, account_id, occurred_at: day(at) },
});

describe('a timeline', () => {
  test('joins changes, activities, notes and tasks by time, newest first', async () => {
    await create('activities', called('Called on Tuesday', 3));
    await create('activities', called('Called on Monday', 2));
    const task = await create('tasks', { title: 'Send the offer', account_id });
    await create('notes', { body: 'Likes boats', account_id });
    await update('accounts', account_id, { industry: 'Ships' });
    await update('tasks', task.id, { status: 'done' });
    const entries = await timeline();
    expect(said(entries)).toEqual([
      ['task', 'Send the offer'],
      ['change', 'Ada Byron changed Industry from empty to Ships'],
      ['note', 'Likes boats'],
      ['change', 'Ada Byron created this'],
      ['activity', 'Called on Tuesday'],
      ['activity', 'Called on Monday'],
    ]);
    expect(entries[0]).toMatchObject({
      ...{ object: 'tasks', record_id: task.id, id: task.id, event: null },
      record: { id: task.id, status: 'done', owner: { title: 'Ada Byron' }, version: 2 },
    });
    expect(entries[0]?.at).toBe(entries[0]?.record?.done_at);
    expect(entries[1]).toMatchObject({ record: null, event: { name: 'account.updated' } });
    expect(entries[4]?.at).toBe(day(3));
  });

  test('an open task stands where it was made', async () => {
    await create('tasks', { title: 'Send the offer', account_id });
    await create('notes', { body: 'Later', account_id });
    expect(said(await timeline('kind=task,note'))).toEqual([
      ['note', 'Later'],
      ['task', 'Send the offer'],
    ]);
  });

  test('shows some kinds alone, and none of what was deleted', async () => {
    await create('activities', called('Called', 2));
    const note = await create('notes', { body: 'Gone', account_id });
    expect(said(await timeline('kind=activity'))).toEqual([['activity', 'Called']]);
    expect(said(await timeline('kind=change'))).toEqual([['change', 'Ada Byron created this']]);
    await call(again(), 'notes.delete', { params: { id: note.id } });
    expect(await timeline('kind=note')).toEqual([]);
    expect((await timeline()).map(({ kind }) => kind)).toEqual(['change', 'activity']);
  });

  test('leaves out what only follows from something else', async () => {
    const deal = await create('deals', { title: 'Boat', account_id });
    await create('activities', { ...called('Called', 2), deal_id: deal.id });
    const entries = await timeline('', ctx, 'deals', deal.id);
    expect(entries.map(({ kind }) => kind)).toEqual(['change', 'activity']);
    const history = await call(ctx, 'deals.history', { params: { id: deal.id } });
    expect(history.data).toHaveLength(2);
  });

  test('is read page by page without gap or repetition, also at one instant and before 1970', async () => {
    await call(again(), 'activities.bulk', {
      body: {
        create: Array.from({ length: 7 }, (_, at) => called(`Call ${at}`, at < 5 ? 2 : at)),
      },
    });
    await create('activities', { ...called('Long ago', 1), occurred_at: '1950-01-01T00:00:00Z' });
    await create('activities', { ...called('Longer ago', 1), occurred_at: '1940-01-01T00:00:00Z' });
    for (let at = 0; at < 4; at++) {
      await create('notes', { body: `Note ${at}`, account_id });
      await update('accounts', account_id, { industry: `Industry ${at}` });
    }
    const all = await timeline('limit=200');
    expect(all).toHaveLength(18);
    for (const limit of [1, 2, 5, 17, 18]) {
      const pages: Entry[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const search = `limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`;
        const page = await call(ctx, 'accounts.timeline', { params: { id: account_id }, search });
        pages.push(...page.data);
        cursor = page.pagination?.next_cursor ?? null;
      }
      expect(pages).toEqual(all);
    }
    const times = all.map(({ at }) => at);
    expect(times).toEqual([...times].sort().reverse());
  });

  test('shows each source only to who may read it, key or person', async () => {
    await create('activities', called('Called', 2));
    await create('notes', { body: 'Secret', account_id });
    const key = (...permissions: string[]) => ({
      ...ctx,
      principal: { ...ctx.principal, permissions: new Set(permissions) },
    });
    expect(said(await timeline('', key('accounts:read', 'activities:read')))).toEqual([
      ['change', 'Ada Byron created this'],
      ['activity', 'Called'],
    ]);
    expect(await timeline('kind=note', key('accounts:read'))).toEqual([]);
    const [entry] = await timeline('kind=activity', key('accounts:read', 'activities:read'));
    expect(entry?.record).toHaveProperty('account');
    expect(entry?.record).not.toHaveProperty('contact');
    await expect(timeline('', key('activities:read'))).rejects.toMatchObject({ status: 403 });
  });

  test('refuses what it cannot understand', async () => {
    const { pagination } = await call(ctx, 'accounts.timeline', {
      params: { id: account_id },
      search: 'limit=1',
    });
    expect(pagination?.next_cursor).toBeNull();
    for (const [search, path] of [
      ['kind=calls', 'kind'],
      ['kind=', 'kind'],
      ['limit=0', 'limit'],
      ['cursor=abc', 'cursor'],
      [`cursor=${newId()}`, 'cursor'],
    ] as const)
      await expect(timeline(search)).rejects.toMatchObject({
        ...{ status: 400, details: { issues: [{ path }] } },
      });
    await expect(timeline('', ctx, 'accounts', newId())).rejects.toMatchObject({ status: 404 });
    const other = await testCompany();
    const theirs = testCtx(await app, other, other);
    await expect(timeline('', theirs)).rejects.toMatchObject({ status: 404 });
  });

  test('finds its entries by an index, however many there are', async () => {
    const others = Array.from({ length: 900 }, (_, at) => called(`Call ${at}`, (at % 27) + 1));
    await call(again(), 'activities.bulk', { body: { create: others } });
    const { sql, values } = await placesStatement();
    const plan = await (await app).db.withCompany(ctx.scope, async (tx) => {
      await tx.run({ text: 'set local enable_seqscan = off', values: [] });
      return tx.run<{ 'QUERY PLAN': string }>({ text: `explain ${sql}`, values });
    });
    const text = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(text).toMatch(/Index Scan Backward using activities_account_id_idx/);
    expect(text).toMatch(/events_record|_company_id_record_id_id_idx/);
  });
});

async function placesStatement() {
  const { placesSql } = await import('./timeline-sql');
  const { registry } = await app;
  const object = registry.objects.get('accounts');
  if (!object) throw new Error('there are accounts');
  const sql = placesSql(ctx, object, registry.timeline ?? [], true);
  const last = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
  return { sql, values: [ctx.scope.company_id, account_id, 'infinity', last, last, 51] };
}
