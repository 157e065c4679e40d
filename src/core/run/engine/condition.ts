import type { FilterScalar, Operator } from '../../shape/filter';
import type { Ctx } from '../context';
import { castType } from './kinds';
import { comparable, emptyValue, fragment, isTime, type Span, span } from './operand';
import type { Parameters } from './parameters';
import { columnOf, type Leaf } from './path';
import { Problem } from './values/problem';

/**
 * One comparison on the table `alias`. Written so that an index on the column serves it wherever one
 * can: plain =, <, > and prefix ranges; under row level security nothing else reaches an index.
 * Throws `Problem` for a value the field cannot have.
 */
export function conditionSql(
  ctx: Ctx,
  leaf: Leaf,
  op: Operator,
  values: readonly FilterScalar[],
  parameters: Parameters,
  alias: string,
): string {
  const column = columnOf(leaf, alias);
  const filled = leaf.filled ? `${alias}.${leaf.filled}` : column;
  if (op === 'empty') return emptySql(leaf, filled);
  if (op === 'not_empty') return `not ${emptySql(leaf, filled)}`;
  if (op === 'contains' || op === 'starts')
    return textSql(leaf, column, op, values[0] ?? null, parameters);
  if (leaf.type === 'text[]') return listSql(ctx, leaf, column, op, values, parameters);
  if (isTime(leaf)) return timeSql(ctx, leaf, column, op, values, parameters);
  return scalarSql(ctx, leaf, column, op, values, parameters);
}

function emptySql(leaf: Leaf, column: string): string {
  if (leaf.type === 'jsonb' && !leaf.nullable) return `(${column} = '[]')`;
  if (leaf.nullable) return `(${column} is null)`;
  if (leaf.type === 'text[]') return `(${column} = '{}')`;
  return `(${column} = '${emptyValue(leaf)}')`;
}

function scalarSql(
  ctx: Ctx,
  leaf: Leaf,
  column: string,
  op: Operator,
  values: readonly FilterScalar[],
  parameters: Parameters,
): string {
  const type = castType(leaf.type);
  const stored = values.map((value) => comparable(ctx, leaf, value));
  const one = (i: number): string => parameters.add(notNull(stored[i]), type);
  const filled = leaf.type === 'int8' ? `${column} > '${emptyValue(leaf)}' and ` : '';
  switch (op) {
    case 'eq':
      return stored[0] === null ? `(${column} is null)` : `(${column} = ${one(0)})`;
    case 'ne':
      if (stored[0] === null) return `(${column} is not null)`;
      return leaf.nullable
        ? `(${column} is null or ${column} <> ${one(0)})`
        : `(${column} <> ${one(0)})`;
    case 'in':
    case 'nin':
      return membership(leaf, column, op, stored, parameters);
    case 'lt':
      return `(${filled}${column} < ${one(0)})`;
    case 'lte':
      return `(${filled}${column} <= ${one(0)})`;
    case 'gt':
      return `(${column} > ${one(0)})`;
    case 'gte':
      return `(${column} >= ${one(0)})`;
    case 'between':
      return `(${column} between ${one(0)} and ${one(1)})`;
    default:
      throw new Problem('unknown_operator', `This cannot be asked ${op}.`);
  }
}

function notNull<T>(value: T | null | undefined): T {
  if (value == null) throw new Problem('required', 'Give a value.');
  return value;
}

function membership(
  leaf: Leaf,
  column: string,
  op: 'in' | 'nin',
  stored: readonly unknown[],
  parameters: Parameters,
): string {
  const list = parameters.add(
    stored.filter((value) => value !== null),
    `${castType(leaf.type)}[]`,
  );
  const none = stored.includes(null);
  if (op === 'in')
    return none ? `(${column} is null or ${column} = any(${list}))` : `(${column} = any(${list}))`;
  if (!leaf.nullable) return `(${column} <> all(${list}))`;
  return none
    ? `(${column} is not null and ${column} <> all(${list}))`
    : `(${column} is null or ${column} <> all(${list}))`;
}

/** Lists of values: `eq` means "has this one", `in` "has any of these". */
function listSql(
  ctx: Ctx,
  leaf: Leaf,
  column: string,
  op: Operator,
  values: readonly FilterScalar[],
  parameters: Parameters,
): string {
  const list = parameters.add(
    values.map((value) => comparable(ctx, leaf, value)),
    'text[]',
  );
  return op === 'eq' || op === 'in' ? `(${column} && ${list})` : `(not ${column} && ${list})`;
}

/** Days, relative dates and instants are ranges; to be before one is to be before its start. */
function timeSql(
  ctx: Ctx,
  leaf: Leaf,
  column: string,
  op: Operator,
  values: readonly FilterScalar[],
  parameters: Parameters,
): string {
  const type = castType(leaf.type);
  const empty = `'${emptyValue(leaf)}'`;
  const at = (time: string): string => parameters.add(time, type);
  const inside = ({ from, to }: Span): string =>
    `(${column} >= ${at(from)} and ${column} < ${at(to)})`;
  const whole = (value: FilterScalar): string =>
    value === null ? `(${column} = ${empty})` : inside(span(ctx, leaf, value));
  if (op === 'eq' || op === 'in') return `(${values.map(whole).join(' or ')})`;
  if (op === 'ne' || op === 'nin') return `(not (${values.map(whole).join(' or ')}))`;
  const [first = null, last = first] = values;
  if (first === null || last === null) throw new Problem('required', 'Give a date.');
  const { from, to } = span(ctx, leaf, first);
  if (op === 'lt') return `(${column} > ${empty} and ${column} < ${at(from)})`;
  if (op === 'lte') return `(${column} > ${empty} and ${column} < ${at(to)})`;
  if (op === 'gt') return `(${column} >= ${at(to)})`;
  if (op === 'gte') return `(${column} >= ${at(from)})`;
  return inside({ from, to: span(ctx, leaf, last).to });
}

function textSql(
  leaf: Leaf,
  column: string,
  op: 'contains' | 'starts',
  value: FilterScalar,
  parameters: Parameters,
): string {
  const text = fragment(leaf, value, op);
  const { kind } = leaf.field;
  if (kind === 'emails' || kind === 'phones') {
    return `exists (select from jsonb_array_elements(${column}) e where e ->> 'value' like ${parameters.add(pattern(text))})`;
  }
  // Only these keep capitals; everything else is stored the way it is looked for.
  const folded = kind === 'url' || kind === 'long_text' ? `lower(${column})` : column;
  if (op === 'contains') return `(${folded} like ${parameters.add(pattern(text))})`;
  if (folded !== column) return `(starts_with(${folded}, ${parameters.add(text)}))`;
  return prefixSql(column, text, parameters);
}

/** A prefix as a range of a byte-ordered column. */
export function prefixSql(column: string, prefix: string, parameters: Parameters): string {
  const end = afterPrefix(prefix);
  const from = `${column} >= ${parameters.add(prefix, 'text')}`;
  return end === null ? `(${from})` : `(${from} and ${column} < ${parameters.add(end, 'text')})`;
}

/** The least text that is greater than everything beginning with `prefix`, in the order of code points; null when there is none. */
export function afterPrefix(prefix: string): string | null {
  const points = [...prefix];
  while (points.length > 0) {
    const last = points.pop()?.codePointAt(0) ?? 0;
    if (last < 0x10ffff)
      return points.join('') + String.fromCodePoint(last === 0xd7ff ? 0xe000 : last + 1);
  }
  return null;
}

/** A LIKE pattern for text that stands anywhere. */
export const pattern = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
