import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Principal } from '@/core/run/context';
import { startWorkers } from '@/core/run/jobs/worker';
import type { Contract } from '@/core/shape/contract';
import { hasFieldRights } from '@/core/shape/field-rights';
import { jobKindsOf } from '@/entry/work';
import { workPrincipal } from '@/identity/member-principal';
import { modules } from '@/registry';
import { type TestCompany, testCompany } from '../support/company';
import { ownDatabase, type TestDatabase } from '../support/database';
import { type Canary, covers, plant } from './canaries';
import { fieldRoleNames, fieldRolesOf, memberWith, toldTo } from './field-roles';
import { placed } from './foreign-calls';
import { inputSchema } from './generate';
import { House, smallestCall } from './house';

/**
 * The rights on fields: members who may do everything, with roles that hide and mask fields, call every operation of the registry with
 * every id there is. Each field holds a value that stands nowhere else, and no answer may tell it. What comes by itself is in
 * `field-roads.test.ts`.
 */
const contracts = modules
  .flatMap((module) => module.operations ?? [])
  .map(({ contract }) => contract)
  .filter(({ auth }) => auth !== 'none');
const reading = contracts.filter(({ method }) => method === 'GET');

let house: House;
let database: TestDatabase;
let company: TestCompany;
let owner: Principal;
let canaries: Canary[];
const records: { object: string; id: string }[] = [];
const roles = new Map<string, { id: string; principal: Principal }>();

beforeAll(async () => {
  database = await ownDatabase('field_rights');
  house = await House.open((app) => ({ ...app, db: database.db }));
  company = await testCompany({}, database);
  owner = house.principal(company, company);
  startWorkers(house.app, { kinds: jobKindsOf(modules), principalOf: workPrincipal, look_ms: 20 });
  const objects = [...house.app.registry.objects.values()].filter(hasFieldRights);
  for (const { name } of objects) {
    const body = { object: name, label: 'Secret', key: 'secret', kind: 'text', filterable: true };
    await house.call(house.operation('fields.create'), { as: owner, body });
  }
  for (const [name, fields] of Object.entries(fieldRolesOf(house)))
    roles.set(name, await memberWith(house, company, name, fields));
  canaries = [];
  for (const object of objects) {
    const id = await house.record(owner, object.name);
    records.push({ object: object.name, id });
    canaries.push(...(await plant(house, owner, object, id, ['secret'])));
  }
  // Called by what is kept from them.
  for (const object of ['contacts', 'leads'])
    for (const field of ['email', 'phone']) {
      if (object === 'contacts' && field === 'phone') continue;
      const text = `zq${object}qz`;
      const body =
        field === 'email'
          ? { email: `${text}@example.com` }
          : { company_name: 'Only', phone: '+49304444555' };
      const reply = await house.call(house.operation(`${object}.create`), { as: owner, body });
      records.push({ object, id: ((reply.json?.data ?? {}) as { id: string }).id });
      if (field === 'email') canaries.push({ object, field, text });
    }
  await settled();
}, 240_000);

async function settled(): Promise<void> {
  const open = `select 1 from jobs where kind = any($1) and status in ('queued', 'running') and due_at <= now()`;
  const kinds = jobKindsOf(modules).map(({ name }) => name);
  await vi.waitFor(
    async () => expect((await database.admin.query(open, [kinds])).rowCount).toBe(0),
    { timeout: 60_000, interval: 20 },
  );
}

const told = (as: Principal, text: string, sent = ''): string[] => toldTo(canaries, as, text, sent);

/** Every reading of every record, as addresses. */
function* readings(
  contract: Contract,
): Generator<{ params: Record<string, string>; search: string }> {
  const properties = Object.keys(inputSchema(contract, 'query')?.properties ?? {});
  const { objects } = house.app.registry;
  const definition = objects.get(contract.object ?? '');
  const relations = Object.values(definition?.fields ?? {}).flatMap(({ kind }) => kind);
  const includes = definition
    ? Object.entries(definition.fields).flatMap(([name, { kind }]) =>
        kind === 'ref' || kind === 'user' ? [name.replace(/_id$/, '')] : [],
      )
    : [];
  const inverses = [...objects.values()].flatMap(({ fields }) =>
    Object.values(fields).flatMap(({ target, inverse }) =>
      target === contract.object && inverse ? [inverse] : [],
    ),
  );
  const searches = ['', '?limit=100', '?q=zq', '?deleted=true', '?show=all', '?group_by=month'];
  if (relations.length > 0)
    for (const name of [...includes, ...inverses]) searches.push(`?include=${name}&limit=100`);
  if (properties.includes('record_id'))
    for (const { object, id } of records) searches.push(`?object=${object}&record_id=${id}`);
  if (properties.includes('from') && properties.includes('to'))
    searches.push('?from=2020-01-01T00:00:00Z&to=2020-02-01T00:00:00Z');
  if (properties.includes('since')) searches.push('?since=2026-01-01');
  if (!contract.path.includes('{')) {
    for (const search of searches) yield { params: {}, search };
    return;
  }
  // An id of another object is that of no record at all.
  const own = records.filter(({ object }) => object === contract.object);
  for (const { object, id } of own.length > 0 ? own : records) {
    const { params } = smallestCall(contract, id);
    if ('object' in params) params.object = object;
    const included = contract.name.endsWith('.get') ? searches : searches.slice(0, 2);
    for (const search of included) yield { params, search };
  }
}

