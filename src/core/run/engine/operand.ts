import type { Field } from '../../shape/field';
import type { FilterScalar, Operator } from '../../shape/filter';
import type { Ctx } from '../context';
import { fold } from './fold';
import { type DbValue, emptyNumber, emptyTime, encode, sideText } from './kinds';
import { type Normalise, normaliserOf } from './normalise';
import type { Leaf } from './path';
import { dayAfter, relativeDays } from './relative-dates';
import { dayIn, startOfDay } from './time-zone';
import { Problem } from './values/problem';
import { refuseBroken } from './values/text';

/** A range of time, `to` excluded. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

const blank = 'Give a value, or use the operator empty.';
const normalisers = new WeakMap<Field, Normalise>();

function normalise(ctx: Ctx, field: Field, value: unknown): unknown {
  let known = normalisers.get(field);
  if (!known) {
    // Bounds are for what is stored: asking for what cannot be there is no mistake. Amounts are compared in the
    // currency of the company.
    const { min: _min, max: _max, base: _base, ...free } = field;
    known = normaliserOf(
      field.kind === 'text' || field.kind === 'long_text' ? { ...free, max: 500 } : free,
    );
    normalisers.set(field, known);
  }
  const { company, user } = ctx.principal;
  const normal = known(value, {
    country: company.country,
    currency: company.currency,
    user_id: user.id,
    now: ctx.app.clock.now().toISOString(),
  });
  if (normal === null) throw new Problem('required', blank);
  return normal;
}

/** The value a column holds where the field is empty. */
export function emptyValue(leaf: Leaf): string {
  if (leaf.type === 'int8') return emptyNumber;
  return leaf.type === 'date' || leaf.type === 'timestamptz' ? emptyTime : '';
}

/**
 * One value to compare with, as the column holds it. Null (JSON only) means empty.
 * Throws `Problem` for a value the field cannot have.
 */
export function comparable(ctx: Ctx, leaf: Leaf, value: FilterScalar): DbValue {
  const { field } = leaf;
  const many = field.kind === 'multi_choice' || field.kind === 'tags';
  if (value === null && many)
    throw new Problem('invalid_type', 'Use the operator empty to ask for no value.');
  if (value === null) return leaf.nullable ? null : emptyValue(leaf);
  if (value === '') throw new Problem('required', blank);
  if (field.kind === 'boolean') {
    const yes = value === true || value === 'true';
    if (!yes && value !== false && value !== 'false')
      throw new Problem('invalid_type', 'This must be true or false.');
    return leaf.custom_id ? (yes ? '1' : '0') : yes;
  }
  if (many) {
    const list = normalise(ctx, field, [value]) as readonly string[];
    return list[0] ?? '';
  }
  const stored = encode('value', field, normalise(ctx, field, value), ctx.principal.company);
  const key = Object.values(stored).at(-1) ?? null;
  return leaf.custom_id && typeof key === 'string' ? sideText(key) : key;
}

/** A day, a relative date or an instant as a range in the units of the column. */
export function span(ctx: Ctx, leaf: Leaf, value: FilterScalar): Span {
  if (typeof value !== 'string')
    throw new Problem('invalid_date', 'This must be a date or a relative date.');
  const zone = ctx.principal.company.time_zone;
  const days = relativeDays(value, dayIn(zone, ctx.app.clock.now())) ?? daysOf(ctx, leaf, value);
  if (days === null) {
    const instant = String(normalise(ctx, leaf.field, value));
    return { from: instant, to: next(instant) };
  }
  const { from } = days;
  const to = days.to === '9999-12-31' ? 'infinity' : dayAfter(days.to);
  if (leaf.type === 'date') return { from, to };
  if (leaf.field.kind === 'date')
    return { from: `${from}T00:00:00Z`, to: to === 'infinity' ? to : `${to}T00:00:00Z` };
  return {
    from: startIn(zone, from),
    to: to === 'infinity' ? to : startIn(zone, to),
  };
}

/** East of Greenwich the calendar's first day begins in the year 0, which no column can hold. */
const startIn = (zone: string, day: string): string => {
  const start = startOfDay(zone, day).toISOString();
  return start.startsWith('0000') ? '0001-01-01T00:00:00.000Z' : start;
};

const plainDay = /^\d{4}-\d{2}-\d{2}$/;
const calendar: Field = { kind: 'date', label: { en: '', tr: '' } };

function daysOf(ctx: Ctx, leaf: Leaf, value: string): { from: string; to: string } | null {
  if (leaf.field.kind === 'datetime' && !plainDay.test(value)) return null;
  const day = String(normalise(ctx, calendar, value));
  return { from: day, to: day };
}

/** Instants are kept to the millisecond, so the next one ends a range of one. */
const next = (instant: string): string => {
  const time = new Date(Date.parse(instant) + 1);
  return time.getUTCFullYear() > 9999 ? 'infinity' : time.toISOString();
};

/** Whether an operand is a range of time rather than one value. */
export const isTime = (leaf: Leaf): boolean =>
  leaf.field.kind === 'date' || leaf.field.kind === 'datetime';

/** What is looked for inside a text, folded the way the column is. */
export function fragment(leaf: Leaf, value: FilterScalar, op: Operator): string {
  if (typeof value !== 'string' || value === '')
    throw new Problem('required', 'Give the text to look for.');
  refuseBroken(value);
  const { kind } = leaf.field;
  let text = value.trim().toLowerCase();
  if (kind === 'text') text = fold(value);
  if (kind === 'phone' || kind === 'phones') text = phoneFragment(value, op);
  if (text === '') throw new Problem('required', 'Give the text to look for.');
  return text;
}

/** `0532 123` finds `+90532123…`: separators go, and a national zero does when looking inside. */
function phoneFragment(value: string, op: Operator): string {
  const digits = value.replace(/[^\d+]/g, '');
  return op === 'contains' ? digits.replace(/^(\+|0+)/, '') : digits;
}
