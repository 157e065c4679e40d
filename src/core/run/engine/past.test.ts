import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { accountsModule } from '@/objects/accounts/module';
import { contactsModule } from '@/objects/contacts/module';
import { firstIdAt, newId } from '@/platform/ids';
import { type TestApp, testApp } from '../../../../tests/support/app';
import { call } from '../../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../../tests/support/company';
import { startDatabase } from '../../../../tests/support/database';
import { insertField } from '../../../../tests/support/records';
import type { FieldKind } from '../../shape/field';
import type { Ctx } from '../context';

let app: TestApp;
let one: TestCompany;
let ctx: Ctx;
let colleague: string;
let firm: string;

beforeAll(async () => {
  app = await testApp({ modules: [accountsModule, contactsModule] });
  one = await testCompany();
  for (const object of ['contacts', 'accounts']) {
    await insertField(one, object, 'score', 'integer');
    await insertField(one, object, 'note', 'text', { filterable: false });
    await insertField(one, object, 'vip', 'boolean');
    await insertField(one, object, 'colours', 'multi_choice', {
      choices: ['red', 'green', 'blue'].map((value) => ({ value, label: value })),
    });
  }
  ctx = testCtx(app, one, one);
  colleague = (await one.member('rep')).user.id;
  firm = (await call(ctx, 'accounts.create', { body: { name: 'Firm' } })).data.id;
});

type Values = Record<string, unknown>;
type Entry = { id: string; name: string; created_at: string };
const other = () => testCtx(app, one, one);
const get = async (object: string, id: string) =>
  (await call(ctx, `${object}.get`, { params: { id } })).data;
const asOf = async (object: string, id: string, search: string, as = ctx) =>
  (await call(as, `${object}.as_of`, { params: { id }, search })).data;
const history = async (object: string, id: string): Promise<Entry[]> =>
  (await call(ctx, `${object}.history`, { params: { id }, search: 'limit=200' })).data;
const restore = async (object: string, id: string, body: Values, headers = {}, as = other()) =>
  (await call(as, `${object}.restore_to`, { params: { id }, body, headers })).data;
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error) => [error.code, error.details.issues?.map(({ path }: { path: string }) => path)],
  );
const update = (object: string, id: string, body: Values) =>
  call(other(), `${object}.update`, { params: { id }, body });
/** Instants of the log are whole milliseconds. */
const tick = () => new Promise((resolve) => setTimeout(resolve, 3));

const texts = fc.constantFrom(null, 'a', 'Ünal  Özgür', 'q"\\,{}', '🧑‍🚀', 'İıIi');
const mails = fc.constantFrom('a@a.example', 'b@b.example', 'c@c.example');
const numbers = fc.constantFrom('+4930123456', '+902121234567', '+14155552671');
const places = fc.record(
  {
    street: fc.constantFrom('A 1', 'B 2'),
    city: fc.constantFrom('Ankara', 'Köln'),
    country: fc.constantFrom('TR', 'DE'),
  },
  { requiredKeys: ['city'] },
);
const list = (values: fc.Arbitrary<object>) => fc.array(values, { maxLength: 3 });
const labelled = (value: fc.Arbitrary<string>) =>
  list(fc.record({ label: fc.constantFrom(null, 'work'), value, primary: fc.boolean() }));
const byKind: Partial<Record<FieldKind, fc.Arbitrary<unknown>>> = {
  text: texts,
  long_text: texts,
  email: fc.option(mails),
  phone: fc.option(numbers),
  url: fc.constantFrom(null, 'https://a.example/x', 'http://b.example'),
  integer: fc.constantFrom(null, 0, 7, 100_000_000),
  money: fc.constantFrom(null, '0.00', '12.50', '9999999.99'),
  boolean: fc.boolean(),
  date: fc.constantFrom(null, '2024-02-29'),
  partial_date: fc.constantFrom(null, '--02-29', '1990-01-02'),
  datetime: fc.constantFrom(null, '2026-01-01T00:00:00.000Z', '2026-01-01T02:00:00.123+02:00'),
  tags: fc.array(fc.constantFrom('x', 'Y', 'ü, "z"'), { maxLength: 3 }),
  address: fc.option(places),
  emails: labelled(mails),
  phones: labelled(numbers),
  addresses: list(places),
  links: labelled(fc.constantFrom('https://l.example', 'https://m.example')),
};

