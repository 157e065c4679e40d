import { beforeEach, describe, expect, test } from 'vitest';
import type { Ctx } from '@/core/run/context';
import { newId } from '@/platform/ids';
import { testApp } from '../../../../tests/support/app';
import { call } from '../../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../../tests/support/company';
import { startDatabase } from '../../../../tests/support/database';

const app = testApp();
let one: TestCompany;
let ctx: Ctx;
let people: string[];

beforeEach(async () => {
  one = await testCompany();
  ctx = testCtx(await app, one, one);
  const reps = [
    await one.member('rep', 'A'),
    await one.member('rep', 'B'),
    await one.member('rep', 'C'),
  ];
  people = reps.map(({ user }) => user.id);
});

const again = (): Ctx => ({ ...ctx, origin: { ...ctx.origin, request_id: newId() } });
const create = async (body: Record<string, unknown> = { company_name: 'Acme' }) =>
  (await call(again(), 'leads.create', { body })).data;
const owners = async (bodies: Record<string, unknown>[]) => {
  const found: string[] = [];
  for (const body of bodies) found.push((await create(body)).owner_id);
  return found;
};
const creator = { kind: 'creator', user_ids: [] };
const turns = (user_ids = people) => ({ kind: 'round_robin', user_ids });
const set = async (rules: unknown[], otherwise: unknown = creator, more: object = {}) =>
  (await call(again(), 'leads.set_assignment', { body: { rules, otherwise, ...more } })).data;
const lead = { company_name: 'Acme' };
const counts = (ids: readonly string[]) =>
  people.map((id) => ids.filter((one) => one === id).length);

