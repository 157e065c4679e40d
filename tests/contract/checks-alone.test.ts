import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Principal } from '@/core/run/context';
import { startWorkers, type Workers } from '@/core/run/jobs/worker';
import type { Operation } from '@/core/run/module';
import type { Contract } from '@/core/shape/contract';
import { jobKindsOf } from '@/entry/work';
import { workPrincipal } from '@/identity/member-principal';
import { newId } from '@/platform/ids';
import { modules } from '@/registry';
import { type TestCompany, testCompany } from '../support/company';
import { ownDatabase, type TestDatabase } from '../support/database';
import { furnish, made, multipart, placed, searchesWith, uuids } from './foreign-calls';
import { type CompanyTable, companyTables, fill, rowsOf } from './foreign-rows';
import { inputSchema } from './generate';
import { House, smallestCall } from './house';

/**
 * The checks of the code alone, the other way round than walls.test.ts: row level security is off, and every operation
 * of the registry is called with every id of another company, in its path, its query and each place of its body.
 * No answer may hold anything of the other company, none of its rows may change, none of mine may point at one.
 */
const operations: Operation[] = modules.flatMap((module) => module.operations ?? []);
const contracts = operations.map(({ contract }) => contract).filter(({ auth }) => auth !== 'none');
const named = (list: readonly Contract[]) =>
  list.map((contract) => [contract.name, contract] as const);

/** Their ids tried in each place: one of every table and kind, so that no operation is asked for the wrong thing only. */
let theirIds: string[];
/** Of those, what names a row: one of every table. */
let theirKeys: string[];
/** What must never be answered: every id and every longer text in a row of theirs. */
let canaries: string[];
/** Their rows as they were last seen. */
let theirRows: Map<string, string>;
let ownRecords: Map<string, string>;
let house: House;
let owner: Principal;
let database: TestDatabase;
let tables: CompanyTable[];
let mine: TestCompany;
let theirs: TestCompany;
let background: Workers;

beforeAll(async () => {
  database = await ownDatabase('checks_alone');
  tables = await companyTables(database);
  for (const { name } of tables)
    await database.admin.query(`alter table "${name}" disable row level security`);
  house = await House.open((app) => ({ ...app, db: database.db }));
  [mine, theirs] = [await testCompany({}, database), await testCompany({}, database)];
  owner = house.principal(mine, mine);
  const stranger = house.principal(theirs, theirs);
  await furnish(house, stranger);
  await fill(database, tables, theirs);
  await database.admin.query(
    "insert into sessions (id, user_id, active_company_id, token_hash, expires_at) values ($1, $2, $3, $4, now() + interval '1 day')",
    [newId(), theirs.user.id, theirs.company.id, newId()],
  );
  ownRecords = new Map();
  for (const object of house.app.registry.objects.keys())
    ownRecords.set(object, await house.record(owner, object));
  const rowsByTable = await rowsOf(database, tables, theirs.company.id);
  const rows = [...rowsByTable.values()].join('\n');
  const { rows: sessions } = await database.admin.query<{ id: string }>(
    'select id from sessions where user_id = $1',
    [theirs.user.id],
  );
  theirIds = [...new Set([...oneOfEach(rowsByTable), ...sessions.map(({ id }) => id)])];
  theirKeys = keysOf(rowsByTable).filter((id) => theirIds.includes(id));
  const texts = (rows.match(/"(?:[^"\\]|\\.){16,}"/g) ?? [])
    .map((text) => text.slice(1, -1))
    .filter((text) => /canary/.test(text));
  canaries = [...new Set([...theirIds, ...(rows.match(uuids) ?? []), ...texts])];
  const kinds = jobKindsOf(modules);
  background = startWorkers(house.app, { kinds, principalOf: workPrincipal, look_ms: 20 });
  await settled();
  theirRows = await rowsOf(database, tables, theirs.company.id);
}, 240_000);

afterAll(() => background?.stop());

/** Of every table, column and object the first id: calling with every event of a record would prove nothing more. */
function oneOfEach(tables: ReadonlyMap<string, string>): string[] {
  const found = new Map<string, string>();
  for (const [table, rows] of tables)
    for (const row of JSON.parse(rows) as Record<string, unknown>[])
      for (const [column, value] of Object.entries(row)) {
        const place = `${table}.${column} ${row.object ?? row.kind ?? ''}`;
        for (const id of JSON.stringify(value ?? null).match(uuids) ?? [])
          if (!found.has(place)) found.set(place, id);
      }
  return [...new Set(found.values())];
}

/** The first id of every table; of a table whose rows have none, what its first row holds. */
const keysOf = (tables: ReadonlyMap<string, string>): string[] => [
  ...new Set(
    [...tables.values()].flatMap((rows) => {
      const [row] = JSON.parse(rows) as { id?: string }[];
      return JSON.stringify(row?.id ?? row ?? null).match(uuids) ?? [];
    }),
  ),
];

/** An operation of records can mean nothing but a row, and there are many of them; all others are asked for every id. */
const idsFor = ({ object }: Contract): string[] =>
  house.app.registry.objects.has(object ?? '') ? theirKeys : theirIds;

/** Nothing of theirs is in the answer but what the caller said. */
function expectNothingOf(reply: { text: string; status: number }, sent: string): void {
  expect(reply.status, reply.text).toBeLessThan(500);
  const told = canaries.filter((canary) => reply.text.includes(canary) && !sent.includes(canary));
  expect(told, reply.text.slice(0, 500)).toEqual([]);
}

