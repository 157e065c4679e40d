import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Principal } from '@/core/run/context';
import { startWorkers } from '@/core/run/jobs/worker';
import type { Contract } from '@/core/shape/contract';
import { jobKindsOf } from '@/entry/work';
import { memberPrincipal, workPrincipal } from '@/identity/member-principal';
import { newId } from '@/platform/ids';
import { modules } from '@/registry';
import { type TestCompany, testCompany } from '../support/company';
import { ownDatabase, type TestDatabase } from '../support/database';
import { furnish, placed, searchesWith, uuids } from './foreign-calls';
import { rowsOf } from './foreign-rows';
import { inputSchema } from './generate';
import { House, smallestCall } from './house';

/** A company whose owner has one record of every kind that `rep` shall not see. */
export interface Strangers {
  readonly house: House;
  readonly database: TestDatabase;
  readonly company: TestCompany;
  readonly rep: Principal;
  /** Runs the calls and proves that no guarded row of the colleague became another one. */
  readonly unchanged: (calls: () => Promise<void>) => Promise<void>;
  readonly settled: () => Promise<void>;
}

const contracts = modules
  .flatMap((module) => module.operations ?? [])
  .map(({ contract }) => contract)
  .filter(({ auth }) => auth !== 'none');
const named = (list: readonly Contract[]) =>
  list.map((contract) => [contract.name, contract] as const);

/** Their rights as a request would find them. */
export async function rightsOf(
  house: House,
  { company }: TestCompany,
  user_id: string,
): Promise<Principal> {
  const principal = await memberPrincipal(house.app, company.id, user_id, null);
  if (!principal) throw new Error('no such member');
  return { ...principal, session_id: newId() };
}

/**
 * Calls every operation of the registry as `rep` with every id of a colleague's records, in its path, its query and each place
 * of its body. No answer may hold anything of them and none of them may change. `stranger` says who that is, once the records
 * of the colleague are there.
 */