/** Patches of an object as people might send them, custom fields among them. */
function patches(object: 'contacts' | 'accounts'): fc.Arbitrary<Values> {
  const definition = app.registry.objects.get(object);
  if (!definition) throw new Error('unknown object');
  const shape: Record<string, fc.Arbitrary<unknown>> = {};
  // The rules of accounts make a domain of a website; a currency is fixed.
  const left = new Set(['domain', 'website', 'currency', 'name', 'last_name']);
  for (const [name, { kind, choices }] of Object.entries(definition.fields)) {
    const values = choices
      ? fc.constantFrom(null, ...choices.map(({ value }) => value))
      : byKind[kind];
    if (values && !left.has(name)) shape[name] = values;
  }
  shape.owner_id = fc.constantFrom(null, one.user.id, colleague);
  if (object === 'contacts') shape.account_id = fc.constantFrom(null, firm);
  shape.custom = fc.record(
    {
      score: fc.constantFrom(null, 1, 2),
      note: texts,
      vip: fc.boolean(),
      colours: fc.subarray(['red', 'green', 'blue']),
    },
    { requiredKeys: [] },
  );
  return fc.record(shape, { requiredKeys: [] });
}

const without = ({ as_of: _as_of, ...rest }: Values) => rest;
const fieldsOf = ({ version: _version, updated_by: _by, updated_at: _at, ...rest }: Values) =>
  without(rest);

describe.each(['contacts', 'accounts'] as const)('random edits of %s', (object) => {
  test('the log gives every state back, and any of them can be restored byte for byte', async () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: patches(object) },
      { weight: 1, arbitrary: fc.constant('bin' as const) },
    );
    const steps = fc.array(step, { minLength: 3, maxLength: 12 });
    const property = fc.asyncProperty(steps, fc.nat(), async (edits, chosen) => {
      const name = object === 'contacts' ? { last_name: 'Start' } : { name: 'Start' };
      const { id } = (await call(ctx, `${object}.create`, { body: name })).data;
      const states: Values[] = [await get(object, id)];
      for (const edit of edits) {
        await tick();
        if (edit === 'bin') {
          const { data } = await call(ctx, `${object}.delete`, { params: { id } });
          states.push(data);
          await tick();
          await call(ctx, `${object}.restore`, { params: { id } });
        } else await update(object, id, edit);
        const now = await get(object, id);
        if (now.version !== states.at(-1)?.version) states.push(now);
      }
      const entries = (await history(object, id)).reverse();
      expect(entries.length).toBe(states.length);
      for (const [at, entry] of entries.entries()) {
        const then = states[at] as Values;
        for (const search of [`event=${entry.id}`, `at=${then.updated_at}`]) {
          const past = await asOf(object, id, search);
          expect(without(past)).toEqual(without(then));
          expect(past.as_of).toMatchObject({ event: entry.id, at: entry.created_at });
        }
      }
      const place = chosen % entries.length;
      const event = entries[place]?.id;
      const now = states.at(-1) as Values;
      const request = other();
      await restore(object, id, { event }, { 'if-match': `"${now.version}"` }, request);
      const back = await get(object, id);
      const wanted = { ...states[place], deleted_at: null };
      expect(JSON.stringify(fieldsOf(back))).toBe(JSON.stringify(fieldsOf(wanted)));
      if (back.version === now.version) return;
      await call(other(), `${object}.undo`, { body: { request_id: request.origin.request_id } });
      expect(fieldsOf(await get(object, id))).toEqual(fieldsOf(now));
    });
    await fc.assert(property, { numRuns: 25, endOnFailure: true });
  }, 120_000);
});