describe('a new lead without an owner', () => {
  test('belongs to whoever makes it until rules are set', async () => {
    expect((await call(ctx, 'leads.assignment')).data).toEqual({
      rules: [],
      otherwise: creator,
      version: 0,
    });
    expect((await create()).owner_id).toBe(one.user.id);
  });

  test('goes to members in turn, one that names its owner does not', async () => {
    await set([], turns());
    expect(await owners([lead, { ...lead, owner_id: 'me' }, lead, lead, lead])).toEqual([
      people[0],
      one.user.id,
      people[1],
      people[2],
      people[0],
    ]);
    expect((await create({ ...lead, owner_id: null })).owner_id).toBeNull();
  });

  test('takes a turn exactly once, however many are made at once', async () => {
    await set([], turns());
    const made = await Promise.all(Array.from({ length: 30 }, () => create()));
    expect(counts(made.map(({ owner_id }) => owner_id))).toEqual([10, 10, 10]);
    const bulk = (n: number) =>
      call(again(), 'leads.bulk', { body: { create: Array.from({ length: n }, () => lead) } });
    await Promise.all([bulk(7), create(), bulk(4), bulk(3)]);
    const { data } = await call(ctx, 'leads.list', { search: 'limit=200' });
    expect(counts(data.map(({ owner_id }: { owner_id: string }) => owner_id))).toEqual([
      15, 15, 15,
    ]);
  });

  test('is made although a rule asks for a field that is gone', async () => {
    const field = (
      await call(again(), 'fields.create', {
        body: { object: 'leads', key: 'region', label: 'Region', kind: 'text', filterable: true },
      })
    ).data;
    const seeing = (fields_version: number): Ctx => ({
      ...ctx,
      principal: { ...ctx.principal, company: { ...one.company, fields_version } },
    });
    ctx = seeing(1);
    const [a = '', b = ''] = people;
    const to = (id: string) => ({ kind: 'fixed', user_ids: [id] });
    const north = { field: 'custom.region', op: 'starts', value: 'nor' };
    await set([
      {
        name: 'Gone',
        filter: { and: [{ field: 'industry', op: 'eq', value: 'energy' }, north] },
        to: to(a),
      },
      { name: 'There', filter: { field: 'industry', op: 'eq', value: 'energy' }, to: to(b) },
    ]);
    await call(again(), 'fields.delete', { params: { id: field.id } });
    ctx = seeing(2);
    expect((await create({ ...lead, industry: 'energy' })).owner_id).toBe(b);
    expect((await create()).owner_id).toBe(one.user.id);
  });

  test('that is refused takes no turn', async () => {
    await set([], turns());
    await expect(create({ ...lead, employees: -1 })).rejects.toMatchObject({ status: 422 });
    await expect(
      call(again(), 'leads.bulk', { body: { create: [lead, { phone: '1' }] } }),
    ).rejects.toMatchObject({ status: 422 });
    expect((await create()).owner_id).toBe(people[0]);
  });

  test('goes to whoever has the fewest open ones', async () => {
    const [a = '', b = '', c = ''] = people;
    for (const owner_id of [a, a, b, b, b, c]) await create({ ...lead, owner_id });
    const done = await create({ ...lead, owner_id: c, status: 'unqualified' });
    expect(done.status).toBe('unqualified');
    await set([], { kind: 'least_open', user_ids: people });
    expect(await owners([lead, lead, lead])).toEqual([c, a, c]);
    const made = await Promise.all(Array.from({ length: 9 }, () => create()));
    // 3, 3, 3 before; so everybody gets as many.
    expect(counts(made.map(({ owner_id }) => owner_id))).toEqual([3, 3, 3]);
  });

  test('goes by the first rule that fits it', async () => {
    const [a = '', b = '', c = ''] = people;
    const fixed = (id: string) => ({ kind: 'fixed', user_ids: [id] });
    await call(ctx, 'fields.create', {
      body: { object: 'leads', key: 'region', label: 'Region', kind: 'text', filterable: true },
    });
    ctx = {
      ...ctx,
      principal: { ...ctx.principal, company: { ...one.company, fields_version: 1 } },
    };
    await set(
      [
        {
          name: 'Energy in the north',
          filter: {
            and: [
              { field: 'industry', op: 'eq', value: 'ENERGY' },
              { field: 'custom.region', op: 'starts', value: 'nor' },
            ],
          },
          to: fixed(a),
        },
        {
          name: 'Large or hot',
          filter: {
            or: [
              { field: 'employees', op: 'gte', value: 500 },
              { field: 'rating', op: 'in', value: ['hot'] },
            ],
          },
          to: fixed(b),
        },
        { name: 'No mail', filter: { field: 'email', op: 'empty' }, to: fixed(c) },
      ],
      fixed(one.user.id),
    );
    const mail = { email: 'a@b.example' };
    expect(
      await owners([
        { ...lead, industry: 'Energy', custom: { region: 'North-west' }, rating: 'hot' },
        { ...lead, ...mail, industry: 'Energy', custom: { region: 'South' }, rating: 'hot' },
        { ...lead, ...mail, employees: 500 },
        { ...lead, employees: 499 },
        { ...lead, ...mail },
      ]),
    ).toEqual([a, b, b, c, one.user.id]);
    // Several at once are asked together.
    const { data } = await call(again(), 'leads.bulk', {
      body: { create: [{ ...lead, ...mail }, { ...lead, rating: 'hot' }, lead] },
    });
    const records = await Promise.all(
      data.ids.map((id: string) => call(ctx, 'leads.get', { params: { id } })),
    );
    expect(records.map((record) => record.data.owner_id)).toEqual([one.user.id, b, c]);
  });

  test('passes over members who have left', async () => {
    const { admin } = await startDatabase();
    const leave = (id: string | undefined) =>
      admin.query("update members set status = 'removed' where company_id = $1 and user_id = $2", [
        one.company.id,
        id,
      ]);
    await set([{ name: 'All', filter: {}, to: turns() }], creator);
    await leave(people[0]);
    expect(await owners([lead, lead, lead])).toEqual([people[1], people[2], people[1]]);
    for (const id of people) await leave(id);
    expect((await create()).owner_id).toBe(one.user.id);
  });
});

