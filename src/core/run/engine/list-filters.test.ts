import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CustomField } from '@/core/shape/custom-field';
import type { FieldKind } from '@/core/shape/field';
import { type Filter, type FilterCondition, type Operator, operatorsOf } from '@/core/shape/filter';
import { accounts } from '@/objects/accounts/object';
import { contacts } from '@/objects/contacts/object';
import { testApp } from '../../../../tests/support/app';
import { type TestCompany, testCompany, testCtx } from '../../../../tests/support/company';
import { insertField, insertRecord, objectsOnly } from '../../../../tests/support/records';
import type { Ctx } from '../context';
import { fold } from './fold';
import { listRecords } from './list';
import { startOfDay } from './time-zone';

type Value = string | number | boolean | null | readonly (string | number)[] | { value: string }[];
interface Model {
  readonly id: string;
  readonly values: Readonly<Record<string, Value>>;
}

/** Values by kind: empty ones, ties, neighbours, accents and signs that mean something to LIKE. */
const samples: Readonly<Partial<Record<FieldKind, readonly Value[]>>> = {
  text: [null, 'Anna', 'ANNÁ', 'Işık', 'a_b%c\\', 'ann', 'Zoë 😀'],
  long_text: [null, 'First line\nsecond 100% sure', 'nothing'],
  email: [null, 'anna@acme.example', 'ben_k@acme.example', 'anna@acme.examples'],
  phone: [null, '+4930123456', '+905321234567', '+49301234567'],
  url: [null, 'https://acme.example/Team', 'https://acme.example/team_1'],
  choice: [null, 'lead', 'customer', 'active'],
  boolean: [true, false],
  date: [null, '2024-02-29', '2024-03-01', '2023-12-31'],
  datetime: [
    null,
    '2024-02-28T22:59:59.999Z',
    '2024-02-28T23:00:00.000Z',
    '2024-02-29T22:59:59.999Z',
    '2024-03-01T12:00:00.000Z',
  ],
  partial_date: [null, '1980-02-29', '--02-29', '1980-03-01'],
  tags: [[], ['vip'], ['vip', 'news, letter'], ['VIP"s']],
  emails: [
    [],
    [{ value: 'anna@acme.example' }],
    [{ value: 'ben@acme.example' }, { value: 'b_n@acme.example' }],
  ],
  integer: [null, 0, -5, 7, 9_000_000_000],
  money: [null, '0.00', '-12.50', '1250.00', '1250.01'],
  decimal: [null, 0.5, 0.5001, -3, 12],
  percent: [null, 12.5, 0, 100],
  multi_choice: [[], ['red'], ['red', 'blue'], ['green']],
};
const choices = ['red', 'blue', 'green', 'lead', 'customer', 'active'].map((value) => ({
  value,
  label: value,
}));

/** Paths that are asked, and where the values come from. */
const own: Readonly<Record<string, FieldKind>> = {
  last_name: 'text',
  description: 'long_text',
  email: 'email',
  phone: 'phone',
  linkedin_url: 'url',
  status: 'choice',
  do_not_call: 'boolean',
  next_step_on: 'date',
  last_touch_at: 'datetime',
  birthday: 'partial_date',
  tags: 'tags',
  emails: 'emails',
};
const ofAccount: Readonly<Record<string, FieldKind>> = {
  name: 'text',
  employees: 'integer',
  annual_revenue: 'money',
  domains: 'tags',
  last_touch_at: 'datetime',
};
const customKinds = [
  'text',
  'integer',
  'decimal',
  'percent',
  'boolean',
  'date',
  'datetime',
  'choice',
  'multi_choice',
  'email',
] as const;

let ctx: Ctx;
let company: TestCompany;
const models: Model[] = [];
const kinds: Record<string, FieldKind> = {};

const pick = (kind: FieldKind, seed: number): Value => {
  const list = samples[kind] ?? [null];
  return list[seed % list.length] ?? null;
};