describe('as of', () => {
  test("404 before it was created and for what is foreign, the bin is told, rights are the caller's", async () => {
    const before = new Date().toISOString();
    await tick();
    const { id } = (
      await call(ctx, 'contacts.create', { body: { last_name: 'Then', account_id: firm } })
    ).data;
    expect(await refusal(asOf('contacts', id, `at=${before}`))).toEqual(['not_found', undefined]);
    expect(await refusal(asOf('contacts', newId(), ''))).toEqual(['not_found', undefined]);
    expect(await refusal(asOf('accounts', id, ''))).toEqual(['not_found', undefined]);
    await call(ctx, 'contacts.delete', { params: { id } });
    const gone = await asOf('contacts', id, '');
    expect(gone.deleted_at).toEqual(expect.any(String));
    const [, created] = await history('contacts', id);
    const then = await asOf('contacts', id, `event=${created?.id}`);
    expect(then).toMatchObject({
      deleted_at: null,
      account_id: firm,
      as_of: { names: { [firm]: 'Firm' } },
    });
    const key = testCtx(app, one, one);
    const narrow = {
      ...key,
      principal: { ...key.principal, permissions: new Set(['contacts:read']) },
    };
    expect((await asOf('contacts', id, '', narrow)).as_of.names).not.toHaveProperty(firm);
    const stranger = await testCompany();
    expect(await refusal(asOf('contacts', id, '', testCtx(app, stranger, stranger)))).toEqual([
      'not_found',
      undefined,
    ]);
  });

  test.each([
    ['at=yesterday', ['at']],
    ['at=1969-01-01T00:00:00Z', ['at']],
    [`event=${newId()}`, ['event']],
    [`at=2026-01-01T00:00:00Z&event=${newId()}`, ['event']],
    ['fields=email', ['fields']],
  ])('%s answers 400', async (search, paths) => {
    const { id } = (await call(ctx, 'contacts.create', { body: { last_name: 'x' } })).data;
    expect(await refusal(asOf('contacts', id, search))).toEqual(['bad_request', paths]);
  });

  test('where retention took the older events, what is not known is not made up', async () => {
    const two = await testCompany();
    const mine = testCtx(app, two, two);
    const { id } = (await call(mine, 'contacts.create', { body: { last_name: 'Old' } })).data;
    await tick();
    await call(mine, 'contacts.update', { params: { id }, body: { job_title: 'second' } });
    const known = new Date().toISOString();
    await tick();
    await call(mine, 'accounts.create', { body: { name: 'The log begins here' } });
    await tick();
    const start = new Date().toISOString();
    await tick();
    await call(mine, 'contacts.update', { params: { id }, body: { job_title: 'third' } });
    const { admin } = await startDatabase();
    await admin.query('delete from events where company_id = $1 and id < $2', [
      two.company.id,
      firstIdAt(new Date(known)),
    ]);
    const past = await asOf('contacts', id, `at=${start}`, mine);
    expect(past).toMatchObject({ job_title: 'second', version: 2, as_of: { event: null } });
    expect(await refusal(asOf('contacts', id, `at=${known}`, mine))).toEqual([
      'bad_request',
      ['at'],
    ]);
  });
});

