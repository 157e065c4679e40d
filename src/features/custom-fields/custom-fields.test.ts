import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { startWorkers, type Workers } from '@/core/run/jobs/worker';
import { workPrincipal } from '@/identity/member-principal';
import { accountsModule } from '@/objects/accounts/module';
import { contactsModule } from '@/objects/contacts/module';
import { type TestApp, testApp } from '../../../tests/support/app';
import { call } from '../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../tests/support/company';
import { startDatabase } from '../../../tests/support/database';
import { mirrorJob } from './mirror-job';
import { customFieldsModule } from './module';

let app: TestApp;
let one: TestCompany;
let ctx: Ctx;
let background: Workers;

beforeAll(async () => {
  app = await testApp({ modules: [accountsModule, contactsModule, customFieldsModule] });
  one = await testCompany();
  ctx = testCtx(app, one, one);
  background = startWorkers(app, {
    kinds: [mirrorJob],
    principalOf: workPrincipal,
    look_ms: 50,
  });
});
afterAll(() => background.stop());

const field = async (body: Record<string, unknown>, as = ctx) =>
  (await call(as, 'fields.create', { body: { object: 'contacts', ...body } })).data;
const contact = async (body: Record<string, unknown>) =>
  (await call(ctx, 'contacts.create', { body: { last_name: 'x', ...body } })).data;
const found = async (search: string) =>
  (await call(ctx, 'contacts.list', { search })).data.map((record: { id: string }) => record.id);

async function mirrored(record_id: string) {
  const { admin } = await startDatabase();
  const { rows } = await admin.query(
    'select ordinal, text_value, number_value, time_value::text from field_values where record_id = $1 order by field_id, ordinal',
    [record_id],
  );
  return rows;
}

