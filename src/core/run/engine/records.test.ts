import { beforeAll, describe, expect, test } from 'vitest';
import { accountsModule } from '@/objects/accounts/module';
import { contactsModule } from '@/objects/contacts/module';
import { contacts } from '@/objects/contacts/object';
import { newId } from '@/platform/ids';
import { type TestApp, testApp } from '../../../../tests/support/app';
import { call } from '../../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../../tests/support/company';
import { startDatabase } from '../../../../tests/support/database';
import type { Ctx } from '../context';
import { createRecords } from './create';
import { shapeOf } from './write';

let app: TestApp;
let one: TestCompany;
let ctx: Ctx;

beforeAll(async () => {
  app = await testApp({ modules: [accountsModule, contactsModule] });
  one = await testCompany();
  ctx = testCtx(app, one, one);
});

const asked = (over: Partial<Ctx> = {}): Ctx => testCtx(app, one, one, over);

async function eventsOf(record_id: string) {
  const { admin } = await startDatabase();
  const { rows } = await admin.query(
    'select name, changes, actor_id, request_id, source from events where record_id = $1 order by id',
    [record_id],
  );
  return rows;
}

/** Everything that holds in one body is told in one answer, whichever part of the house notices it. */
describe('every issue of a body at once', () => {
  const wrong = () => ({
    first_name: 'nul \0',
    email: 'nobody',
    owner_id: newId(),
    account_id: newId(),
    birthday: 'soon',
    nonsense: 1,
    custom: { unheard_of: 1 },
  });
  const paths = [
    'account_id',
    'birthday',
    'custom.unheard_of',
    'email',
    'first_name',
    'nonsense',
    'owner_id',
  ];
  const told = async (operation: string, body: unknown, id?: string) => {
    const error = await call(ctx, operation, { body, ...(id ? { params: { id } } : {}) }).catch(
      (problem) => problem,
    );
    return error.details.issues.map((issue: { path: string }) => issue.path).sort();
  };

  test('when a record is made, changed, or one of many', async () => {
    const { data } = await call(ctx, 'contacts.create', { body: { first_name: 'Ada' } });
    expect(await told('contacts.create', wrong())).toEqual(paths);
    expect(await told('contacts.update', wrong(), data.id)).toEqual(paths);
    expect(await told('contacts.bulk', { create: [{ first_name: 'Fine' }, wrong()] })).toEqual(
      paths.map((path) => `create.1.${path}`),
    );
    // What points nowhere is found when the records are there.
    expect(await told('contacts.bulk', { update: { ids: [data.id], set: wrong() } })).toEqual(
      paths.filter((path) => !path.endsWith('_id')).map((path) => `update.set.${path}`),
    );
    expect(await told('contacts.bulk', { delete: { ids: [data.id], q: 'a\0' } })).toContain(
      'delete.q',
    );
  });
});