describe('restore', () => {
  const contact = async (body: Values) => (await call(ctx, 'contacts.create', { body })).data;
  const first = async (id: string) => (await history('contacts', id)).at(-1)?.id;

  test('one field comes back, its list with it, later changes of others stay', async () => {
    const made = await contact({
      last_name: 'a',
      job_title: 'old',
      email: 'o@a.example',
      custom: { score: 1 },
    });
    await update('contacts', made.id, {
      job_title: 'new',
      email: 'n@a.example',
      custom: { score: 2 },
    });
    const [changed] = await history('contacts', made.id);
    const event = await first(made.id);
    await restore('contacts', made.id, { event, fields: ['email', 'emails'] });
    expect(await get('contacts', made.id)).toMatchObject({
      email: 'o@a.example',
      emails: made.emails,
      job_title: 'new',
      custom: { score: 2 },
      version: 3,
    });
    await restore('contacts', made.id, {
      event: changed?.id,
      state: 'before',
      fields: ['custom.score'],
    });
    expect(await get('contacts', made.id)).toMatchObject({
      job_title: 'new',
      custom: { score: 1 },
      version: 4,
    });
    expect((await history('contacts', made.id))[0]).toMatchObject({
      name: 'contact.updated',
      changes: [{ field: 'custom.score', before: 2, after: 1 }],
    });
    expect((await restore('contacts', made.id, { event, fields: ['email'] })).version).toBe(4);
  });

  test('what cannot come back is named, and nothing is written', async () => {
    const leaving = await one.member('rep');
    const lost = (await call(ctx, 'accounts.create', { body: { name: 'Lost' } })).data;
    const field = await insertField(one, 'contacts', 'gone', 'text');
    const with_field = testCtx(app, { company: { ...one.company, fields_version: 7 } }, one);
    const given = { owner_id: leaving.user.id, account_id: lost.id, job_title: 'old' };
    const made = (
      await call(with_field, 'contacts.create', {
        body: { last_name: 'a', ...given, custom: { gone: 'was' } },
      })
    ).data;
    await call(with_field, 'contacts.update', {
      params: { id: made.id },
      body: { owner_id: one.user.id, account_id: firm, job_title: 'new', custom: { gone: 'is' } },
    });
    const { admin } = await startDatabase();
    await admin.query("update members set status = 'removed' where user_id = $1", [
      leaving.user.id,
    ]);
    await admin.query('update custom_fields set deleted_at = now() where id = $1', [field.id]);
    await call(ctx, 'accounts.delete', { params: { id: lost.id } });
    const event = await first(made.id);
    const before = await get('contacts', made.id);
    const names = ['owner_id', 'account_id', 'custom.gone'];
    const whole = await refusal(restore('contacts', made.id, { event }));
    expect([whole?.[0], new Set(whole?.[1])]).toEqual(['invalid', new Set(names)]);
    for (const name of names)
      expect(
        await refusal(restore('contacts', made.id, { event, fields: [name, 'job_title'] })),
      ).toEqual(['invalid', [name]]);
    expect(await get('contacts', made.id)).toEqual(before);
    await restore('contacts', made.id, { event, fields: ['job_title'] });
    expect((await get('contacts', made.id)).job_title).toBe('old');
  });

  test('refuses stale versions, the state before creation, unknown and read-only fields, foreign events and the bin', async () => {
    const made = await contact({ last_name: 'a' });
    const event = await first(made.id);
    const tries: [Values, unknown, Values?][] = [
      [{ event, version: 2 }, ['stale_version', undefined]],
      [{ event }, ['stale_version', undefined], { 'if-match': '"9"' }],
      [{ event, state: 'before' }, ['invalid', ['state']]],
      [
        { event, fields: ['last_name', 'nope', 'created_by'] },
        ['invalid', ['fields.1', 'fields.2']],
      ],
      [{ event: await first((await contact({ last_name: 'b' })).id) }, ['invalid', ['event']]],
      [{ event: newId() }, ['invalid', ['event']]],
      [{}, ['invalid', ['event']]],
    ];
    for (const [body, expected, headers] of tries)
      expect(
        await refusal(restore('contacts', made.id, body, headers)),
        JSON.stringify(body),
      ).toEqual(expected);
    const reader = testCtx(app, one, await one.member('read_only'));
    expect(await refusal(restore('contacts', made.id, { event }, {}, reader))).toEqual([
      'forbidden',
      undefined,
    ]);
    await call(ctx, 'contacts.delete', { params: { id: made.id } });
    expect(await refusal(restore('contacts', made.id, { event }))).toEqual([
      'not_found',
      undefined,
    ]);
  });
});