beforeAll(async () => {
  company = await testCompany();
  const colleague = await company.member('rep');
  ctx = testCtx(await testApp({ modules: objectsOnly(contacts, accounts) }), company, company);
  const fields: CustomField[] = [];
  for (const kind of customKinds)
    fields.push(await insertField(company, 'contacts', `c_${kind}`, kind, { choices }));
  const accountModels: (Record<string, Value> & { id: string })[] = [];
  for (let i = 0; i < 9; i++) {
    const values = Object.fromEntries(
      Object.entries(ofAccount).map(([name, kind], j) => [name, pick(kind, i * (j + 2) + j)]),
    );
    // A name is required; the last account is in the bin.
    const id = await insertRecord(company, accounts, {
      ...values,
      currency: 'EUR',
      deleted_at: i === 8 ? '2026-01-01' : null,
    });
    accountModels.push({ ...values, id });
  }
  for (let i = 0; i < 70; i++) {
    const values = Object.fromEntries(
      Object.entries(own).map(([name, kind], j) => [
        name,
        pick(kind, (i * 7919 + j * 31) >> (j % 3)),
      ]),
    );
    const account = i % 5 === 0 ? null : (accountModels[i % 9] ?? null);
    const owner = [company.user.id, colleague.user.id, null][i % 3] ?? null;
    const custom = fields.map((field, j) => ({
      field,
      value: pick(field.kind, (i * 104_729 + j * 17) >> (j % 4)),
    }));
    const reportsTo = i > 10 && i % 4 === 0 ? (models[i - 10]?.id ?? null) : null;
    const id = await insertRecord(
      company,
      contacts,
      { ...values, account_id: account?.id ?? null, owner_id: owner, reports_to_id: reportsTo },
      custom,
    );
    const live = account && account !== accountModels[8] ? account : null;
    const above = models.find((model) => model.id === reportsTo);
    models.push({
      id,
      values: {
        ...values,
        owner_id: owner,
        account_id: account?.id ?? null,
        ...Object.fromEntries(custom.map(({ field, value }) => [`custom.${field.key}`, value])),
        ...Object.fromEntries(
          Object.keys(ofAccount).map((name) => [`account.${name}`, live?.[name] ?? null]),
        ),
        'reports_to.last_name': above?.values.last_name ?? null,
        'reports_to.account.employees': above?.values['account.employees'] ?? null,
      },
    });
  }
  Object.assign(kinds, own, {
    owner_id: 'user',
    account_id: 'ref',
    'reports_to.last_name': 'text',
    'reports_to.account.employees': 'integer',
  });
  for (const [name, kind] of Object.entries(ofAccount)) kinds[`account.${name}`] = kind;
  for (const kind of customKinds) kinds[`custom.c_${kind}`] = kind;
}, 120_000);

/** Comparable form of a value. */
const key = (kind: FieldKind, value: Value): string | number => {
  if (kind === 'text') return fold(String(value));
  if (['integer', 'decimal', 'percent', 'money'].includes(kind)) return Number(value);
  return typeof value === 'boolean' ? String(value) : String(value);
};

/** What a filter means, written down independently of SQL. */
function holds({ field, op, value }: FilterCondition, { values }: Model): boolean {
  const kind = kinds[field] as FieldKind;
  const has = values[field] ?? (field.startsWith('custom.') && kind === 'boolean' ? false : null);
  const many =
    Array.isArray(has) || kind === 'tags' || kind === 'multi_choice' || kind === 'emails';
  const list = many
    ? ((has ?? []) as readonly (string | { value: string })[]).map((one) =>
        typeof one === 'object' ? one.value : one,
      )
    : [];
  const empty = many ? list.length === 0 : has === null;
  const operands = (Array.isArray(value) ? value : [value]) as (string | number | boolean)[];
  const same = (operand: string | number | boolean): boolean => {
    if (many) return list.includes(String(operand));
    if (empty) return false;
    if (kind === 'datetime') return between(String(has), range(String(operand)));
    return key(kind, has) === key(kind, operand);
  };
  const text = (one: string): string => (kind === 'text' ? fold(one) : one.toLowerCase());
  const above = (operand: string | number | boolean): number => {
    if (kind === 'datetime') {
      const [from, to] = range(String(operand));
      return String(has) < from ? -1 : String(has) >= to ? 1 : 0;
    }
    const [a, b] = [key(kind, has), key(kind, operand)];
    return a < b ? -1 : a > b ? 1 : 0;
  };
  const [first = '', second = ''] = operands;
  switch (op) {
    case 'empty':
      return empty;
    case 'not_empty':
      return !empty;
    case 'eq':
      return same(first);
    case 'ne':
      return !same(first);
    case 'in':
      return operands.some(same);
    case 'nin':
      return !operands.some(same);
    case 'contains':
      return many
        ? list.some((one) => one.includes(text(String(first))))
        : !empty && text(String(has)).includes(text(String(first)));
    case 'starts':
      return !empty && text(String(has)).startsWith(text(String(first)));
    case 'lt':
      return !empty && above(first) < 0;
    case 'lte':
      return !empty && above(first) <= 0;
    case 'gt':
      return !empty && above(first) > 0;
    case 'gte':
      return !empty && above(first) >= 0;
    case 'between':
      return !empty && above(first) >= 0 && above(second) <= 0;
  }
}

