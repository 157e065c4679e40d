import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { type TestApp, testApp } from '../../../../tests/support/app';
import { call } from '../../../../tests/support/call';
import { type TestCompany, testCompany, testCtx } from '../../../../tests/support/company';
import { ownDatabase } from '../../../../tests/support/database';
import {
  boolean,
  choice,
  decimal,
  money,
  multiChoice,
  percent,
  text,
  user,
} from '../../shape/field';
import { defineObject } from '../../shape/object';
import type { Ctx } from '../context';
import { tableFor } from '../table';
import { recordOperations } from './operations';

const label = { en: 'x', tr: 'x' };
const choices = [
  { value: 'a', label, aliases: ['Alpha'] },
  { value: 'b', label: { en: 'Bee', tr: 'Arı' } },
];

/** An object of the kinds that contacts and accounts do not have. */
const things = defineObject({
  name: 'things',
  singular: 'thing',
  label,
  label_plural: label,
  icon: 'box',
  shortcut: 't',
  title: ['name'],
  groups: {},
  fields: {
    name: text(label, { required: true }),
    code: text(label, { unique: true, max: 20 }),
    price: money(label, { min: -1_000_000_000_000 }),
    currency: text(label, { max: 3 }),
    weight: decimal(label, { scale: 3 }),
    share: percent(label, { min: 0, max: 100 }),
    active: boolean(label, { default: true }),
    one: choice(label, { choices, default: 'a' }),
    many: multiChoice(label, { choices }),
    owner_id: user(label, { default: 'me' }),
    locked: text(label, { readonly: true }),
  },
});

let app: TestApp;
let one: TestCompany;
let ctx: Ctx;

beforeAll(async () => {
  const { admin, db } = await ownDatabase('kinds_of_values');
  const migration = await generateMigration(
    generateDrizzleJson({}) as never,
    generateDrizzleJson({ table: tableFor(things) }) as never,
  );
  for (const statement of migration) await admin.query(statement);
  await admin.query('grant select, insert, update, delete on things to public');
  app = await testApp({
    db,
    modules: [
      {
        name: 'things',
        objects: [{ definition: things }],
        operations: recordOperations(things),
      },
    ],
  });
  one = await testCompany({}, { admin });
  ctx = testCtx(app, one, one);
});

const make = async (body: Record<string, unknown>, as = ctx) =>
  (await call(as, 'things.create', { body: { name: 'thing', ...body } })).data;
const patch = async (id: string, body: unknown) =>
  (await call(ctx, 'things.update', { params: { id }, body })).data;
const read = async (id: string) => (await call(ctx, 'things.get', { params: { id } })).data;

test('what a write answers is what a read answers, for every kind, empty and filled', async () => {
  const empty = await make({});
  expect(empty).toMatchObject({
    price: null,
    currency: 'EUR',
    weight: null,
    share: null,
    active: true,
    one: 'a',
    many: [],
    locked: null,
  });
  expect(await read(empty.id)).toEqual(empty);
  const body = {
    price: '1250.5',
    weight: 1.25,
    share: '12.5',
    active: false,
    one: 'Alpha',
    many: ['bee', 'a', 'b'],
    code: 'X 1',
  };
  const filled = await patch(empty.id, body);
  expect(filled).toMatchObject({
    price: '1250.50',
    weight: 1.25,
    share: 12.5,
    active: false,
    one: 'a',
    many: ['b', 'a'],
    version: 2,
  });
  expect(await read(empty.id)).toEqual(filled);
  const emptied = await patch(empty.id, {
    price: null,
    weight: '',
    share: null,
    active: null,
    one: null,
    many: [],
    code: null,
  });
  expect(emptied).toMatchObject({
    price: null,
    weight: null,
    share: null,
    active: true,
    one: null,
    many: [],
    code: null,
  });
  expect(await read(empty.id)).toEqual(emptied);
});

test('a field cannot be named like a word of SQL', () => {
  expect(() => defineObject({ ...things, title: [], fields: { order: text(label) } })).toThrow(
    'a word of SQL',
  );
});

