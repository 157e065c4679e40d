import { type Field, type FieldKind, inOwnCurrency } from '../../shape/field';
import { currencyDigits, unusualDigits } from '../../shape/money';
import type { CompanyInfo } from '../context';
import { fold } from './fold';

/** PostgreSQL types of record columns. `key` is text compared byte by byte, so that prefixes use an index. */
export type ColumnType =
  | 'text'
  | 'key'
  | 'int8'
  | 'bool'
  | 'date'
  | 'timestamptz'
  | 'text[]'
  | 'jsonb'
  | 'uuid';

/** How each type is written in DDL and casts. */
export const sqlType: Readonly<Record<ColumnType, string>> = {
  text: 'text',
  key: 'text COLLATE "C"',
  int8: 'bigint',
  bool: 'boolean',
  date: 'date',
  timestamptz: 'timestamptz(3)',
  'text[]': 'text[]',
  jsonb: 'jsonb',
  uuid: 'uuid',
};

/** The same without collation and precision: the type of a parameter, `$1::bigint`. */
export const castType = (type: ColumnType): string =>
  type === 'key' ? 'text' : type === 'timestamptz' ? 'timestamptz' : sqlType[type];

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** SQL literal of the empty value; null where the column is nullable (references, addresses). */
  readonly empty: string | null;
}

/** What the driver takes: int8 and dates as text, jsonb as JSON text, text[] as an array. */
export type DbValue = string | boolean | null | readonly string[];

/** The empty value of numbers: below every number there is, so empties sort first. */
export const emptyNumber = '-9223372036854775808';
/** The empty value of dates and instants. */
export const emptyTime = '-infinity';

const typeOf: Readonly<Record<FieldKind, ColumnType>> = {
  text: 'text',
  long_text: 'text',
  email: 'key',
  phone: 'key',
  url: 'key',
  choice: 'key',
  partial_date: 'key',
  integer: 'int8',
  decimal: 'int8',
  percent: 'int8',
  money: 'int8',
  boolean: 'bool',
  date: 'date',
  datetime: 'timestamptz',
  multi_choice: 'text[]',
  tags: 'text[]',
  ref: 'uuid',
  user: 'uuid',
  address: 'jsonb',
  emails: 'jsonb',
  phones: 'jsonb',
  addresses: 'jsonb',
  links: 'jsonb',
};

const emptyOf: Readonly<Record<ColumnType, string>> = {
  text: "''",
  key: "''",
  int8: `'${emptyNumber}'::bigint`,
  bool: 'false',
  date: `'${emptyTime}'`,
  timestamptz: `'${emptyTime}'`,
  'text[]': "'{}'",
  jsonb: "'[]'",
  uuid: 'null',
};

/** The main type of a kind. */
export const columnType = (kind: FieldKind): ColumnType => typeOf[kind];

/** The columns one field is stored in, the answer column first. */
export function columnsOf(name: string, field: Field): readonly Column[] {
  const type = typeOf[field.kind];
  const nullable = type === 'uuid' || field.kind === 'address';
  const main: Column = { name, type, empty: nullable ? null : emptyOf[type] };
  if (field.kind === 'text')
    return [main, { name: keyColumn(name, field), type: 'key', empty: "''" }];
  return [main];
}

/** The column that filters, sorts and indexes use. */
export function keyColumn(name: string, field: Field): string {
  if (field.kind === 'text') return `${name}_key`;
  return field.base ?? name;
}

/** Digits after the point of numbers stored as scaled integers. */
export function scaleOf(field: Field, currency: string): number {
  if (field.kind === 'money') return currencyDigits(currency);
  if (field.kind === 'percent') return 2;
  return field.kind === 'decimal' ? (field.scale ?? 2) : 0;
}

/**
 * A decimal as an integer of 10^-scale, exact: `scaled("12.5", 2)` is `"1250"`.
 * Null when it is not a plain decimal, has more digits than `scale` or does not fit int8.
 */