async function found(as: Principal, list: readonly Contract[]): Promise<string[]> {
  const hits = new Set<string>();
  for (const contract of list)
    for (const given of readings(contract)) {
      const reply = await house.call(contract, { ...given, as });
      expect(reply.status, `${contract.name}: ${reply.text}`).toBeLessThan(500);
      for (const hit of told(as, reply.text)) hits.add(`${contract.name}${given.search}: ${hit}`);
    }
  return [...hits];
}

test('there is something to find, and without the rights all of it is found', async () => {
  expect(canaries.length).toBeGreaterThan(100);
  const { principal } = roles.get('hidden') ?? {};
  if (!principal) throw new Error('no such role');
  const seen = new Set<string>();
  const lists = reading.filter(({ name }) => /\.(list|history|pipeline)$/.test(name));
  for (const contract of lists)
    for (const given of readings(contract)) {
      const { text } = await house.call(contract, { ...given, as: { ...principal, fields: null } });
      for (const one of canaries) if (text.toLowerCase().includes(one.text)) seen.add(one.text);
    }
  const kept = canaries.filter((one) => covers(principal.fields, one));
  expect(kept.length).toBeGreaterThan(80);
  expect(kept.filter(({ text }) => !seen.has(text))).toEqual([]);
}, 120_000);

describe.each(fieldRoleNames)('%s', (name) => {
  const as = (): Principal => {
    const role = roles.get(name);
    if (!role) throw new Error('no such role');
    return role.principal;
  };

  test.each(reading.map((contract) => [contract.name, contract] as const))(
    '%s tells nothing',
    async (_, contract) => {
      expect(await found(as(), [contract])).toEqual([]);
    },
    60_000,
  );

  test('nothing is found, filtered or sorted by it', async () => {
    for (const one of canaries.filter((canary) => covers(as().fields, canary))) {
      const { object, field, text } = one;
      const list = house.operation(`${object}.list`);
      const sought = await house.call(list, { as: as(), search: `?q=${text}&limit=100` });
      expect(sought.json?.data, `${object}.${field}`).toEqual([]);
      for (const search of [`?filter[${field}][not_empty]=`, `?sort=${field}`])
        expect((await house.call(list, { as: as(), search })).status, field).toBe(400);
      const everywhere = await house.call(house.operation('search.all'), {
        as: as(),
        search: `?q=${text}`,
      });
      expect(everywhere.json?.data, `${object}.${field}`).toEqual([]);
      const body = { update: { filter: {}, q: text, set: {} } };
      await house.call(house.operation(`${object}.bulk`), { as: as(), body });
    }
  }, 120_000);

  test('no webhook can be made for it', async () => {
    for (const object of Object.keys(as().fields ?? {})) {
      const { singular } = house.app.registry.objects.get(object) ?? {};
      const body = { url: 'https://example.com/hook', events: [`${singular}.*`] };
      const made = await house.call(house.operation('webhooks.create'), { as: as(), body });
      expect(made.status, `${object}: ${made.text}`).toBe(403);
    }
  });

  const writing = contracts.filter(
    ({ method, name: called }) =>
      method !== 'GET' && !/^(auth|members|roles|webhooks)\./.test(called),
  );
  test.each(writing.map((contract) => [contract.name, contract] as const))(
    '%s answers nothing',
    async (_, contract) => {
      const schema = inputSchema(contract, 'body');
      const own = records.filter(({ object }) => object === contract.object);
      for (const { object, id } of own.length > 0 ? own : records) {
        const call = smallestCall(contract, id);
        if ('object' in call.params) call.params.object = object;
        const bodies = [call.body, ...(schema ? placed(house, contract, schema, id) : [])];
        for (const body of bodies) {
          const reply = await house.call(contract, { params: call.params, body, as: as() });
          expect(reply.status, reply.text).toBeLessThan(500);
          expect(told(as(), reply.text), `${JSON.stringify(body)}: ${reply.status}`).toEqual([]);
        }
      }
    },
    60_000,
  );

  test('and what they did tells nothing afterwards', async () => {
    await settled();
    expect(await found(as(), reading)).toEqual([]);
  }, 120_000);
});
