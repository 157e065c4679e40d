import { beforeAll, describe, expect, test } from 'vitest';
import { accountsModule } from '@/objects/accounts/module';
import { contactsModule } from '@/objects/contacts/module';
import { newId } from '@/platform/ids';
import { type TestApp, testApp } from '../../../../tests/support/app';
import { call } from '../../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../../tests/support/company';
import { startDatabase } from '../../../../tests/support/database';
import type { Ctx } from '../context';

let app: TestApp;
let one: TestCompany;
let ctx: Ctx;

beforeAll(async () => {
  app = await testApp({ modules: [accountsModule, contactsModule] });
  one = await testCompany();
  ctx = testCtx(app, one, one);
});

const contact = async (body: Record<string, unknown>, as = ctx) =>
  (await call(as, 'contacts.create', { body })).data;
const read = async (id: string) => (await call(ctx, 'contacts.get', { params: { id } })).data;

async function countOf(table: string): Promise<number> {
  const { admin } = await startDatabase();
  const { rows } = await admin.query(
    `select count(*)::int as n from ${table} where company_id = $1`,
    [one.company.id],
  );
  return rows[0].n;
}

describe('bulk', () => {
  test('creates all or nothing, naming the place of each problem', async () => {
    const before = await countOf('events');
    const bad = {
      create: [
        { last_name: 'a' },
        { last_name: 'b', email: 'x' },
        { status: 'lead' },
        { last_name: 'c', account_id: newId() },
      ],
    };
    const error = await call(ctx, 'contacts.bulk', { body: bad }).catch((thrown) => thrown);
    expect(error.details.issues.map((issue: { path: string }) => issue.path)).toEqual([
      'create.1.email',
      'create.2.first_name',
      'create.3.account_id',
    ]);
    expect(await countOf('events')).toBe(before);
    const { data } = await call(ctx, 'contacts.bulk', {
      body: {
        create: [
          { last_name: 'a', job_title: 'x' },
          { first_name: 'b', tags: ['q"\\,{}', 'ü'] },
        ],
      },
    });
    expect(data.created).toBe(2);
    expect(await read(data.ids[1])).toMatchObject({
      title: 'b',
      tags: ['q"\\,{}', 'ü'],
      job_title: null,
    });
    expect(await countOf('events')).toBe(before + 2);
  });

  test('one foreign id among many refuses everything', async () => {
    const other = await testCompany();
    const theirs = await contact({ last_name: 'x' }, testCtx(app, other, other));
    const mine = await Promise.all(
      Array.from({ length: 20 }, (_, i) => contact({ last_name: `n${i}` })),
    );
    const ids = [...mine.map(({ id }) => id), theirs.id];
    for (const body of [{ update: { ids, set: { job_title: 'changed' } } }, { delete: { ids } }]) {
      const error = await call(ctx, 'contacts.bulk', { body }).catch((thrown) => thrown);
      expect(error).toMatchObject({
        code: 'invalid',
        details: { issues: [{ path: expect.stringMatching(/\.ids\.20$/), code: 'not_found' }] },
      });
    }
    expect(await read(mine[0].id)).toEqual(mine[0]);
  });

  test('brings many back from the bin at once, or none', async () => {
    const [first, second] = await Promise.all([
      contact({ last_name: 'Gone one' }),
      contact({ last_name: 'Gone two' }),
    ]);
    const ids = [first.id, second.id];
    await call(ctx, 'contacts.bulk', { body: { delete: { ids } } });
    const error = await call(ctx, 'contacts.bulk', {
      body: { restore: { ids: [...ids, newId()] } },
    }).catch((thrown) => thrown);
    expect(error.details.issues[0].path).toBe('restore.ids.2');
    await expect(read(first.id)).rejects.toMatchObject({ code: 'not_found' });
    const { data } = await call(ctx, 'contacts.bulk', { body: { restore: { ids } } });
    expect(data).toEqual({ restored: 2, ids });
    expect((await read(second.id)).last_name).toBe('Gone two');
  });

  test('rows that differ in what they change keep the rest', async () => {
    const a = await contact({
      last_name: 'a',
      job_title: 'same',
      tags: ['t'],
      birthday: '--02-29',
      last_touch_at: '2026-01-01T00:00:00Z',
    });
    const b = await contact({ last_name: 'b', job_title: 'other', description: 'd' });
    const { data } = await call(ctx, 'contacts.bulk', {
      body: { update: { ids: [a.id, b.id], set: { job_title: 'same', department: 'x' } } },
    });
    expect(data.updated).toBe(2);
    expect(await read(a.id)).toEqual({
      ...a,
      department: 'x',
      version: 2,
      updated_at: expect.any(String),
    });
    expect(await read(b.id)).toEqual({
      ...b,
      department: 'x',
      job_title: 'same',
      version: 2,
      updated_at: expect.any(String),
    });
  });

  test('needs exactly one action and the right for it', async () => {
    await expect(call(ctx, 'contacts.bulk', { body: {} })).rejects.toMatchObject({
      code: 'invalid',
    });
    await expect(
      call(ctx, 'contacts.bulk', {
        body: { create: [{ last_name: 'a' }], delete: { ids: [newId()] } },
      }),
    ).rejects.toMatchObject({ code: 'invalid' });
    await expect(
      call(ctx, 'contacts.bulk', { body: { update: { ids: [newId()], filter: {}, set: {} } } }),
    ).rejects.toMatchObject({ code: 'invalid' });
    await expect(
      call(ctx, 'contacts.bulk', {
        body: {
          update: { filter: { field: 'nope', op: 'eq', value: 1 }, set: { job_title: 'x' } },
        },
      }),
    ).rejects.toMatchObject({ code: 'invalid' });
    const reader = testCtx(app, one, await one.member('read_only'));
    await expect(
      call(reader, 'contacts.bulk', { body: { create: [{ last_name: 'a' }] } }),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('undo', () => {
  const request = () => testCtx(app, one, one);
  const undo = async (past: Ctx, as = request()) =>
    (await call(as, 'contacts.undo', { body: { request_id: past.origin.request_id } })).data;

  test('a creation goes to the bin, unless somebody worked on it since', async () => {
    const first = request();
    const { ids } = (
      await call(first, 'contacts.bulk', {
        body: { create: [{ last_name: 'a' }, { last_name: 'b' }] },
      })
    ).data;
    await call(request(), 'contacts.update', {
      params: { id: ids[1] },
      body: { job_title: 'kept' },
    });
    expect(await undo(first)).toEqual({ undone: 1, kept: [{ id: ids[1], fields: ['job_title'] }] });
    await expect(read(ids[0])).rejects.toMatchObject({ code: 'not_found' });
    expect(await read(ids[1])).toMatchObject({ job_title: 'kept' });
  });

  test('a change goes back field by field, later edits stay and are named', async () => {
    const made = await contact({
      last_name: 'a',
      job_title: 'old',
      department: 'old',
      email: 'o@a.example',
      custom: {},
    });
    const change = request();
    await call(change, 'contacts.update', {
      params: { id: made.id },
      body: { job_title: 'new', department: 'new', email: 'n@a.example' },
    });
    await call(request(), 'contacts.update', {
      params: { id: made.id },
      body: { department: 'human' },
    });
    const taking = request();
    expect(await undo(change, taking)).toEqual({
      undone: 1,
      kept: [{ id: made.id, fields: ['department'] }],
    });
    expect(await read(made.id)).toMatchObject({
      job_title: 'old',
      department: 'human',
      email: 'o@a.example',
      emails: made.emails,
    });
    await undo(taking);
    expect(await read(made.id)).toMatchObject({
      job_title: 'new',
      department: 'human',
      email: 'n@a.example',
    });
  });

  test('a deletion comes back, a restoration goes again', async () => {
    const made = await contact({ last_name: 'a' });
    const gone = request();
    await call(gone, 'contacts.delete', { params: { id: made.id } });
    const back = request();
    expect(await undo(gone, back)).toEqual({ undone: 1, kept: [] });
    expect(await read(made.id)).toMatchObject({ deleted_at: null });
    await undo(back);
    await expect(read(made.id)).rejects.toMatchObject({ code: 'not_found' });
  });

  test("only one's own requests, of the last day", async () => {
    const made = request();
    await contact({ last_name: 'a' }, made);
    const other = testCtx(app, one, await one.member('rep'));
    await expect(undo(made, other)).rejects.toMatchObject({ code: 'not_found' });
    const tomorrow = { now: () => new Date(app.clock.now().getTime() + 25 * 3600 * 1000) };
    await expect(undo(made, testCtx({ ...app, clock: tomorrow }, one, one))).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('history', () => {
  test('newest first, with names of people and records, page by page', async () => {
    const account = (await call(ctx, 'accounts.create', { body: { name: 'Kessel & Söhne' } })).data;
    const made = await contact({ last_name: 'a' });
    await call(ctx, 'contacts.update', {
      params: { id: made.id },
      body: { account_id: account.id },
    });
    await call(ctx, 'contacts.update', { params: { id: made.id }, body: { status: 'customer' } });
    const page = await call(ctx, 'contacts.history', {
      params: { id: made.id },
      search: 'limit=2',
    });
    expect(page.data.map((entry: { name: string }) => entry.name)).toEqual([
      'contact.updated',
      'contact.updated',
    ]);
    expect(page.data[0]).toMatchObject({
      actor: { kind: 'user', id: one.user.id, name: 'Ada Byron' },
      changes: [{ field: 'status', before: 'lead', after: 'customer' }],
    });
    expect(page.data[1]).toMatchObject({
      changes: [{ field: 'account_id', before: null, after: account.id }],
      names: { [account.id]: 'Kessel & Söhne' },
    });
    const rest = await call(ctx, 'contacts.history', {
      params: { id: made.id },
      search: `limit=2&cursor=${page.pagination?.next_cursor}`,
    });
    expect(rest.data.map((entry: { name: string }) => entry.name)).toEqual(['contact.created']);
    const timeline = await call(ctx, 'contacts.timeline', { params: { id: made.id } });
    expect(timeline.data.map((entry: { sentence: string }) => entry.sentence)).toEqual([
      'Ada Byron changed Status from Lead to Customer',
      'Ada Byron changed Account from empty to Kessel & Söhne',
      'Ada Byron created this',
    ]);
    const other = await testCompany();
    await expect(
      call(testCtx(app, other, other), 'contacts.history', { params: { id: made.id } }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});
