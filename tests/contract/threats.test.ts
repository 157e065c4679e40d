import { beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '@/core/run/context';
import type { Contract } from '@/core/shape/contract';
import { newId } from '@/platform/ids';
import { modules } from '@/registry';
import { type TestCompany, testCompany } from '../support/company';
import { ownDatabase, type TestDatabase } from '../support/database';
import { fingerprint } from './fingerprint';
import { furnish } from './foreign-calls';
import { inputSchema } from './generate';
import { House, smallestCall } from './house';

/** Attacks that are tried on every operation at once and are no question of rights alone. */
const contracts: Contract[] = modules.flatMap((module) =>
  (module.operations ?? []).map(({ contract }) => contract),
);
const named = (list: readonly Contract[]) =>
  list.map((contract) => [contract.name, contract] as const);
const plain = contracts.filter(
  ({ method, path, auth }) => method === 'GET' && !path.includes('{') && auth !== 'none',
);

let database: TestDatabase;
let house: House;
let mine: TestCompany;
let theirs: TestCompany;
let owner: Principal;
let stranger: Principal;

beforeAll(async () => {
  database = await ownDatabase('threats');
  house = await House.open((app) => ({ ...app, db: database.db }));
  [mine, theirs] = [await testCompany({}, database), await testCompany({}, database)];
  owner = house.principal(mine, mine);
  stranger = house.principal(theirs, theirs);
  await furnish(house, owner, 'house');
}, 120_000);

/** What says when and which call it was, and nothing else. */
const settled = (text: string): string =>
  text
    .replaceAll(/"request_id":"[^"]+"/g, '')
    .replaceAll(/"[\w-]*(?:_at|time|next_cursor|prev_cursor|as_of|now)":"[^"]*"/g, '')
    .replaceAll(/"\w*(?:seconds|bytes|ms)":[\d.]+/g, '');

describe('threat 12: what one company is told does not depend on what another has', () => {
  const searches = ['', '?count=exact', '?q=canary', '?limit=2&count=exact', '?deleted=true'];
  /** The figures of the installation are nobody's; an export is written down in the log. */
  const asked = plain.filter(({ name }) => !/^(health|stream)\.|\.export$/.test(name));
  const answers = async () => {
    const all = new Map<string, string>();
    for (const contract of asked)
      for (const search of searches) {
        const reply = await house.call(contract, { as: owner, search });
        all.set(`${contract.name}${search}`, `${reply.status} ${settled(reply.text)}`);
      }
    return all;
  };

  test('no answer changes when another company fills up', async () => {
    const alone = await answers();
    await furnish(house, stranger);
    const beside = await answers();
    const changed = [...alone].filter(([call, answer]) => beside.get(call) !== answer);
    expect(changed.map(([call]) => call)).toEqual([]);
    expect(alone.size).toBeGreaterThan(200);
  });
});

describe('threat 3: many records of one’s own and one of another company are refused whole', () => {
  const bulks = contracts.filter(({ name }) => name.endsWith('.bulk'));
  test.each(named(bulks))('%s', async (_, contract) => {
    const { object = '' } = contract;
    const foreign = await house.record(stranger, object);
    const own: string[] = [];
    for (let at = 0; at < 9; at++) own.push(await house.record(owner, object));
    const before = await fingerprint(database);
    for (const ids of [
      [...own, foreign],
      [foreign, ...own],
      [...own, newId()],
    ]) {
      const reply = await house.call(contract, { as: owner, body: { delete: { ids } } });
      expect(reply.status, reply.text).toBeGreaterThanOrEqual(400);
      expect(reply.status).toBeLessThan(500);
    }
    expect(await fingerprint(database)).toBe(before);
  });
});

describe('threat 5: the company is that of the session, whatever else a call says', () => {
  test.each(named(plain))('%s', async (_, contract) => {
    const id = theirs.company.id;
    const headers = {
      'x-tenant-id': id,
      'x-company-id': id,
      'x-organization-id': id,
      'x-user-id': theirs.user.id,
      'x-forwarded-host': 'theirs.example',
    };
    const reply = await house.call(contract, { as: owner, headers });
    expect(reply.text).not.toContain(id);
    expect(reply.text).not.toContain('canary of');
    for (const name of ['tenant', 'company', 'company_id', 'user_id_of']) {
      const refused = await house.call(contract, { as: owner, search: `?${name}=${id}` });
      expect(refused.status === 400 || !refused.text.includes('canary of'), name).toBe(true);
    }
  });
});

describe('threat 7: no column can be written that the contract does not name', () => {
  const writing = contracts.filter(({ name, object }) => object && /\.(create|update)$/.test(name));
  test.each(named(writing))('%s', async (_, contract) => {
    const { rows } = await database.admin.query<{ name: string }>(
      'select column_name as name from information_schema.columns where table_schema = $1 and table_name = $2',
      ['public', contract.object],
    );
    const known = Object.keys(inputSchema(contract, 'body')?.properties ?? {});
    const hidden = rows.map(({ name }) => name).filter((name) => !known.includes(name));
    expect(hidden).toEqual(
      expect.arrayContaining(['company_id', 'id', 'created_by', 'deleted_at']),
    );
    const before = await fingerprint(database);
    const { params, body } = smallestCall(contract, newId());
    for (const name of hidden) {
      const given = { ...(body as object), [name]: theirs.company.id };
      const reply = await house.call(contract, { as: owner, params, body: given });
      expect([404, 422], `${name}: ${reply.text}`).toContain(reply.status);
      if (reply.status === 422) expect(reply.json?.issues?.map(({ path }) => path)).toContain(name);
    }
    expect(await fingerprint(database)).toBe(before);
  });
});

describe('threat 32: headers of the framework open nothing', () => {
  const headers = {
    'x-middleware-subrequest': 'src/middleware:src/middleware:middleware:middleware:middleware',
    'x-middleware-rewrite': '/api/auth/session',
    'x-original-url': '/api/auth/login',
    'x-rewrite-url': '/api/auth/login',
    'x-http-method-override': 'GET',
    'next-action': '0'.repeat(40),
    rsc: '1',
    'next-router-state-tree': '%5B%22%22%5D',
    'x-forwarded-host': 'localhost',
    'x-forwarded-user': 'admin',
  };
  test.each(named(contracts.filter(({ auth }) => auth !== 'none')))('%s', async (_, contract) => {
    const reply = await house.call(contract, { ...smallestCall(contract, newId()), headers });
    expect(reply.status).toBe(401);
  });
});

test('threat 16: calls of many companies at once never see each other', async () => {
  const companies = await Promise.all(
    Array.from({ length: 20 }, async (_, at) => {
      const company = await testCompany({ name: `Company ${at}` }, database);
      const as = house.principal(company, company);
      const last_name = `canary of company ${company.company.id}`;
      const made = { as, body: { last_name } };
      expect((await house.call(house.operation('contacts.create'), made)).status).toBe(201);
      return { as, id: company.company.id };
    }),
  );
  const list = house.operation('contacts.list');
  const create = house.operation('contacts.create');
  let calls = 0;
  const lane = async (from: number) => {
    for (let at = 0; at < 60; at++) {
      const { as, id } = companies[(from * 7 + at * 3) % companies.length] ?? { as: owner, id: '' };
      const failing = at % 5 === 0;
      const reply = failing
        ? await house.call(create, { as, body: { last_name: 'x', account_id: newId() } })
        : await house.call(list, { as });
      calls++;
      if (failing) expect(reply.status).toBe(422);
      else
        expect(new Set(reply.text.match(/canary of company [\w-]+/g))).toEqual(
          new Set([`canary of company ${id}`]),
        );
    }
  };
  await Promise.all(Array.from({ length: 24 }, (_, from) => lane(from)));
  expect(calls).toBe(1440);
});