export function sweepAs(
  name: string,
  stranger: (parts: Pick<Strangers, 'house' | 'database' | 'company'>) => Promise<Principal>,
): () => Strangers {
  let house: House;
  let database: TestDatabase;
  let company: TestCompany;
  let rep: Principal;
  /** Tables whose rows follow the rights on records, as the database knows them. */
  let guarded: { name: string; key: string; columns: string[] }[];
  /** Ids of the colleague's records, one of every table. */
  let ids: string[];
  /** Every id and recognisable text in a guarded row of the colleague. */
  let canaries: string[];
  const ownRecords = new Map<string, string>();

  beforeAll(async () => {
    database = await ownDatabase(name);
    house = await House.open((app) => ({ ...app, db: database.db }));
    company = await testCompany({}, database);
    const owner = house.principal(company, company);
    await furnish(house, owner);
    startWorkers(house.app, {
      kinds: jobKindsOf(modules),
      principalOf: workPrincipal,
      look_ms: 20,
    });
    const { rows } = await database.admin.query<{ name: string }>(
      "select tablename as name from pg_policies where policyname = 'record_rights' order by 1",
    );
    guarded = rows.map(({ name }) => ({ name, key: 'company_id', columns: [] }));
    await settled();
    const rowsByTable = await rowsOf(database, guarded, company.company.id);
    // What everybody sees is no secret: products and pipelines, colleagues, the company.
    const { rows: open } = await database.admin.query<{ id: string }>(
      `select id from products union select id from price_books union select id from pipelines union select id from stages
        union select id from stage_checks union select user_id from members union select id from companies union select id from custom_fields`,
    );
    const known = new Set(open.map(({ id }) => id));
    const all = [...rowsByTable.values()].join('\n');
    canaries = [
      ...new Set([
        ...(all.match(uuids) ?? []).filter((id) => !known.has(id)),
        ...(all.match(/canary of (?!a key)[^"\\]{8,}/g) ?? []),
      ]),
    ];
    ids = [...rowsByTable.values()].flatMap((text) => {
      const [row] = JSON.parse(text) as { id?: string }[];
      return row?.id ? [row.id] : [];
    });
    rep = await stranger({ house, database, company });
    // Ticks need a checklist, which is configuration.
    for (const object of house.app.registry.objects.keys())
      if (rep.permissions.has(`${object}:create`) && object !== 'deal_checks')
        ownRecords.set(object, await house.record(rep, object));
  }, 240_000);

  async function settled(): Promise<void> {
    const open = `select 1 from jobs where kind = any($1) and status in ('queued', 'running')`;
    const kinds = jobKindsOf(modules).map(({ name }) => name);
    await vi.waitFor(
      async () => expect((await database.admin.query(open, [kinds])).rowCount).toBe(0),
      { timeout: 60_000, interval: 20 },
    );
  }

  function expectNothing(reply: { text: string; status: number }, sent: string): void {
    expect(reply.status, reply.text).toBeLessThan(500);
    const told = canaries.filter((canary) => reply.text.includes(canary) && !sent.includes(canary));
    expect(told, `${sent}: ${reply.text.slice(0, 500)}`).toEqual([]);
  }

  /** Runs the calls and proves that no guarded row of the colleague became another one. */
  async function unchanged(calls: () => Promise<void>): Promise<void> {
    const theirs = async () => {
      const found = await rowsOf(database, guarded, company.company.id);
      return [...found].map(([name, text]) => [
        name,
        (JSON.parse(text) as Record<string, unknown>[]).filter((row) =>
          canaries.some(
            (canary) => row.id === canary || row.deal_id === canary || row.quote_id === canary,
          ),
        ),
      ]);
    };
    const before = await theirs();
    await calls();
    await settled();
    expect(await theirs()).toEqual(before);
  }

  test('there is something to find, and the owner of the company finds it', async () => {
    expect(ids.length).toBeGreaterThan(10);
    expect(canaries.length).toBeGreaterThan(40);
    const reply = await house.call(house.operation('contacts.list'), {
      as: house.principal(company, company),
    });
    expect(reply.text).toContain('canary of contacts');
  });

  describe('as it stands', () => {
    const plain = contracts.filter(({ method, path }) => method === 'GET' && !path.includes('{'));
    test.each(named(plain))('%s', async (_, contract) => {
      const searches = [
        ...['', '?limit=100', '?q=canary', '?count=exact', '?deleted=true', '?status=all'],
        ...['?object=contacts', '?deleted=true&q=canary', '?include=owner&limit=200'],
        ...['?sort=title', '?sort=-owner.name'],
      ];
      for (const search of searches)
        expectNothing(await house.call(contract, { as: rep, search }), search);
    });
  });

  describe('ids of a colleague in the path', () => {
    test.each(named(contracts.filter(({ path }) => path.includes('{'))))(
      '%s',
      async (_, contract) => {
        await unchanged(async () => {
          for (const id of ids) {
            const reply = await house.call(contract, { ...smallestCall(contract, id), as: rep });
            expect(reply.status, `${id}: ${reply.text}`).toBeGreaterThanOrEqual(400);
            expectNothing(reply, id);
          }
        });
      },
    );
  });

  describe('ids of a colleague in the query', () => {
    const asking = contracts.filter(({ method, query }) => method === 'GET' && query);
    test.each(named(asking))('%s', async (_, contract) => {
      const { params } = smallestCall(contract, ownRecords.get(contract.object ?? '') ?? newId());
      for (const id of ids)
        for (const { search } of searchesWith(house, contract, id))
          expectNothing(await house.call(contract, { as: rep, params, search }), search);
    });
  });

  describe('ids of a colleague in the body', () => {
    const writing = contracts.filter(({ method, body }) => method !== 'GET' && body);
    test.each(named(writing))(
      '%s',
      async (_, contract) => {
        const schema = inputSchema(contract, 'body');
        const { params } = smallestCall(contract, ownRecords.get(contract.object ?? '') ?? newId());
        await unchanged(async () => {
          for (const id of ids)
            for (const body of schema ? placed(house, contract, schema, id) : []) {
              const reply = await house.call(contract, { params, body, as: rep });
              expectNothing(reply, JSON.stringify(body));
              if (reply.status !== 202)
                expect(
                  reply.status,
                  `${JSON.stringify(body)}: ${reply.text}`,
                ).toBeGreaterThanOrEqual(400);
            }
        });
      },
      60_000,
    );
  });

  describe('everything, in the background', () => {
    const objects = ['contacts', 'accounts', 'leads', 'deals', 'activities', 'notes', 'tasks'];
    test.each(objects)('%s', async (object) => {
      const bulk = house.operation(`${object}.bulk`);
      await unchanged(async () => {
        const reply = await house.call(bulk, { as: rep, body: { delete: { filter: {} } } });
        expect(reply.status, reply.text).toBe(202);
      });
      const { rows } = await database.admin.query<{ live: number }>(
        `select count(*)::int as live from ${object} where company_id = $1 and owner_id = $2 and deleted_at is null`,
        [company.company.id, rep.user.id],
      );
      expect(rows[0]?.live).toBe(0);
    });
  });

  return () => ({ house, database, company, rep, unchanged, settled });
}
