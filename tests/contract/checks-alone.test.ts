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
import { type CompanyTable, companyTables, fill, rowsOf } from './foreign-rows';
import { inputSchema, type Schema, smallest } from './generate';
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
/** What must never be answered: every id and every longer text in a row of theirs. */
let canaries: string[];
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
  await furnish(stranger);
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
  const texts = (rows.match(/"(?:[^"\\]|\\.){16,}"/g) ?? [])
    .map((text) => text.slice(1, -1))
    .filter((text) => /canary/.test(text));
  canaries = [...new Set([...theirIds, ...(rows.match(uuids) ?? []), ...texts])];
  const kinds = jobKindsOf(modules);
  background = startWorkers(house.app, { kinds, principalOf: workPrincipal, look_ms: 20 });
  await settled();
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

const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Records and the rest of a company, all texts of them recognisable. */
async function furnish(stranger: Principal): Promise<void> {
  for (const { name, fields, part_of } of house.app.registry.objects.values()) {
    const texts = Object.entries(fields).filter(
      ([, { kind, max = 255, readonly }]) =>
        ['text', 'long_text'].includes(kind) && max >= 30 && !readonly,
    );
    const body: Record<string, string> = Object.fromEntries(
      texts.map(([field]) => [field, `canary of ${name} ${field}`]),
    );
    for (const [field, { required, target, choices }] of Object.entries(fields))
      if (required && target) body[field] = await house.record(stranger, target);
      else if (required && choices?.[0]) body[field] = choices[0].value;
    const whole = fields[part_of?.[0] ?? '']?.target;
    if (part_of?.[0] && whole) body[part_of[0]] = await house.record(stranger, whole);
    if (fields.email) body.email = `canary@${newId()}.example`;
    // Only a lost deal says why.
    if (name === 'deals') body.stage_id = await lostStage();
    // A rule has its own grammar, which no canary fits.
    if (name === 'tasks') delete body.recurrence;
    await made(`${name}.create`, body, stranger);
    await made(
      'fields.create',
      { object: name, label: `canary field of ${name}`, kind: 'text' },
      stranger,
    );
    await made(
      `${name}.bulk`,
      { delete: { filter: { and: [{ field: 'title', op: 'eq', value: 'nothing' }] } } },
      stranger,
    );
    await made(
      `${name}.import`,
      multipart('Last Name,Name\ncanary of an import,canary of an import\n'),
      stranger,
      { 'content-type': 'multipart/form-data; boundary=x' },
    );
  }
  await made('invitations.create', { email: `canary@${newId()}.example`, role: 'rep' }, stranger);
  await made('api_keys.create', { name: 'canary of a key', scopes: ['*:read'] }, stranger);
}

async function lostStage(): Promise<string> {
  const { rows } = await database.admin.query<{ id: string }>(
    "select id from stages where company_id = $1 and kind = 'lost'",
    [theirs.company.id],
  );
  return rows[0]?.id ?? '';
}

async function made(
  name: string,
  body: unknown,
  as: Principal,
  headers: Record<string, string> = {},
): Promise<void> {
  if (!house.app.registry.operations.has(name)) return;
  const reply = await house.call(house.operation(name), { as, body, headers });
  expect([200, 201, 202], `${name}: ${reply.text}`).toContain(reply.status);
}

const multipart = (text: string): string =>
  `--x\r\ncontent-disposition: form-data; name="options"\r\n\r\n{"start":true}\r\n--x\r\ncontent-disposition: form-data; name="file"; filename="canary file.csv"\r\n\r\n${text}\r\n--x--\r\n`;

const looksLikeId = (key: string): boolean => /(^|_)ids?$/.test(key);

/** Every body in which `id` stands in one place that takes an id; what else is required is there. */
function* placed(contract: Contract, schema: Schema, id: string, key = ''): Generator<unknown> {
  for (const branch of schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [])
    yield* placed(contract, branch, id, key);
  if (schema.type === 'string' && schema.format === 'uuid') yield id;
  if (schema.items) for (const one of placed(contract, schema.items, id, key)) yield [one];
  if (key === 'filter') yield { field: 'id', op: 'eq', value: id };
  for (const [name, part] of Object.entries(schema.properties ?? {})) {
    for (const value of placed(contract, part, id, name))
      yield { ...whole(contract, schema), [name]: value };
  }
}