describe('the rules', () => {
  test('keep their turn and their ids when they change', async () => {
    const first = await set([{ name: 'All', filter: {}, to: turns() }]);
    expect(first).toMatchObject({ version: 1, rules: [{ name: 'All' }] });
    await create();
    const [rule] = first.rules;
    const second = await set([{ ...rule, name: 'Everything' }], creator, { version: 1 });
    expect(second.rules[0].id).toBe(rule.id);
    expect((await create()).owner_id).toBe(people[1]);
    expect((await call(ctx, 'leads.assignment')).data).toEqual(second);
  });

  test('of two people at once come one after the other', async () => {
    const both = await Promise.allSettled(
      ['A', 'B'].map((name) => set([{ name, filter: {}, to: turns() }], creator, { version: 0 })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = both.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
    expect(refused.reason).toMatchObject({ status: 412, details: { data: { version: 1 } } });
  });

  test('are refused with the place of what is wrong', async () => {
    const other = await testCompany();
    const issues = async (rules: unknown[], otherwise: unknown = creator) => {
      const thrown = await set(rules, otherwise).then(
        () => null,
        (error: { details: { issues: { path: string; code: string }[] } }) => error,
      );
      return thrown?.details.issues.map(({ path, code }) => `${path} ${code}`);
    };
    const to = turns();
    expect(
      await issues([{ name: 'x', filter: { field: 'nope', op: 'eq', value: 1 }, to }]),
    ).toEqual(['rules.0.filter unknown_field']);
    // What a lead is before it is stored: no id, no owner, no other records.
    for (const field of ['id', 'owner_id', 'created_at', 'converted_account.name', 'constructor'])
      expect(
        await issues([{ name: 'x', filter: { and: [{ field, op: 'not_empty' }] }, to }]),
        field,
      ).toEqual(['rules.0.filter.and.0 unknown_field']);
    await call(ctx, 'fields.create', {
      body: { object: 'leads', key: 'helper', label: 'Helper', kind: 'user', filterable: true },
    });
    ctx = {
      ...ctx,
      principal: { ...ctx.principal, company: { ...one.company, fields_version: 1 } },
    };
    const helper = { field: 'custom.helper', op: 'in', value: [one.user.id, other.user.id] };
    expect(await issues([{ name: 'x', filter: helper, to }])).toEqual(['rules.0.filter not_found']);
    expect(await issues([], turns([people[0] ?? '', other.user.id]))).toEqual([
      'otherwise.user_ids.1 not_found',
    ]);
    expect(await issues([{ name: 'x', filter: {}, to: turns([]) }])).toEqual([
      'rules.0.to.user_ids required',
    ]);
    expect(await issues([], { kind: 'fixed', user_ids: people.slice(0, 2) })).toEqual([
      'otherwise.user_ids too_many',
    ]);
    expect(await issues([{ id: newId(), name: 'x', filter: {}, to }])).toEqual([
      'rules.0.id not_found',
    ]);
    expect((await call(ctx, 'leads.assignment')).data.version).toBe(0);
  });

  test('are set by administrators alone and told in the event log', async () => {
    const rep = testCtx(await app, one, await one.member('rep'));
    const body = { rules: [], otherwise: turns() };
    await expect(call(rep, 'leads.set_assignment', { body })).rejects.toMatchObject({
      status: 403,
    });
    expect((await call(rep, 'leads.assignment')).data.version).toBe(0);
    await call(again(), 'leads.set_assignment', { body });
    const { admin } = await startDatabase();
    const { rows } = await admin.query(
      "select changes from events where company_id = $1 and name = 'lead_assignment.updated'",
      [one.company.id],
    );
    expect(rows).toEqual([
      {
        changes: {
          before: { rules: [], otherwise: creator },
          after: { rules: [], otherwise: turns() },
        },
      },
    ]);
  });
});
