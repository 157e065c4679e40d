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
  const reps = [await one.member('rep', 'A'), await one.member('rep', 'B')];
  people = reps.map(({ user }) => user.id);
});

const again = (as = ctx): Ctx => ({ ...as, origin: { ...as.origin, request_id: newId() } });
const create = async (body: object, as = ctx) =>
  (await call(again(as), 'accounts.create', { body: { name: 'Acme', ...body } })).data;
const energy = { field: 'industry', op: 'eq', value: 'energy' };
const large = { field: 'employees', op: 'gte', value: 500 };
const set = (as = ctx) =>
  call(again(as), 'accounts.set_assignment', {
    body: {
      rules: [
        {
          name: 'Large energy',
          filter: { and: [energy, large] },
          to: { kind: 'fixed', user_ids: people.slice(0, 1) },
        },
        { name: 'Energy', filter: energy, to: { kind: 'round_robin', user_ids: people } },
        { name: 'Large', filter: large, to: { kind: 'least_open', user_ids: people } },
      ],
      otherwise: { kind: 'creator', user_ids: [] },
    },
  });

describe('a new account without an owner', () => {
  test('belongs to whoever makes it until rules are set', async () => {
    expect((await create({})).owner_id).toBe(one.user.id);
  });

  test('goes by the first rule that fits, one that names its owner does not', async () => {
    await set();
    const [a, b] = people;
    const owners = [];
    for (const body of [
      { industry: 'Energy', employees: 500 },
      { industry: 'energy' },
      { industry: 'energy', employees: 499 },
      { employees: 500 },
      {},
      { industry: 'energy', owner_id: 'me' },
      { industry: 'energy', owner_id: null },
    ])
      owners.push((await create(body)).owner_id);
    // By then A has two and B one, so the fewest are of B.
    expect(owners).toEqual([a, a, b, b, one.user.id, one.user.id, null]);
    await call(again(), 'accounts.bulk', {
      body: {
        create: [
          { name: 'x', industry: 'energy' },
          { name: 'y', industry: 'energy' },
        ],
      },
    });
    const { data } = await call(ctx, 'accounts.list', { search: 'limit=200' });
    const counts = people.map(
      (id) => data.filter((account: { owner_id: string }) => account.owner_id === id).length,
    );
    expect(counts).toEqual([3, 3]);
  });
});

test('a territory is a country, with the industry and the size', async () => {
  const germany = { field: 'address.country', op: 'in', value: ['DE', 'AT'] };
  const give = (filter: object, at: number) => ({
    name: `Rule ${at}`,
    filter,
    to: { kind: 'fixed', user_ids: [people[at]] },
  });
  const rules = [give({ and: [germany, energy, large] }, 0), give(germany, 1)];
  const otherwise = { kind: 'creator', user_ids: [] };
  await call(again(), 'accounts.set_assignment', { body: { rules, otherwise } });
  const [a, b] = people;
  const owners = [];
  for (const body of [
    { address: { country: 'Germany' }, industry: 'energy', employees: 500 },
    { address: { city: 'Wien', country: 'Österreich' } },
    { addresses: [{ label: null, primary: true, country: 'DE' }] },
    { address: { country: 'FR' }, industry: 'energy', employees: 500 },
    { industry: 'energy' },
  ])
    owners.push((await create(body)).owner_id);
  expect(owners).toEqual([a, b, b, one.user.id, one.user.id]);
});

test('a team takes turns with whoever is in it then, beside the members named', async () => {
  const make = (name: string, ids: readonly (string | undefined)[]) =>
    call(again(), 'teams.create', { body: { name, members: ids.map((user_id) => ({ user_id })) } });
  const { id } = (await make('DACH', people)).data;
  const put = (to: object) =>
    call(again(), 'accounts.set_assignment', {
      body: {
        rules: [{ name: 'All', filter: {}, to }],
        otherwise: { kind: 'creator', user_ids: [] },
      },
    });
  const turns = async (count: number) => {
    const owners: string[] = [];
    for (let at = 0; at < count; at += 1) owners.push((await create({})).owner_id);
    return owners;
  };
  const order = [...people].sort();
  await put({ kind: 'round_robin', user_ids: [one.user.id], team_ids: [id] });
  expect(await turns(4)).toEqual([one.user.id, ...order, one.user.id]);
  await put({ kind: 'round_robin', user_ids: [], team_ids: [id] });
  await call(again(), 'teams.update', {
    params: { id },
    body: { members: [{ user_id: order[1] }] },
  });
  expect(await turns(2)).toEqual([order[1], order[1]]);
  // A team without anybody, as one that is gone, leaves the record to the next rule.
  await call(again(), 'teams.delete', { params: { id } });
  expect(await turns(1)).toEqual([one.user.id]);
  for (const [to, code, path] of [
    [{ kind: 'round_robin', user_ids: [], team_ids: [id] }, 'not_found', 'team_ids.0'],
    [{ kind: 'round_robin', user_ids: [], team_ids: [] }, 'required', 'user_ids'],
    [{ kind: 'creator', user_ids: [], team_ids: [id] }, 'too_many', 'team_ids'],
    [{ kind: 'round_robin', user_ids: [], team_ids: [id, id] }, 'repeated', 'team_ids'],
  ] as const)
    expect(await put(to).catch(({ details }) => details.issues)).toMatchObject([
      { code, path: `rules.0.to.${path}` },
    ]);
});

test('rules are set by administrators, told in the event log and kept from other companies', async () => {
  const rep = testCtx(await app, one, await one.member('rep'));
  await expect(set(rep)).rejects.toMatchObject({ status: 403 });
  await set();
  const { admin } = await startDatabase();
  const { rows } = await admin.query(
    "select 1 from events where company_id = $1 and name = 'account_assignment.updated'",
    [one.company.id],
  );
  expect(rows).toHaveLength(1);
  const other = await testCompany();
  const theirs = testCtx(await app, other, other);
  expect((await call(theirs, 'accounts.assignment')).data.rules).toEqual([]);
  expect((await create({ industry: 'energy' }, theirs)).owner_id).toBe(other.user.id);
});