describe('money', () => {
  test('comes back exactly as it went in', async () => {
    const cents = fc.bigInt({ min: -(10n ** 13n), max: 10n ** 16n });
    await fc.assert(
      fc.asyncProperty(cents, async (amount) => {
        const sign = amount < 0n ? '-' : '';
        const digits = (amount < 0n ? -amount : amount).toString().padStart(3, '0');
        const price = `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
        const made = await make({ price });
        expect(made.price).toBe(price);
        expect((await read(made.id)).price).toBe(price);
      }),
      { numRuns: 40 },
    );
  });

  test('has the decimals of its currency, and only the currency of the company', async () => {
    const { admin } = await ownDatabase('kinds_of_values');
    const other = await testCompany({ currency: 'JPY' }, { admin });
    const theirs = testCtx(app, other, other);
    expect((await make({ price: 1000 }, theirs)).price).toBe('1000');
    for (const [body, path] of [
      [{ price: '10.005' }, 'price'],
      [{ price: 0.1 + 0.2 }, 'price'],
      [{ price: 'much' }, 'price'],
      [{ price: '1e3' }, 'price'],
      [{ price: '-1000000000000.01' }, 'price'],
      [{ price: 1, currency: 'USD' }, 'currency'],
      [{ share: 100.01 }, 'share'],
      [{ weight: 1.2345 }, 'weight'],
      [{ locked: 'x' }, 'locked'],
    ] as const) {
      await expect(make(body), path).rejects.toMatchObject({ details: { issues: [{ path }] } });
    }
  });
});

describe('an earlier state', () => {
  const events = async (id: string) =>
    (await call(ctx, 'things.history', { params: { id } })).data.map(
      (entry: { id: string }) => entry.id,
    );
  const restore = (id: string, body: unknown) =>
    call(ctx, 'things.restore_to', { params: { id }, body });

  test('comes back as it was, of every kind', async () => {
    const filled = await make({
      price: '1250.5',
      weight: 1.25,
      share: 12.5,
      active: false,
      many: ['b', 'a'],
      code: 'Back',
    });
    const empty = { price: null, weight: null, share: null, active: null, many: [], code: null };
    const emptied = await patch(filled.id, { ...empty, one: 'b' });
    const [second, first] = await events(filled.id);
    const past = await call(ctx, 'things.as_of', {
      params: { id: filled.id },
      search: `event=${first}`,
    });
    expect(past.data).toMatchObject({ ...filled, updated_at: expect.any(String) });
    await restore(filled.id, { event: first });
    const versionless = ({ version: _version, updated_at: _at, ...rest }: typeof filled) => rest;
    expect(versionless(await read(filled.id))).toEqual(versionless(filled));
    await restore(filled.id, { event: second });
    expect(versionless(await read(filled.id))).toEqual(versionless(emptied));
  });

  test('does not come back when its unique value is taken or only the system sets it', async () => {
    const { id } = await make({ code: 'Mine', weight: 1 });
    await patch(id, { code: 'Other', weight: 2 });
    await make({ code: 'mine' });
    const [, event] = await events(id);
    const taken = { code: 'conflict', details: { issues: [{ path: 'code', code: 'taken' }] } };
    await expect(restore(id, { event })).rejects.toMatchObject(taken);
    expect(await read(id)).toMatchObject({ code: 'Other', weight: 2, version: 2 });
    await expect(restore(id, { event, fields: ['locked'] })).rejects.toMatchObject({
      details: { issues: [{ path: 'fields.0', code: 'read_only' }] },
    });
    await restore(id, { event, fields: ['weight'] });
    expect(await read(id)).toMatchObject({ code: 'Other', weight: 1, version: 3 });
  });
});

describe('unique values', () => {
  test('belong to one live record of a company, compared as they are looked for', async () => {
    const first = await make({ code: 'Äpfel' });
    await expect(make({ code: 'apfel' })).rejects.toMatchObject({
      code: 'conflict',
      details: { issues: [{ path: 'code' }] },
    });
    const create = [
      { name: 'a', code: 'same' },
      { name: 'b', code: 'SAME' },
    ];
    await expect(call(ctx, 'things.bulk', { body: { create } })).rejects.toMatchObject({
      code: 'conflict',
      details: { issues: [{ path: 'create.1.code' }] },
    });
    await patch(first.id, { name: 'renamed', code: 'ÄPFEL' });
    await call(ctx, 'things.delete', { params: { id: first.id } });
    await make({ code: 'apfel' });
    await expect(call(ctx, 'things.restore', { params: { id: first.id } })).rejects.toMatchObject({
      code: 'conflict',
    });
    await Promise.all([make({}), make({})]);
  });

  test('of many writers at once, one gets it', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 12 }, () => make({ code: 'race' })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({
          code: 'conflict',
          details: { issues: [{ path: 'code', code: 'taken' }] },
        });
    }
  });
});
