import { beforeEach, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { permissionsOf, withinScopes } from '@/identity/permissions';
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
  const all = ['activities:read', 'comments:read', 'notes:read', 'tasks:read'];
  expect(granted(...all)).toEqual(all);
  expect(granted('*:read')).toContain('comments:read');
});
