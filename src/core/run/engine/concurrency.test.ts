import { beforeAll, describe, expect, test } from 'vitest';
import { accountsModule } from '@/objects/accounts/module';
import { contactsModule } from '@/objects/contacts/module';
import { type TestApp, testApp } from '../../../../tests/support/app';
import { call } from '../../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../../tests/support/company';
import { startDatabase } from '../../../../tests/support/database';
import type { AppError } from '../../shape/errors';
import type { Ctx } from '../context';

let app: TestApp;
let one: TestCompany;
let ctx: Ctx;

beforeAll(async () => {
  app = await testApp({ modules: [accountsModule, contactsModule] });
  one = await testCompany();
  ctx = testCtx(app, one, one);
});

const account = async (body: Record<string, unknown>) =>
  (await call(ctx, 'accounts.create', { body })).data;
const patch = (name: string, id: string, body: unknown) =>
  call(ctx, `${name}.update`, { params: { id }, body });

/** A random number generator that repeats itself: the seed is in the name of the test. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/** `npm run test:faults` asks for 10,000, and for other choices. */
const { EDITS = '2000', SEED = '7' } = process.env;

describe('lost updates', () => {
  test(`${EDITS} edits at random by 8 writers, SEED=${SEED}: an accepted edit is never silently overwritten`, async () => {
    const next = random(Number(SEED));
    const records = await Promise.all(
      Array.from({ length: 5 }, () =>
        call(ctx, 'contacts.create', { body: { last_name: 'start', description: '0' } }),
      ),
    );
    const ids = records.map(({ data }) => data.id as string);
    const accepted = new Map<string, string[]>(ids.map((id) => [id, []]));
    let refused = 0;
    const edit = async (writer: number, count: number) => {
      const id = ids[Math.floor(next() * ids.length)] ?? '';
      const seen = (await call(ctx, 'contacts.get', { params: { id } })).data;
      const mark = `${writer}.${count}`;
      try {
        // Each edit builds on what it saw, as people do: lost when an edit in between disappears.
        const description = `${seen.description},${mark}`;
        await patch('contacts', id, { description, version: seen.version });
        accepted.get(id)?.push(mark);
      } catch (error) {
        if ((error as AppError).code !== 'stale_version') throw error;
        refused += 1;
      }
    };
    await Promise.all(
      Array.from({ length: 8 }, async (_, writer) => {
        for (let count = 0; count < Number(EDITS) / 8; count++) await edit(writer, count);
      }),
    );
    expect(refused).toBeGreaterThan(50);
    const { admin } = await startDatabase();
    for (const id of ids) {
      const { data } = await call(ctx, 'contacts.get', { params: { id } });
      const marks = data.description.split(',').slice(1);
      expect(new Set(marks)).toEqual(new Set(accepted.get(id)));
      expect(data.version).toBe(marks.length + 1);
      const { rows } = await admin.query(
        `select changes -> 'after' ->> 'description' as text from events where record_id = $1 and name = 'contact.updated' order by seq`,
        [id],
      );
      expect(rows.at(-1)?.text).toBe(data.description);
      expect(rows).toHaveLength(marks.length);
    }
  }, 300_000);

  test('without a version the last write wins field by field', async () => {
    const { data } = await call(ctx, 'contacts.create', { body: { last_name: 'a' } });
    const fields = ['job_title', 'department', 'salutation', 'suffix', 'nickname', 'language'];
    await Promise.all(
      fields.map((field) => patch('contacts', data.id, { [field]: `new ${field}` })),
    );
    const after = (await call(ctx, 'contacts.get', { params: { id: data.id } })).data;
    for (const field of fields) expect(after[field]).toBe(`new ${field}`);
    expect(after.version).toBe(1 + fields.length);
  });
});

describe('hierarchies', () => {
  test('no circle, however long, not even within one call', async () => {
    const a = await account({ name: 'a' });
    const b = await account({ name: 'b', parent_id: a.id });
    const c = await account({ name: 'c', parent_id: b.id });
    for (const id of [a.id, b.id, c.id]) {
      await expect(patch('accounts', a.id, { parent_id: id })).rejects.toMatchObject({
        details: { issues: [{ path: 'parent_id', code: 'cycle' }] },
      });
    }
    await patch('accounts', c.id, { parent_id: a.id });
    await expect(
      call(ctx, 'accounts.bulk', {
        body: { update: { ids: [a.id, b.id], set: { parent_id: b.id } } },
      }),
    ).rejects.toMatchObject({ code: 'invalid' });
  });

  test('two moves at once cannot close a circle between them', async () => {
    for (let round = 0; round < 20; round++) {
      const [a, b] = await Promise.all([account({ name: 'a' }), account({ name: 'b' })]);
      const results = await Promise.allSettled([
        patch('accounts', a.id, { parent_id: b.id }),
        patch('accounts', b.id, { parent_id: a.id }),
      ]);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    }
  });
});

test('a write that fails half way leaves nothing', async () => {
  const { admin } = await startDatabase();
  const count = async () =>
    (
      await admin.query(
        `select (select count(*) from contacts where company_id = $1)::int + (select count(*) from events where company_id = $1)::int +
      (select count(*) from outbox where company_id = $1)::int + (select count(*) from search_documents where company_id = $1)::int as n`,
        [one.company.id],
      )
    ).rows[0].n;
  const before = await count();
  const failing: Ctx = {
    ...ctx,
    settle: async () => Promise.reject(new Error('the answer could not be kept')),
  };
  await expect(call(failing, 'contacts.create', { body: { last_name: 'x' } })).rejects.toThrow(
    'could not be kept',
  );
  expect(await count()).toBe(before);
});