/** The required part of an object; of a record also one of the fields of which it needs one. */
function whole(contract: Contract, schema: Schema): object {
  const definition = house.app.registry.objects.get(contract.object ?? '');
  const needed = definition?.require_one_of?.[0];
  const one = needed !== undefined && schema.properties?.[needed] ? { [needed]: 'Somebody' } : {};
  const set = schema.properties?.set && schema.properties.ids ? { set: {} } : {};
  return { ...one, ...set, ...(smallest(schema) as object) };
}

/** Nothing of theirs is in the answer but what the caller said. */
function expectNothingOf(reply: { text: string; status: number }, sent: string): void {
  expect(reply.status, reply.text).toBeLessThan(500);
  const told = canaries.filter((canary) => reply.text.includes(canary) && !sent.includes(canary));
  expect(told, reply.text.slice(0, 500)).toEqual([]);
}

/** Runs the calls and proves that no row of theirs became another one. */
async function theirsUnchanged(calls: () => Promise<void>): Promise<void> {
  const before = await rowsOf(database, tables, theirs.company.id);
  await calls();
  await settled();
  const after = await rowsOf(database, tables, theirs.company.id);
  for (const [name, rows] of before) expect(after.get(name), name).toBe(rows);
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
        for (const id of theirIds) {
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
    const definition = house.app.registry.objects.get(contract.object ?? '');
    const properties = Object.keys(inputSchema(contract, 'query')?.properties ?? {});
    const references = Object.entries(definition?.fields ?? {})
      .filter(([, { kind }]) => kind === 'ref' || kind === 'user')
      .map(([name]) => name);
    const { params } = smallestCall(contract, ownRecords.get(contract.object ?? '') ?? newId());
    for (const id of theirIds) {
      const searches = [
        ...properties.filter(looksLikeId).map((name) => `?${name}=${id}`),
        ...properties
          .filter((name) => name === 'q' || name === 'cursor')
          .map((name) => `?${name}=${id}`),
      ];
      if (contract.answer === 'list' && properties.includes('sort'))
        searches.push(...['id', ...references].map((name) => `?filter[${name}]=${id}`));
      for (const search of searches)
        expectNothingOf(await house.call(contract, { as: owner, params, search }), id);
    }
  });
});

describe('their ids in the body', () => {
  const writing = contracts.filter(({ method, body }) => method !== 'GET' && body);
  test.each(named(writing))(
    '%s',
    async (_, contract) => {
      const schema = inputSchema(contract, 'body');
      const { params } = smallestCall(contract, ownRecords.get(contract.object ?? '') ?? newId());
      await theirsUnchanged(async () => {
        for (const id of theirIds) {
          for (const body of schema ? placed(contract, schema, id) : []) {
            const reply = await house.call(contract, { params, body, as: owner });
            expectNothingOf(reply, id);
            if (reply.status !== 202)
              expect(reply.status, JSON.stringify(body)).toBeGreaterThanOrEqual(400);
          }
        }
      });
      await expectNoneOfMinePointsThere();
    },
    60_000,
  );

  test.each([...new Set(contracts.flatMap(({ object }) => object ?? []))])(
    'everything of %s, in the background',
    async (object) => {
      await theirsUnchanged(async () => {
        const { fields = {} } = house.app.registry.objects.get(object) ?? {};
        const set = fields.next_step
          ? { next_step: 'mine' }
          : fields.role
            ? { role: 'buyer' }
            : fields.name
              ? { name: 'mine' }
              : fields.price
                ? { price: '7' }
                : fields.body
                  ? { body: 'mine' }
                  : { description: 'mine' };
        await made(`${object}.bulk`, { update: { filter: {}, set } }, owner);
        await made(
          `${object}.import`,
          multipart(
            `Last Name,Name,Account Name,Contact Owner\nmine,mine,canary of accounts name,${theirs.user.email}\n`,
          ),
          owner,
          { 'content-type': 'multipart/form-data; boundary=x' },
        );
        await settled();
        await made(`${object}.bulk`, { delete: { filter: {} } }, owner);
      });
      await expectNoneOfMinePointsThere();
      ownRecords.set(object, await house.record(owner, object));
    },
  );
});

/** What was asked for is quoted by tasks, answers kept for a key and problems of a file; everywhere else one of their ids would be a link. */
const quoting = new Set(['jobs', 'idempotency_keys', 'import_issues']);

/** An export of the log is written down with the filter as it was given. */
const withoutExports = (rows: string): string =>
  JSON.stringify(
    JSON.parse(rows).filter(({ name }: { name: string }) => name !== 'audit.exported'),
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