describe('create', () => {
  test('normalises, mirrors, defaults, and answers the record with its version', async () => {
    const mine = asked();
    const { data, headers } = await call(mine, 'contacts.create', {
      body: {
        first_name: ' \u200bJosé ',
        last_name: 'Nun\u0303ez',
        email: 'Jose@Bücher.Example',
        phone: '030 231 25301 ext. 12',
        linkedin_url: 'linkedin.com/in/jose',
        address: { city: ' Köln ', country: 'Deutschland' },
        status: 'Customer',
        tags: ['VIP', 'vip', ' a '],
        birthday: '--02-29',
        last_touch_at: '2026-03-01T10:00:00+02:00',
      },
    });
    expect(data).toMatchObject({
      title: 'José Nuñez',
      first_name: 'José',
      last_name: 'Nuñez',
      email: 'jose@bücher.example',
      emails: [{ label: null, value: 'jose@bücher.example', primary: true }],
      phone: '+493023125301',
      phones: [{ label: null, value: '+493023125301', primary: true, extension: '12' }],
      linkedin_url: 'https://linkedin.com/in/jose',
      address: { city: 'Köln', country: 'DE' },
      addresses: [{ label: null, city: 'Köln', country: 'DE', primary: true }],
      status: 'customer',
      tags: ['VIP', 'a'],
      birthday: '--02-29',
      last_touch_at: '2026-03-01T08:00:00.000Z',
      owner_id: one.user.id,
      do_not_call: false,
      version: 1,
      deleted_at: null,
      custom: {},
    });
    expect(headers).toMatchObject({ ETag: '"1"', Location: `/api/contacts/${data.id}` });
    const [event] = await eventsOf(data.id);
    expect(event).toMatchObject({
      name: 'contact.created',
      actor_id: one.user.id,
      request_id: mine.origin.request_id,
    });
    expect(event.changes.after).toMatchObject({ first_name: 'José', email: 'jose@bücher.example' });
    expect(event.changes.after).not.toHaveProperty('middle_name');
    const { admin } = await startDatabase();
    const { rows } = await admin.query(
      'select title_key, body, owner_id from search_documents where record_id = $1',
      [data.id],
    );
    expect(rows[0].title_key).toBe('jose nunez');
    expect(rows[0].body).toContain('jose@bucher.example');
    const outbox = await admin.query('select 1 from outbox where company_id = $1', [
      one.company.id,
    ]);
    expect(outbox.rowCount).toBeGreaterThan(0);
    const read = await call(mine, 'contacts.get', { params: { id: data.id } });
    expect(read.data).toEqual(data);
  });

  test('names everything that is wrong', async () => {
    const body = JSON.parse(
      '{"email":"nobody@","status":"king","company_id":"x","id":"y","nope":1,"birthday":"2025-02-29","tags":"a","account_id":"7d2f1c1e-0000-7000-8000-000000000000","custom":{"score":1},"emails":[{"value":"a@b.example"},{"value":"bad"}]}',
    );
    const error = await call(ctx, 'contacts.create', { body }).catch((thrown) => thrown);
    expect(error.status).toBe(422);
    const byPath = Object.fromEntries(
      error.details.issues.map((issue: { path: string; code: string }) => [issue.path, issue.code]),
    );
    expect(byPath).toMatchObject({
      email: 'invalid_email',
      status: 'invalid_choice',
      company_id: 'read_only',
      id: 'read_only',
      nope: 'unknown_key',
      birthday: 'invalid_date',
      tags: 'invalid_type',
      account_id: 'not_found',
      'custom.score': 'unknown_key',
      'emails.1.value': 'invalid_email',
    });
  });

  test('keys that reach prototypes are refused', async () => {
    for (const text of [
      '{"last_name":"a","__proto__":{"x":1}}',
      '{"last_name":"a","custom":{"__proto__":1}}',
      '{"last_name":"a","constructor":1}',
      '{"last_name":"a","address":{"toString":"x"}}',
    ]) {
      await expect(call(ctx, 'contacts.create', { body: JSON.parse(text) })).rejects.toMatchObject({
        code: 'invalid',
      });
      await expect(
        createRecords(ctx, {} as never, await shapeOf(ctx, contacts), [JSON.parse(text)]),
      ).rejects.toMatchObject({ code: 'invalid' });
    }
  });

  test('needs one of name and mail', async () => {
    await expect(call(ctx, 'contacts.create', { body: { job_title: 'x' } })).rejects.toMatchObject({
      code: 'invalid',
    });
    await expect(call(ctx, 'accounts.create', { body: { name: '\u200b ' } })).rejects.toMatchObject(
      { details: { issues: [{ path: 'name', code: 'required' }] } },
    );
  });

  test('NUL and lone surrogates are refused, wherever they are', async () => {
    for (const bad of ['a\u0000', '\ud800', 'x\udfff']) {
      await expect(
        call(ctx, 'contacts.create', { body: { last_name: bad } }),
      ).rejects.toMatchObject({ code: 'invalid' });
      await expect(
        call(ctx, 'contacts.create', { body: { last_name: 'a', address: { city: bad } } }),
      ).rejects.toMatchObject({ code: 'invalid' });
    }
  });

  test("another company's record cannot be pointed at", async () => {
    const other = await testCompany();
    const theirs = await call(testCtx(app, other, other), 'accounts.create', {
      body: { name: 'Theirs' },
    });
    const error = await call(ctx, 'contacts.create', {
      body: { last_name: 'a', account_id: theirs.data.id, owner_id: other.user.id },
    }).catch((thrown) => thrown);
    expect(error.details.issues.map((issue: { path: string }) => issue.path).sort()).toEqual([
      'account_id',
      'owner_id',
    ]);
  });
});

