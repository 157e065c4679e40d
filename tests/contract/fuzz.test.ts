import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Principal } from '@/core/run/context';
import type { Contract } from '@/core/shape/contract';
import { newId } from '@/platform/ids';
import { modules } from '@/registry';
import { testCompany } from '../support/company';
import { inputSchema, inputs, nastyTexts, type Schema } from './generate';
import { House } from './house';

/**
 * Figure S4: 300 generated inputs per operation, half of them invalid. No answer may be a 500, none may take
 * two seconds, and every answer is an envelope. FUZZ_SEED replays a run, FUZZ_RUNS changes how many.
 */
const seed = Number(process.env.FUZZ_SEED ?? (Math.random() * 2 ** 31) | 0);
const runs = Number(process.env.FUZZ_RUNS ?? 300);
const contracts = modules.flatMap((module) =>
  (module.operations ?? []).map(({ contract }) => contract),
);
/** Argon2 makes these cost CPU by design; fewer runs say as much. */
const dear = new Set(['auth.register', 'auth.login']);

let house: House;
let owner: Principal;
const records = new Map<string, string>();

beforeAll(async () => {
  house = await House.open();
  const company = await testCompany();
  owner = house.principal(company, company);
  for (const object of house.app.registry.objects.keys())
    records.set(object, await house.record(owner, object));
});

const queryPieces = [
  'limit=5',
  'limit=0',
  'limit=x',
  'page=2',
  'page=-1',
  'cursor=abc',
  'sort=-created_at',
  'sort=__proto__',
  'q=anna',
  'q=%00',
  'q=%F0%9F%98%80',
  'filter[status]=lead',
  'filter[nope]=1',
  'filter[created_at][gte]=-7d',
  'filter[created_at][gte]=2024-02-30',
  'filter[__proto__][eq]=1',
  'filter={"and":[]}',
  'filter={"field":"email","op":"contains","value":"%"}',
  'filter={"or":[{"or":[{"or":[]}]}]}',
  'filter={',
  'include=owner,account',
  'include=constructor',
  'fields=email',
  'fields=',
  'count=exact',
  'deleted=true',
  'deleted=maybe',
  'a=b',
  '%',
  '&&&',
  'object=contacts',
] as const;

const search = fc.oneof(
  fc.constant(''),
  fc
    .uniqueArray(fc.constantFrom(...queryPieces), { maxLength: 4 })
    .map((pieces) => `?${pieces.join('&')}`),
  fc
    .tuple(
      fc.constantFrom(
        'q',
        'sort',
        'fields',
        'include',
        'cursor',
        'filter',
        'filter[email]',
        'filter[last_name][in]',
      ),
      fc.constantFrom(...nastyTexts),
    )
    .map(
      ([name, text]) => `?${encodeURIComponent(name)}=${encodeURIComponent(text.toWellFormed())}`,
    ),
);

function bodyOf(contract: Contract, valid: boolean): fc.Arbitrary<unknown> {
  const schema: Schema | null = inputSchema(contract, 'body');
  return schema ? inputs(schema, valid) : fc.constant(contract.method === 'GET' ? undefined : {});
}

describe(`seed ${seed}`, () => {
  test.each(contracts.map((contract) => [contract.name, contract] as const))(
    '%s',
    async (_, contract) => {
      const ids = fc.constantFrom(
        records.get(contract.object ?? '') ?? newId(),
        newId(),
        'nonsense',
        '%00',
        '..%2f..',
      );
      const call = fc.record({
        id: ids,
        search,
        body: fc.oneof(bodyOf(contract, true), bodyOf(contract, false)),
        match: fc.constantFrom('', '"1"', '*', 'x'),
      });
      const property = fc.asyncProperty(call, async ({ id, search, body, match }) => {
        const names = [...contract.path.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '');
        const started = performance.now();
        const reply = await house.call(contract, {
          as: contract.auth === 'none' ? null : owner,
          params: Object.fromEntries(names.map((name) => [name, id])),
          search,
          body: body === undefined && contract.method !== 'GET' ? null : body,
          headers: match ? { 'if-match': match } : {},
        });
        expect(reply.status, reply.text).toBeLessThan(500);
        expect(performance.now() - started).toBeLessThan(2000);
        if (reply.status >= 400)
          expect(reply.json).toMatchObject({
            success: false,
            error: expect.any(String),
            message: expect.any(String),
          });
        expect(reply.text).not.toMatch(/at .*\.ts:\d+|syntax error|violates|relation "/);
      });
      await fc.assert(property, {
        seed,
        numRuns: dear.has(contract.name) ? Math.min(runs, 40) : runs,
        endOnFailure: true,
      });
    },
    120_000,
  );
});