export function scaled(value: string | number, scale: number): string | null {
  const text = typeof value === 'number' ? plainNumber(value) : value.trim();
  const match = /^([+-]?)(\d{1,19})(?:\.(\d{1,19}))?$/.exec(text);
  if (!match) return null;
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > scale) return null;
  const whole = BigInt(`${match[2]}${fraction.padEnd(scale, '0')}`);
  if (whole > 9_223_372_036_854_775_806n) return null;
  return `${match[1] === '-' && whole !== 0n ? '-' : ''}${whole}`;
}

/** A number without exponent; digits that only binary rounding brought in are dropped. */
function plainNumber(value: number): string {
  const text = String(value);
  if (!/e/i.test(text)) return text;
  return Math.abs(value) < 1 ? value.toFixed(19).replace(/0+$/, '') : BigInt(value).toString();
}

/**
 * What a normalised value (as the API speaks it) is stored as, by column. Null means empty. `currency` is that of an
 * amount. Throws on a value that validation should have refused.
 */
export function encode(
  name: string,
  field: Field,
  value: unknown,
  { currency }: Pick<CompanyInfo, 'currency'>,
): Record<string, DbValue> {
  switch (typeOf[field.kind]) {
    case 'text':
    case 'key': {
      const text = value == null ? '' : String(value);
      return field.kind === 'text'
        ? { [name]: text, [`${name}_key`]: fold(text) }
        : { [name]: text };
    }
    case 'int8': {
      const number =
        value == null ? emptyNumber : scaled(value as string | number, scaleOf(field, currency));
      if (number === null)
        throw new Error(`${name}: ${String(value)} cannot be stored as ${field.kind}`);
      return { [name]: number };
    }
    case 'bool':
      return { [name]: value === true };
    case 'date':
    case 'timestamptz':
      return { [name]: value == null ? emptyTime : String(value) };
    case 'text[]':
      return { [name]: (value as readonly string[] | null) ?? [] };
    case 'jsonb':
      if (value == null) return { [name]: field.kind === 'address' ? null : '[]' };
      return { [name]: JSON.stringify(value) };
    case 'uuid':
      return { [name]: (value as string | null) ?? null };
  }
}

const scales: Readonly<Record<number, string>> = {
  1: '0.1',
  2: '0.01',
  3: '0.001',
  4: '0.0001',
  5: '0.00001',
  6: '0.000001',
};

/** The currency of the company a statement is about, which is its first parameter. */
const companyCurrency = '(select c.currency from companies c where c.id = $1)';

/** SQL of the API's JSON value of a field; `alias` is the record's table. */
export function output(alias: string, name: string, field: Field): string {
  const column = `${alias}.${name}`;
  switch (typeOf[field.kind]) {
    case 'text':
    case 'key':
      return `nullif(${column}, '')`;
    case 'int8':
      return outputNumber(
        column,
        field,
        inOwnCurrency(field) ? `${alias}.currency` : companyCurrency,
      );
    case 'date':
      return `nullif(${column}, '${emptyTime}')`;
    case 'timestamptz':
      return instant(column);
    default:
      return column;
  }
}

function outputNumber(column: string, field: Field, currency: string): string {
  const value = `nullif(${column}, '${emptyNumber}'::bigint)`;
  if (field.kind === 'money')
    return `(case ${currency} ${currencyCases(value)} else (${value} * 0.01)::text end)`;
  const scale = scales[scaleOf(field, '')];
  return scale ? `(${value} * ${scale})` : value;
}

const currencyCases = (value: string): string =>
  [...unusualDigits]
    .map(
      ([code, digits]) =>
        `when '${code}' then (${value}${digits === 0 ? '' : ` * ${scales[digits]}`})::text`,
    )
    .join(' ');

/** SQL of an instant as ISO 8601 in UTC with milliseconds; empty and NULL become null. */
export const instant = (column: string): string =>
  `to_char(nullif(${column}, '${emptyTime}') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Text as `field_values` holds it: the part an index entry has room for. */
export const sideText = (text: string): string =>
  text.length <= 500 ? text : [...text].slice(0, 500).join('');
