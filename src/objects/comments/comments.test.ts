import { beforeEach, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { bulkJob } from '@/core/run/engine/bulk';
import { startWorkers } from '@/core/run/jobs/worker';
import { workPrincipal } from '@/identity/member-principal';
import { permissionsOf, withinScopes } from '@/identity/permissions';
import { newId } from '@/platform/ids';
import { testApp } from '../../../tests/support/app';
import { call } from '../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../tests/support/company';
import { startDatabase } from '../../../tests/support/database';
import { insertField } from '../../../tests/support/records';

const app = testApp();
let one: TestCompany;
let ctx: Ctx;

beforeEach(async () => {
  one = await testCompany();
  ctx = testCtx(await app, one, one);
});

const create = async (object: string, body: object) => {
  const again = { ...ctx, origin: { ...ctx.origin, request_id: newId() } };
  return (await call(again, `${object}.create`, { body })).data;
};

test('a comment is about a note, an activity or a task, and stands in its timeline', async () => {
  const note = await create('notes', { body: 'Likes boats' });
  await expect(create('comments', { body: 'Which ones?' })).rejects.toMatchObject({
    details: { issues: [{ path: 'note_id', code: 'required' }] },
  });
  const comment = await create('comments', { body: '- Which ones?\nBig?', note_id: note.id });
  expect(comment).toMatchObject({ title: 'Which ones?', owner_id: one.user.id });
  const timeline = await call(ctx, 'notes.timeline', { params: { id: note.id } });
  expect(timeline.data).toMatchObject([
    { kind: 'comment', sentence: 'Which ones?', record: { body: '- Which ones?\nBig?' } },
    { kind: 'change' },
  ]);
  await expect(
    create('comments', { body: 'x', note_id: (await testNote()).id }),
  ).rejects.toMatchObject({ details: { issues: [{ path: 'note_id', code: 'not_found' }] } });
});

/** A note of another company. */
async function testNote() {
  const other = await testCompany();
  const theirs = testCtx(await app, other, other);
  return (await call(theirs, 'notes.create', { body: { body: 'Theirs' } })).data;
}

test('a comment may be about an account, a contact, a deal or a lead itself', async () => {
  const { user } = await one.member('rep', 'Grace Hopper');
  for (const [object, body] of [
    ['accounts', { name: 'Silverquay' }],
    ['contacts', { last_name: 'Silver' }],
    ['deals', { title: 'Hull pumps' }],
    ['leads', { last_name: 'Quay' }],
  ] as const) {
    const about = await create(object, body);
    const link = `${object.slice(0, -1)}_id`;
    const said = `@[Grace Hopper](${user.id}) look`;
    const comment = await create('comments', { body: said, [link]: about.id });
    expect(comment[link]).toBe(about.id);
    const { data } = await call(ctx, `${object}.timeline`, { params: { id: about.id } });
    expect(data[0]).toMatchObject({ kind: 'comment', record: { body: said } });
  }
});

test('only whoever wrote a comment changes it; managers delete those of others', async () => {
  const deal = await create('deals', { title: 'Hull pumps' });
  const rep = testCtx(await app, one, await one.member('rep'));
  const { id } = await create('comments', { body: 'Mine', deal_id: deal.id });
  const params = { id };
  await expect(
    call(rep, 'comments.update', { params, body: { body: 'Yours' } }),
  ).rejects.toMatchObject({ details: { issues: [{ path: 'body', code: 'fixed' }] } });
  const other = await create('deals', { title: 'Keel pumps' });
  const lead = await create('leads', { last_name: 'Quay' });
  const elsewhere = { deal_id: other.id, lead_id: lead.id };
  const fixed = Object.keys(elsewhere).map((path) => ({ path, code: 'fixed' }));
  const manager = testCtx(await app, one, await one.member('manager', 'Ada Lovelace'));
  for (const somebody of [rep, manager]) {
    await expect(
      call(somebody, 'comments.update', { params, body: elsewhere }),
    ).rejects.toMatchObject({ details: { issues: fixed } });
    await expect(
      call(somebody, 'comments.bulk', {
        body: { update: { ids: [id], set: { deal_id: other.id } } },
      }),
    ).rejects.toMatchObject({ status: 422 });
  }
  expect((await call(ctx, 'comments.get', { params })).data).toMatchObject({
    deal_id: deal.id,
    lead_id: null,
  });
  await call(ctx, 'comments.update', { params, body: { lead_id: lead.id } });
  await expect(call(rep, 'comments.delete', { params })).rejects.toMatchObject({ status: 403 });
  const theirs = (
    await call(rep, 'comments.create', { body: { body: 'Theirs', deal_id: deal.id } })
  ).data;
  const own = { params: { id: theirs.id } };
  await call(rep, 'comments.update', { ...own, body: { body: 'Theirs, better' } });
  await call(rep, 'comments.delete', own);
  const again = await call(rep, 'comments.create', { body: { body: 'More', deal_id: deal.id } });
  await call(testCtx(await app, one, await one.member('manager')), 'comments.delete', {
    params: { id: again.data.id },
  });
  await call(ctx, 'comments.update', { params, body: { body: 'Still mine' } });
});

test('what the fields of a company say of a comment is of whoever wrote it too, on every road', async () => {
  await insertField(one, 'comments', 'mood', 'text');
  const deal = await create('deals', { title: 'Hull pumps' });
  const author = await one.member('rep', 'Grace Hopper');
  const request = async () => testCtx(await app, one, author);
  const made = await call(await request(), 'comments.create', {
    body: { body: 'Calm today', deal_id: deal.id, custom: { mood: 'calm' } },
  });
  const { id } = made.data;
  const params = { id };
  const edit = await request();
  await call(edit, 'comments.update', { params, body: { custom: { mood: 'stormy' } } });
  const mood = async () => (await call(ctx, 'comments.get', { params })).data.custom.mood;
  expect(await mood()).toBe('stormy');
  const { data: history } = await call(ctx, 'comments.history', { params });
  const first = history.at(-1).id;
  const fixed = (path: string) => ({ details: { issues: [{ path, code: 'fixed' }] } });

  // The owner of the company is as little the author as anybody else.
  const set = { custom: { mood: 'glad' } };
  await expect(call(ctx, 'comments.update', { params, body: set })).rejects.toMatchObject(
    fixed('custom.mood'),
  );
  await expect(
    call(ctx, 'comments.bulk', { body: { update: { ids: [id], set } } }),
  ).rejects.toMatchObject(fixed('update.set.custom.mood'));
  for (const fields of [undefined, ['custom.mood']])
    await expect(
      call(ctx, 'comments.restore_to', { params, body: { event: first, fields } }),
    ).rejects.toMatchObject(fixed('custom.mood'));
  const workers = startWorkers(await app, { kinds: [bulkJob], principalOf: workPrincipal });
  const filter = { field: 'deal_id', op: 'eq', value: deal.id };
  const { data: job } = await call(ctx, 'comments.bulk', { body: { update: { filter, set } } });
  const result = async () =>
    (await call(ctx, 'jobs.get', { params: { id: job.job_id } })).data.result;
  await expect.poll(result, { timeout: 10_000 }).toMatchObject({
    ...{ updated: 0, refused: 1 },
    problems: [{ id, issues: [{ path: 'custom.mood', code: 'fixed' }] }],
  });
  await workers.stop();
  // What somebody changed while it was theirs.
  const { admin } = await startDatabase();
  await admin.query('update comments set owner_id = $2 where id = $1', [id, one.user.id]);
  const undo = { body: { request_id: edit.origin.request_id } };
  expect((await call(await request(), 'comments.undo', undo)).data).toEqual({
    undone: 0,
    kept: [{ id, fields: ['custom.mood'] }],
  });
  expect(await mood()).toBe('stormy');
  await call(ctx, 'comments.update', { params, body: set });
  expect(await mood()).toBe('glad');
});

test('comments and notes are of whoever writes them, for good', async () => {
  const { user } = await one.member('rep', 'Grace Hopper');
  const note = await create('notes', { body: 'Likes boats', owner_id: null });
  const comment = await create('comments', { body: 'Big?', note_id: note.id, owner_id: 'me' });
  const refused = { details: { issues: [{ path: 'owner_id', code: 'fixed' }] } };
  for (const [object, made] of Object.entries({ notes: note, comments: comment })) {
    expect(made.owner_id).toBe(one.user.id);
    const theirs = { body: 'I agree', note_id: note.id, owner_id: user.id };
    if (object === 'notes') Reflect.deleteProperty(theirs, 'note_id');
    await expect(create(object, theirs), object).rejects.toMatchObject(refused);
    for (const owner_id of [user.id, null])
      await expect(
        call(ctx, `${object}.update`, {
          params: { id: made.id },
          body: { owner_id },
          headers: { 'if-match': `"${made.version}"` },
        }),
        object,
      ).rejects.toMatchObject(refused);
    await expect(
      call(ctx, `${object}.bulk`, {
        body: { update: { ids: [made.id], set: { owner_id: user.id } } },
      }),
    ).rejects.toMatchObject({ status: 422 });
  }
});

test('a key reads and writes comments only when it may read what they are about', async () => {
  const objects = [...(await app).registry.objects.values()];
  const rep = permissionsOf('rep', objects);
  const granted = (...scopes: string[]) => [...withinScopes(rep, scopes, objects)].sort();
  expect(granted('comments:read', 'comments:create', 'notes:read')).toEqual(['notes:read']);
  const all = [
    'accounts',
    'activities',
    'comments',
    'contacts',
    'deals',
    'leads',
    'notes',
    'tasks',
  ].map((object) => `${object}:read`);
  expect(granted(...all)).toEqual(all);
  expect(granted('*:read')).toContain('comments:read');
});