const between = (value: string, [from, to]: readonly [string, string]): boolean =>
  value >= from && value < to;

/** A day is a day of the company, an instant lasts a millisecond. */
function range(operand: string): [string, string] {
  if (operand.length > 10) return [operand, new Date(Date.parse(operand) + 1).toISOString()];
  const next = new Date(Date.parse(operand) + 86_400_000).toISOString().slice(0, 10);
  return [
    startOfDay('Europe/Berlin', operand).toISOString(),
    startOfDay('Europe/Berlin', next).toISOString(),
  ];
}

const matches = (filter: Filter, model: Model): boolean => {
  if ('and' in filter) return filter.and.every((one) => matches(one, model));
  return 'or' in filter ? filter.or.some((one) => matches(one, model)) : holds(filter, model);
};

const ask = async (params: Record<string, string>): Promise<string[]> => {
  const answer = await listRecords(
    ctx,
    'contacts',
    new URLSearchParams({ limit: '200', fields: 'id', ...params }),
  );
  return (JSON.parse(answer.json ?? '') as { id: string }[]).map(({ id }) => id);
};

const fragments: Readonly<Partial<Record<FieldKind, readonly string[]>>> = {
  text: ['a', 'nn', 'isi', '_', '%', 'b%c\\', 'zoe', '😀'],
  long_text: ['100%', 'LINE', 'e\ns'],
  email: ['ANNA', '_', 'acme.example', '@'],
  phone: ['123', '+4930', '4930'],
  url: ['TEAM', '_1', 'https://'],
  partial_date: ['02-29', '19', '--'],
  emails: ['b_n', 'anna', 'zz'],
};

/** Operands a field of a kind can be asked with. */
function operands(field: string, kind: FieldKind): (string | number | boolean)[] {
  if (kind === 'user')
    return [
      company.user.id,
      ...models.slice(0, 3).flatMap((model) => (model.values.owner_id as string | null) ?? []),
    ];
  if (kind === 'ref')
    return models.slice(0, 9).flatMap((model) => (model.values[field] as string | null) ?? []);
  const days = ['2024-02-29', '2024-03-01', '2020-01-01'];
  const values = (samples[kind] ?? []).flatMap(
    (value) => value as string | number | boolean | null,
  );
  return [...values.filter((value) => value !== null), ...(kind === 'datetime' ? days : [])];
}

const condition = (): fc.Arbitrary<FilterCondition> =>
  fc.constantFrom(...Object.keys(kinds)).chain((field) => {
    const kind = kinds[field] as FieldKind;
    const allowed = operatorsOf[kind] ?? [];
    return fc.constantFrom(...allowed).chain((op): fc.Arbitrary<FilterCondition> => {
      if (op === 'empty' || op === 'not_empty') return fc.constant({ field, op });
      if (op === 'contains' || op === 'starts')
        return fc
          .constantFrom(...(fragments[kind] ?? ['x']))
          .map((value) => ({ field, op, value }));
      const value = fc.constantFrom(...operands(field, kind));
      if (op === 'in' || op === 'nin')
        return fc
          .array(value, { minLength: 1, maxLength: 4 })
          .map((list) => ({ field, op, value: list }));
      if (op === 'between')
        return fc.tuple(value, value).map((list) => ({ field, op, value: list }));
      return value.map((one) => ({ field, op, value: one }));
    });
  });

