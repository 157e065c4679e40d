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

test('a key reads and writes comments only when it may read what they are about', async () => {
  const objects = [...(await app).registry.objects.values()];
  const rep = permissionsOf('rep', objects);
  const granted = (...scopes: string[]) => [...withinScopes(rep, scopes, objects)].sort();
  expect(granted('comments:read', 'comments:create', 'notes:read')).toEqual(['notes:read']);
  const all = ['activities:read', 'comments:read', 'notes:read', 'tasks:read'];
  expect(granted(...all)).toEqual(all);
  expect(granted('*:read')).toContain('comments:read');
});