/** Runs the calls and proves that no row of theirs became another one. */
async function theirsUnchanged(calls: () => Promise<void>): Promise<void> {
  await calls();
  await settled();
  const before = theirRows;
  theirRows = await rowsOf(database, tables, theirs.company.id);
  for (const [name, rows] of before) expect(theirRows.get(name), name).toBe(rows);
}

/** Waits for the background work of both companies. */
async function settled(): Promise<void> {
  const kinds = jobKindsOf(modules).map(({ name }) => name);
  const open = `select 1 from jobs where kind = any($1) and status in ('queued', 'running')`;
  await vi.waitFor(
    async () => expect((await database.admin.query(open, [kinds])).rowCount).toBe(0),
    { timeout: 60_000, interval: 20 },
  );
}

test('row level security is off: without a check everything would be seen', async () => {
  const { rows } = await database.db.read(mine.scope, {
    text: 'select 1 from contacts where company_id = $1',
    values: [theirs.company.id],
  });
  expect(rows.length).toBeGreaterThan(0);
  expect(theirIds.length).toBeGreaterThan(20);
  expect(theirKeys.length).toBeGreaterThan(tables.length / 2);
  expect(canaries.length).toBeGreaterThan(theirIds.length + 10);
});

describe('as it stands', () => {
  const plain = contracts.filter(({ method, path }) => method === 'GET' && !path.includes('{'));
  test.each(named(plain))('%s', async (_, contract) => {
    const searches = [
      '',
      '?limit=100',
      '?q=canary',
      '?count=exact',
      '?deleted=true',
      '?status=all',
      '?object=contacts',
      '?deleted=true&q=canary',
    ];
    for (const search of searches)
      expectNothingOf(await house.call(contract, { as: owner, search }), search);
  });
});

describe('their ids in the path', () => {
  test.each(named(contracts.filter(({ path }) => path.includes('{'))))(
    '%s',
    async (_, contract) => {
      await theirsUnchanged(async () => {
        for (const id of idsFor(contract)) {
          const reply = await house.call(contract, { ...smallestCall(contract, id), as: owner });
          expect(reply.status, `${id}: ${reply.text}`).toBeGreaterThanOrEqual(400);
          expectNothingOf(reply, id);
        }
      });
    },
  );
});

describe('their ids in the query', () => {
  const asking = contracts.filter(({ method, query }) => method === 'GET' && query);
  test.each(named(asking))('%s', async (_, contract) => {
    const { params } = smallestCall(contract, ownRecords.get(contract.object ?? '') ?? newId());
    for (const id of idsFor(contract))
      for (const { search } of searchesWith(house, contract, id))
        expectNothingOf(await house.call(contract, { as: owner, params, search }), id);
  });
});

/** A filter in the body of what changes nothing is answered as one in the query: with nothing of theirs. */
const onlyAsks = /\.preview_assignment$/;

describe('their ids in the body', () => {
  const writing = contracts.filter(({ method, body }) => method !== 'GET' && body);
  test.each(named(writing))(
    '%s',
    async (_, contract) => {
      const schema = inputSchema(contract, 'body');
      const { params } = smallestCall(contract, ownRecords.get(contract.object ?? '') ?? newId());
      await theirsUnchanged(async () => {
        for (const id of idsFor(contract)) {
          for (const body of schema ? placed(house, contract, schema, id) : []) {
            const reply = await house.call(contract, { params, body, as: owner });
            expectNothingOf(reply, id);
            if (reply.status !== 202 && !onlyAsks.test(contract.name))
              expect(reply.status, JSON.stringify(body)).toBeGreaterThanOrEqual(400);
          }
        }
      });
    },
    60_000,
  );

  test('after all of it none of mine points there', expectNoneOfMinePointsThere);

  test.each([...new Set(contracts.flatMap(({ object }) => object ?? []))])(
    'everything of %s, in the background',
    async (object) => {
      await theirsUnchanged(async () => {
        const { fields = {} } = house.app.registry.objects.get(object) ?? {};
        const set = fields.next_step
          ? { next_step: 'mine' }
          : fields.role
            ? { role: 'buyer' }
            : fields.name && !fields.name.readonly
              ? { name: 'mine' }
              : fields.price
                ? { price: '7' }
                : fields.body
                  ? { body: 'mine' }
                  : fields.description
                    ? { description: 'mine' }
                    : null;
        // A tick is put and taken away; nothing of it changes.
        if (set) await made(house, `${object}.bulk`, { update: { filter: {}, set } }, owner);
        await made(
          house,
          `${object}.import`,
          multipart(
            `Last Name,Name,Account Name,Contact Owner\nmine,mine,canary of accounts name,${theirs.user.email}\n`,
          ),
          owner,
          { 'content-type': 'multipart/form-data; boundary=x' },
        );
        await settled();
        await made(house, `${object}.bulk`, { delete: { filter: {} } }, owner);
      });
      await expectNoneOfMinePointsThere();
      ownRecords.set(object, await house.record(owner, object));
    },
  );
});

/** What was asked for is quoted by tasks, answers kept for a key and problems of a file; everywhere else one of their ids would be a link. */
const quoting = new Set(['jobs', 'idempotency_keys', 'import_issues']);

/** An export is written down with the filter as it was given. */
const withoutExports = (rows: string): string =>
  JSON.stringify(
    JSON.parse(rows).filter(
      ({ name }: { name: string }) => !/^(audit\.exported$|export\.)/.test(name),
    ),
  );

async function expectNoneOfMinePointsThere(): Promise<void> {
  for (const [name, rows] of await rowsOf(database, tables, mine.company.id)) {
    if (quoting.has(name)) continue;
    const linking = name === 'events' ? withoutExports(rows) : rows;
    expect(
      theirIds.filter((id) => linking.includes(id)),
      name,
    ).toEqual([]);
  }
}