const { tree } = fc.letrec<{ tree: Filter }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constant(null).chain(condition),
    fc.record({ and: fc.array(tie('tree'), { maxLength: 3 }) }),
    fc.record({ or: fc.array(tie('tree'), { maxLength: 3 }) }),
  ),
}));

const expected = (filter: Filter): string[] =>
  models
    .filter((model) => matches(filter, model))
    .map(({ id }) => id)
    .sort();

describe('filters', () => {
  it('mean the same as a plain model, for every operator of every kind', async () => {
    const missing = new Set<string>();
    for (const [field, kind] of Object.entries(kinds)) {
      for (const op of operatorsOf[kind] ?? []) {
        missing.add(`${field} ${op}`);
        const values: unknown[] =
          op === 'contains' || op === 'starts'
            ? [...(fragments[kind] ?? [])]
            : operands(field, kind);
        const asked: Filter[] = bare(op)
          ? [{ field, op }]
          : values.map(
              (value) =>
                ({
                  field,
                  op,
                  value:
                    op === 'in' || op === 'nin'
                      ? [value]
                      : op === 'between'
                        ? [value, values[0]]
                        : value,
                }) as Filter,
            );
        for (const filter of asked) {
          const found = await ask({ filter: JSON.stringify(filter) });
          expect(found.sort(), JSON.stringify(filter)).toEqual(expected(filter));
          if (found.length > 0) missing.delete(`${field} ${op}`);
        }
      }
    }
    expect([...missing], 'found nothing with any value').toEqual([]);
  }, 120_000);

  it('nest', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (filter) => {
        expect((await ask({ filter: JSON.stringify(filter) })).sort()).toEqual(expected(filter));
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it('take null for empty', async () => {
    for (const [field, value] of [
      ['last_name', 'Anna'],
      ['owner_id', company.user.id],
      ['custom.c_integer', 7],
      ['account.employees', 7],
      ['next_step_on', '2024-02-29'],
    ] as const) {
      for (const [op, list] of [
        ['eq', null],
        ['ne', null],
        ['in', [null, value]],
        ['nin', [null, value]],
      ] as const) {
        const none = op === 'eq' || op === 'in' ? 'empty' : 'not_empty';
        const rest =
          op === 'in'
            ? [{ field, op: 'in' as const, value: [value] }]
            : op === 'nin'
              ? [{ field, op: 'nin' as const, value: [value] }]
              : [];
        const plain: Filter =
          op === 'in'
            ? { or: [{ field, op: none }, ...rest] }
            : { and: [{ field, op: none }, ...rest] };
        expect(
          (await ask({ filter: JSON.stringify({ field, op, value: list }) })).sort(),
          `${field} ${op}`,
        ).toEqual(expected(plain));
      }
    }
  });

  it('are written in the query string too', async () => {
    const mine = expected({
      and: [
        { field: 'owner_id', op: 'eq', value: company.user.id },
        { field: 'account.employees', op: 'in', value: [7, 0] },
      ],
    });
    expect(
      (await ask({ 'filter[owner_id]': 'me', 'filter[account.employees][in]': '7,0' })).sort(),
    ).toEqual(mine);
    expect(
      (await ask({ 'filter[next_step_on][between]': '2024-01-01,2024-02-29' })).sort(),
    ).toEqual(expected({ field: 'next_step_on', op: 'eq', value: '2024-02-29' }));
    expect((await ask({ 'filter[custom.c_percent][gte]': '12.5' })).sort()).toEqual(
      expected({ field: 'custom.c_percent', op: 'gte', value: 12.5 }),
    );
    expect((await ask({ 'filter[email][empty]': 'false' })).sort()).toEqual(
      expected({ field: 'email', op: 'not_empty' }),
    );
  });
});

const bare = (op: Operator): boolean => op === 'empty' || op === 'not_empty';