describe('update', () => {
  const make = async (body: Record<string, unknown> = {}) =>
    (await call(ctx, 'contacts.create', { body: { last_name: 'Meyer', ...body } })).data;

  test('writes what changed and says so', async () => {
    const made = await make({ email: 'a@b.example', job_title: 'Boss' });
    const { data } = await call(ctx, 'contacts.update', {
      params: { id: made.id },
      body: { job_title: 'CEO', last_name: 'Meyer' },
    });
    expect(data).toMatchObject({ job_title: 'CEO', version: 2, title: 'Meyer' });
    const events = await eventsOf(made.id);
    expect(events).toHaveLength(2);
    expect(events[1].changes).toEqual({
      before: { job_title: 'Boss' },
      after: { job_title: 'CEO' },
    });
  });

  test('nothing new writes nothing', async () => {
    const made = await make({ email: 'a@b.example', tags: ['x'] });
    const { data } = await call(ctx, 'contacts.update', {
      params: { id: made.id },
      body: { email: ' A@B.example', tags: ['x'], emails: made.emails },
    });
    expect(data).toEqual(made);
    expect(await eventsOf(made.id)).toHaveLength(1);
  });

  test('a stale version answers the current record', async () => {
    const made = await make();
    await call(ctx, 'contacts.update', { params: { id: made.id }, body: { job_title: 'a' } });
    for (const input of [
      { body: { job_title: 'b', version: 1 } },
      { body: { job_title: 'b' }, headers: { 'if-match': '"1"' } },
    ]) {
      const error = await call(ctx, 'contacts.update', { params: { id: made.id }, ...input }).catch(
        (thrown) => thrown,
      );
      expect(error).toMatchObject({
        code: 'stale_version',
        details: { data: { id: made.id, job_title: 'a', version: 2 } },
      });
    }
  });

  test('lists and their primary entry stay one', async () => {
    const made = await make({
      emails: [
        { label: 'work', value: 'w@a.example' },
        { label: 'home', value: 'h@a.example', primary: true },
      ],
    });
    expect(made.email).toBe('h@a.example');
    const patch = async (body: unknown) =>
      (await call(ctx, 'contacts.update', { params: { id: made.id }, body })).data;
    expect((await patch({ email: 'w@a.example' })).emails).toEqual([
      { label: 'work', value: 'w@a.example', primary: true },
      { label: 'home', value: 'h@a.example' },
    ]);
    expect((await patch({ email: 'new@a.example' })).emails[0]).toEqual({
      label: 'work',
      value: 'new@a.example',
      primary: true,
    });
    expect(await patch({ email: null })).toMatchObject({
      email: 'h@a.example',
      emails: [{ label: 'home', value: 'h@a.example', primary: true }],
    });
    expect(await patch({ emails: [] })).toMatchObject({ email: null, emails: [] });
  });

  test('the title and the search text follow', async () => {
    const made = await make({ first_name: 'Ayşe' });
    await call(ctx, 'contacts.update', { params: { id: made.id }, body: { last_name: 'IŞIK' } });
    const { admin } = await startDatabase();
    const { rows } = await admin.query(
      'select t.title, t.title_key, d.title_key as doc, d.body from contacts t join search_documents d on d.record_id = t.id where t.id = $1',
      [made.id],
    );
    expect(rows[0]).toMatchObject({ title: 'Ayşe IŞIK', title_key: 'ayse isik', doc: 'ayse isik' });
    expect(rows[0].body).toContain('isik');
  });

  test('unknown, deleted and foreign ids are all 404', async () => {
    const other = await testCompany();
    const theirs = (
      await call(testCtx(app, other, other), 'contacts.create', { body: { last_name: 'x' } })
    ).data;
    const gone = await make();
    await call(ctx, 'contacts.delete', { params: { id: gone.id } });
    for (const id of [newId(), theirs.id, gone.id]) {
      for (const name of ['contacts.update', 'contacts.delete', 'contacts.get'] as const) {
        await expect(
          call(ctx, name, {
            params: { id },
            body: name === 'contacts.update' ? { job_title: 'x' } : undefined,
          }),
        ).rejects.toMatchObject({ code: 'not_found' });
      }
    }
  });
});

describe('bin', () => {
  test('there and back', async () => {
    const made = (await call(ctx, 'contacts.create', { body: { last_name: 'Bin' } })).data;
    const gone = (await call(ctx, 'contacts.delete', { params: { id: made.id } })).data;
    expect(gone.deleted_at).not.toBeNull();
    const back = (await call(ctx, 'contacts.restore', { params: { id: made.id } })).data;
    expect(back).toMatchObject({ deleted_at: null, version: 3 });
    await expect(call(ctx, 'contacts.restore', { params: { id: made.id } })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect((await eventsOf(made.id)).map((event) => event.name)).toEqual([
      'contact.created',
      'contact.deleted',
      'contact.restored',
    ]);
  });
});
