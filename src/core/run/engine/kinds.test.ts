import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import * as f from '@/core/shape/field';
import { startDatabase, type TestDatabase } from '../../../../tests/support/database';
import { castType, columnsOf, emptyNumber, encode, output, scaled } from './kinds';

const label = { en: 'x', tr: 'x' };
const choices = [{ value: 'a', label }];
const fields: Readonly<Record<string, f.Field>> = {
  text: f.text(label),
  long_text: f.longText(label),
  email: f.email(label),
  integer: f.integer(label),
  decimal: f.decimal(label, { scale: 4 }),
  percent: f.percent(label),
  money: f.money(label, { base: 'v_base' }),
  boolean: f.boolean(label),
  date: f.date(label),
  partial_date: f.partialDate(label),
  datetime: f.datetime(label),
  choice: f.choice(label, { choices }),
  tags: f.tags(label),
  user: f.user(label),
  address: f.address(label),
  links: f.links(label),
};

let database: TestDatabase;
beforeAll(async () => {
  database = await startDatabase();
});

/** A value through the columns and back as JSON. */
async function through(field: f.Field, value: unknown, currency = 'EUR'): Promise<unknown> {
  const stored = encode('v', field, value, { currency });
  const columns = columnsOf('v', field);
  const select = columns.map(
    (column, i) => `$${i + 2}::${castType(column.type)} as ${column.name}`,
  );
  const { rows } = await database.admin.query(
    `select row_to_json(r)::text as json from (select ${output('t', 'v', field)} as value from (select $1::text as currency, ${select.join(', ')}) t) r`,
    [currency, ...columns.map((column) => stored[column.name])],
  );
  return (JSON.parse(rows[0].json) as { value: unknown }).value;
}

describe('kinds', () => {
  it.each<[string, unknown, string?]>([
    ['text', 'İstanbul  "x" \\ 😀'],
    ['long_text', 'a\nb'],
    ['email', 'a@b.example'],
    ['integer', -9_007_199_254_740_991],
    ['integer', 0],
    ['decimal', 12.3456],
    ['decimal', -0.0001],
    ['percent', 12.5],
    ['percent', 0.29],
    ['money', '1250.00'],
    ['money', '-0.05'],
    ['money', '99999999999999.99'],
    ['money', '1000', 'JPY'],
    ['money', '1.250', 'KWD'],
    ['money', '0.0001', 'CLF'],
    ['boolean', true],
    ['date', '0001-01-01'],
    ['date', '9999-12-31'],
    ['partial_date', '--02-29'],
    ['datetime', '2024-02-29T23:59:59.999Z'],
    ['datetime', '0001-01-01T00:00:00.000Z'],
    ['datetime', '9999-12-31T23:59:59.000Z'],
    ['choice', 'a'],
    ['tags', ['a,b', '"c"', '{d}', 'NULL']],
    ['user', '0190f3a0-0000-7000-8000-000000000001'],
    ['address', { city: 'Köln' }],
    ['links', [{ label: null, value: 'https://a.example' }]],
  ])('%s keeps %j', async (kind, value, currency) => {
    expect(await through(fields[kind] as f.Field, value, currency)).toEqual(value);
  });

  it.each(Object.keys(fields))('%s shows its empty value', async (kind) => {
    const empty = { boolean: false, tags: [], links: [] }[kind] ?? null;
    expect(await through(fields[kind] as f.Field, null)).toEqual(empty);
  });

  it.each(Object.entries(fields))(
    'the default of %s is what encoding nothing gives',
    async (_, field) => {
      const stored = encode('v', field, null, { currency: 'EUR' });
      for (const { name, type, empty } of columnsOf('v', field)) {
        const { rows } = await database.admin.query(
          `select ${empty ?? 'null'}::${castType(type)} is not distinct from $1::${castType(type)} as same`,
          [stored[name]],
        );
        expect(rows[0].same, name).toBe(true);
      }
    },
  );

  it('has a key beside texts, folded', () => {
    expect(encode('name', f.text(label), 'ÇAĞ', { currency: 'EUR' })).toEqual({
      name: 'ÇAĞ',
      name_key: 'cag',
    });
  });
});

describe('scaled', () => {
  it.each([
    ['12.5', 2, '1250'],
    ['-0.05', 2, '-5'],
    ['+1', 0, '1'],
    ['1.10', 1, '11'],
    [1e21, 0, null],
    [1e-7, 2, null],
    [1e-7, 7, '1'],
    [0.1, 1, '1'],
    ['1.005', 2, null],
    ['9223372036854775807', 0, null],
    ['-0', 2, '0'],
    ['', 2, null],
    ['1e3', 2, null],
    ['0x10', 0, null],
    [Number.NaN, 2, null],
  ] as const)('%j with %d digits is %s', (value, digits, expected) =>
    expect(scaled(value, digits)).toBe(expected),
  );

  it('never gives the sentinel and loses nothing', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }),
        fc.nat(6),
        (value, digits) => {
          const text = (value < 0n ? -value : value).toString().padStart(digits + 1, '0');
          const decimal = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
          const result = scaled(`${value < 0n ? '-' : ''}${decimal}`, digits);
          expect(result).toBe(value.toString());
          expect(result).not.toBe(emptyNumber);
        },
      ),
    );
  });
});