describe('the life of a field', () => {
  test('counts at once: written, validated, filtered, shown in the history', async () => {
    const score = await field({ label: 'Kişi puanı', kind: 'integer', filterable: true });
    expect(score).toMatchObject({ key: 'kisi_puani', filterable: true, indexing: false });
    const made = await contact({ custom: { kisi_puani: 7 } });
    expect(made.custom.kisi_puani).toBe(7);
    expect(await mirrored(made.id)).toMatchObject([{ ordinal: 0, number_value: '7' }]);
    expect(await found('filter[custom.kisi_puani][gte]=5')).toContain(made.id);
    await expect(contact({ custom: { kisi_puani: 'many' } })).rejects.toMatchObject({
      details: { issues: [{ path: 'custom.kisi_puani' }] },
    });
    const changed = (
      await call(ctx, 'contacts.update', {
        params: { id: made.id },
        body: { custom: { kisi_puani: 3 } },
      })
    ).data;
    expect(changed).toMatchObject({ version: 2, custom: { kisi_puani: 3 } });
    expect(await found('filter[custom.kisi_puani][gte]=5')).not.toContain(made.id);
    const history = await call(ctx, 'contacts.history', { params: { id: made.id } });
    expect(history.data[0].changes).toEqual([{ field: 'custom.kisi_puani', before: 7, after: 3 }]);
    const emptied = (
      await call(ctx, 'contacts.update', {
        params: { id: made.id },
        body: { custom: { kisi_puani: null } },
      })
    ).data;
    expect(emptied.custom.kisi_puani).toBeNull();
    expect(await mirrored(made.id)).toEqual([]);
  });

  test('every kind is stored, mirrored and found', async () => {
    await field({ label: 'k text', kind: 'text', filterable: true });
    await field({ label: 'k decimal', kind: 'decimal', filterable: true });
    await field({ label: 'k yes', kind: 'boolean', filterable: true });
    await field({ label: 'k day', kind: 'date', filterable: true });
    await field({ label: 'k at', kind: 'datetime', filterable: true });
    await field({
      label: 'k one',
      kind: 'choice',
      filterable: true,
      choices: ['Red', { value: 'b', label: 'Blue' }],
    });
    await field({
      label: 'k many',
      kind: 'multi_choice',
      filterable: true,
      choices: ['x', 'y', 'z'],
    });
    await field({ label: 'k who', kind: 'user', filterable: true });
    const custom = {
      k_text: 'İĞNE',
      k_decimal: 12.3456,
      k_yes: true,
      k_day: '2026-02-28',
      k_at: '2026-02-28T10:00:00Z',
      k_one: 'blue',
      k_many: ['y', 'x'],
      k_who: one.user.id,
    };
    const made = await contact({ custom });
    expect(made.custom).toMatchObject({ ...custom, k_one: 'b', k_at: '2026-02-28T10:00:00.000Z' });
    for (const search of [
      '[custom.k_text]=igne',
      '[custom.k_decimal][gt]=12.3',
      '[custom.k_yes]=true',
      '[custom.k_day]=2026-02-28',
      '[custom.k_at][gte]=2026-02-28T09:00:00Z',
      '[custom.k_one]=b',
      '[custom.k_many]=x',
      '[custom.k_who]=me',
    ]) {
      expect(await found(`filter${search}`), search).toEqual([made.id]);
    }
    await call(ctx, 'contacts.update', {
      params: { id: made.id },
      body: { custom: { k_many: ['z'] } },
    });
    expect(await found('filter[custom.k_many]=x')).toEqual([]);
    expect(await found('filter[custom.k_many]=z')).toEqual([made.id]);
  });

  test('removed: hidden everywhere; restored: back with its values; its key is never given away', async () => {
    const made = await field({ label: 'Badge', kind: 'text' });
    const record = await contact({ custom: { badge: 'gold' } });
    await call(ctx, 'fields.delete', { params: { id: made.id } });
    await expect(contact({ custom: { badge: 'x' } })).rejects.toMatchObject({ code: 'invalid' });
    const edited = (
      await call(ctx, 'contacts.update', {
        params: { id: record.id },
        body: { job_title: 'x', custom: { kisi_puani: 1 } },
      })
    ).data;
    expect(edited.custom).not.toHaveProperty('badge');
    await expect(field({ label: 'Other', key: 'badge', kind: 'integer' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await call(ctx, 'fields.restore', { params: { id: made.id } });
    expect((await call(ctx, 'contacts.get', { params: { id: record.id } })).data.custom.badge).toBe(
      'gold',
    );
  });

  test('a required one must be given and cannot be emptied', async () => {
    const other = await testCompany();
    const theirs = testCtx(app, other, other);
    await field({ label: 'Must', kind: 'text', required: true }, theirs);
    const create = (custom?: unknown) =>
      call(theirs, 'contacts.create', { body: { last_name: 'x', ...(custom ? { custom } : {}) } });
    await expect(create()).rejects.toMatchObject({
      details: { issues: [{ path: 'custom.must', code: 'required' }] },
    });
    const { data } = await create({ must: 'v' });
    await expect(
      call(theirs, 'contacts.update', { params: { id: data.id }, body: { custom: { must: ' ' } } }),
    ).rejects.toMatchObject({ code: 'invalid' });
    expect((await contact({})).custom).not.toHaveProperty('must');
  });
});

test('a field with values becomes filterable once all of them are copied', async () => {
  const late = await field({ label: 'Late', kind: 'integer' });
  const create = Array.from({ length: 900 }, (_, i) => ({
    last_name: `n${i}`,
    custom: { late: i },
  }));
  for (let part = 0; part < 2; part++) await call(ctx, 'contacts.bulk', { body: { create } });
  await expect(found('filter[custom.late]=5')).rejects.toMatchObject({ code: 'bad_request' });
  const patched = (
    await call(ctx, 'fields.update', { params: { id: late.id }, body: { filterable: true } })
  ).data;
  expect(patched).toMatchObject({ filterable: false, indexing: true });
  const meanwhile = await contact({ custom: { late: 1_000_000 } });
  await expect
    .poll(
      async () =>
        (await call(ctx, 'fields.list', { search: 'object=contacts' })).data.find(
          ({ id }: { id: string }) => id === late.id,
        ).filterable,
      { timeout: 15_000 },
    )
    .toBe(true);
  expect(await found('filter[custom.late]=5')).toHaveLength(2);
  expect(await found('filter[custom.late][gt]=100000')).toEqual([meanwhile.id]);
}, 30_000);

test('limits, rights and wrong definitions', async () => {
  const other = await testCompany();
  const theirs = testCtx(app, other, other);
  for (let i = 0; i < 25; i++)
    await field({ label: `f${i}`, kind: 'integer', filterable: true }, theirs);
  await expect(
    field({ label: 'one more', kind: 'integer', filterable: true }, theirs),
  ).rejects.toMatchObject({ code: 'conflict' });
  await field({ label: 'plain', kind: 'integer' }, theirs);
  await expect(field({ label: 'x', kind: 'choice' }, theirs)).rejects.toMatchObject({
    code: 'invalid',
  });
  await expect(field({ label: 'x', kind: 'text', choices: ['a'] }, theirs)).rejects.toMatchObject({
    code: 'invalid',
  });
  await expect(field({ label: 'x', kind: 'text', key: '__proto__' }, theirs)).rejects.toMatchObject(
    { code: 'invalid' },
  );
  await expect(
    field({ label: 'x', kind: 'text', object: 'members' }, theirs),
  ).rejects.toMatchObject({ code: 'invalid' });
  await expect(
    field({ label: 'x', kind: 'text' }, testCtx(app, other, await other.member('rep'))),
  ).rejects.toMatchObject({ code: 'forbidden' });
  const seen = await call(theirs, 'objects.list');
  expect(
    seen.data.find(({ name }: { name: string }) => name === 'contacts').custom_fields,
  ).toHaveLength(26);
});
