import { beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '@/core/run/context';
import type { Operation } from '@/core/run/module';
import type { Contract } from '@/core/shape/contract';
import { newId } from '@/platform/ids';
import { modules } from '@/registry';
import { type TestCompany, testCompany } from '../support/company';
import { startDatabase, type TestDatabase } from '../support/database';
import { fingerprint } from './fingerprint';
import { inputSchema } from './generate';
import { House, smallestCall } from './house';

/**
 * Generated from the registry: every operation is called in every way it must refuse, and the company's rows are
 * compared before and after. An operation cannot be forgotten, because nobody lists them here.
 */
const contracts: Contract[] = modules.flatMap((module) =>
  (module.operations ?? []).map((operation: Operation) => operation.contract),
);
const named = (list: readonly Contract[]) =>
  list.map((contract) => [contract.name, contract] as const);
const writes = (contract: Contract) => contract.method !== 'GET';
const byId = contracts.filter(({ path, auth }) => path.includes('{') && auth !== 'none');
const ofObjects = byId.filter(({ object, path }) => object && path.includes('{id}'));

let database: TestDatabase;
let house: House;
let mine: TestCompany;
let theirs: TestCompany;
let owner: Principal;
let reader: Principal;
let powerless: Principal;
const foreignIds = new Map<string, string>();

beforeAll(async () => {
  database = await startDatabase();
  house = await House.open();
  [mine, theirs] = [await testCompany(), await testCompany()];
  owner = house.principal(mine, mine);
  reader = house.principal(mine, await mine.member('read_only'));
  powerless = {
    ...owner,
    kind: 'api_key',
    permissions: new Set(),
    session_id: null,
    api_key_id: newId(),
  };
  const stranger = house.principal(theirs, theirs);
  for (const object of house.app.registry.objects.keys())
    foreignIds.set(object, await house.record(stranger, object));
});

/** Runs the refusals and proves that none of them wrote. */
async function unchanged(refusals: () => Promise<void>): Promise<void> {
  const companies = [mine.company.id, theirs.company.id];
  const before = await fingerprint(database, companies);
  await refusals();
  expect(await fingerprint(database, companies)).toBe(before);
}

const withoutId = (text: string): string => text.replace(/"request_id":"[^"]+"/, '');

describe('401: nobody is signed in', () => {
  test.each(named(contracts.filter(({ auth }) => auth !== 'none')))('%s', async (_, contract) => {
    await unchanged(async () => {
      const reply = await house.call(contract, smallestCall(contract, newId()));
      expect(reply.status).toBe(401);
      expect(reply.json?.error).toBe('unauthenticated');
    });
  });
});

describe('403: a key without the scope, a role without the permission', () => {
  test.each(named(contracts.filter(({ auth }) => auth !== 'none')))('%s', async (_, contract) => {
    if (!contract.permission && contract.auth === 'any') return;
    await unchanged(async () => {
      const reply = await house.call(contract, {
        ...smallestCall(contract, newId()),
        as: powerless,
      });
      expect(reply.status).toBe(403);
      expect(reply.json?.error).toBe('forbidden');
    });
  });

  const changing = contracts.filter((contract) => contract.object && writes(contract));
  test.each(named(changing))('read only: %s', async (_, contract) => {
    await unchanged(async () => {
      const reply = await house.call(contract, { ...smallestCall(contract, newId()), as: reader });
      expect(reply.status).toBe(403);
    });
  });
});

describe('threat 30, 403: a change with a session from another site', () => {
  test('of what other sites may send there is one operation, open to everybody', () => {
    const exempt = contracts.filter(({ cross_site }) => cross_site);
    expect(exempt.map(({ name, auth }) => [name, auth])).toEqual([
      ['auth.sso_saml_answer', 'none'],
    ]);
  });

  const ours = contracts.filter((contract) => writes(contract) && !contract.cross_site);
  test.each(named(ours))('%s', async (_, contract) => {
    await unchanged(async () => {
      for (const origin of [
        'https://evil.example',
        'null',
        'http://localhost:3001',
        'http://localhost.evil.example:3000',
      ]) {
        const reply = await house.call(contract, {
          ...smallestCall(contract, newId()),
          as: owner,
          headers: { origin },
        });
        expect(reply.status, origin).toBe(403);
        expect(reply.json?.error).toBe('bad_origin');
      }
    });
  });
});

describe('404: unknown, foreign and malformed ids answer the same bytes', () => {
  test.each(named(ofObjects))('%s', async (_, contract) => {
    await unchanged(async () => {
      const foreign = foreignIds.get(contract.object ?? '') ?? newId();
      const answers: string[] = [];
      for (const id of [
        newId(),
        foreign,
        'not-an-id',
        '00000000-0000-0000-0000-000000000000',
        `${foreign}%00`,
      ]) {
        const reply = await house.call(contract, { ...smallestCall(contract, id), as: owner });
        expect(reply.status, id).toBe(404);
        answers.push(withoutId(reply.text));
      }
      expect(new Set(answers).size).toBe(1);
    });
  });

  test.each(named(byId.filter(({ object }) => !object)))('%s', async (_, contract) => {
    await unchanged(async () => {
      for (const id of [newId(), 'not-an-id']) {
        const reply = await house.call(contract, { ...smallestCall(contract, id), as: owner });
        expect(reply.status, id).toBe(404);
      }
    });
  });
});

describe('412: a version that is not the current one', () => {
  const versioned = ofObjects.filter(({ method }) => method === 'PATCH' || method === 'DELETE');
  test.each(named(versioned))('%s', async (_, contract) => {
    const id = await house.record(owner, contract.object ?? '');
    await unchanged(async () => {
      const reply = await house.call(contract, {
        params: { id },
        body: {},
        as: owner,
        headers: { 'if-match': '"99"' },
      });
      expect(reply.status).toBe(412);
      expect(reply.json?.error).toBe('stale_version');
      expect(reply.json?.data).toMatchObject({ id, version: 1 });
    });
  });
});

describe('422 and 400: what the contract does not name', () => {
  const bodies = contracts.filter(
    (contract) =>
      contract.body &&
      writes(contract) &&
      !contract.multipart &&
      !contract.lenient &&
      !contract.form,
  );
  test.each(named(bodies))('body of %s', async (_, contract) => {
    const existing =
      contract.object && contract.path.includes('{id}')
        ? await house.record(owner, contract.object)
        : null;
    await unchanged(async () => {
      const { params, body } = smallestCall(contract, existing ?? newId());
      const as = contract.auth === 'none' ? null : owner;
      const taken = { is_admin: true, created_by: newId(), deleted_at: null };
      for (const wrong of [
        [],
        'text',
        null,
        ...Object.entries(taken).map(([key, value]) => ({ ...(body as object), [key]: value })),
      ]) {
        const reply = await house.call(contract, {
          params,
          body: wrong === 'text' ? '"text"' : wrong,
          as,
        });
        expect(reply.status, JSON.stringify(wrong)).toBe(422);
        expect(reply.json?.issues?.length).toBeGreaterThan(0);
      }
      const torn = await house.call(contract, { params, body: '{"a":', as });
      expect(torn.status).toBe(400);
      const form = await house.call(contract, {
        params,
        body: 'a=b',
        as,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      expect(form.status).toBe(415);
    });
  });

  test.each(named(contracts.filter(({ lenient }) => !lenient)))(
    'query of %s',
    async (_, contract) => {
      await unchanged(async () => {
        const as = contract.auth === 'none' ? null : owner;
        const reply = await house.call(contract, {
          ...smallestCall(contract, newId()),
          search: '?tenant=other',
          as,
        });
        expect(reply.status).toBe(400);
        expect(reply.json?.issues?.map(({ path }) => path)).toContain('tenant');
      });
    },
  );
});

describe('429: over the limit', () => {
  test.each(named(contracts))('%s', async (_, contract) => {
    const limiter = {
      take: async () => ({ allowed: false, remaining: 0, reset_seconds: 7 }),
      giveBack: async () => undefined,
      forget: async () => undefined,
    };
    const strict = await House.open((app) => ({ ...app, limiter }));
    await unchanged(async () => {
      const reply = await strict.call(contract, {
        ...smallestCall(contract, newId()),
        as: contract.auth === 'none' ? null : owner,
      });
      expect(reply.status).toBe(429);
      expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
    });
  });
});

test('every body of a contract can be described', () => {
  for (const contract of contracts) {
    if (contract.body) expect(inputSchema(contract, 'body'), contract.name).toBeTruthy();
  }
});
