import { type Choice, type Field, type FieldKind, inOwnCurrency } from '../../shape/field';
import { currencyDigits, mostDigits } from '../../shape/money';
import { parseEmail, parsePhone, parseUrl } from './values/contact-points';
import { parseDate, parseInstant, parsePartialDate } from './values/dates';
import { asAddress, asAddresses, asLabelled, asList } from './values/lists';
import { formatScaled, limitRange, parseScaled } from './values/numbers';
import { Problem } from './values/problem';
import type { Setting } from './values/setting';
import { asString, cleanLine, cleanText, limitLength } from './values/text';

/**
 * Input to the API's value: `null` is empty (`false` for boolean, `[]` for lists). Throws `Problem`.
 * Compiled once per field.
 */
export type Normalise = (input: unknown, setting: Setting) => unknown;

type Build = (field: Field) => Normalise;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function asId(input: unknown): string {
  const id = asString(input).trim().toLowerCase();
  if (!uuid.test(id)) throw new Problem('not_found', 'This record does not exist.');
  return id;
}

const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\s_-]+/g, '');

/** A choice by its value, a label in any language or an alias, without regard to case, spaces and underscores. */
export function choiceFinder(choices: readonly Choice[]): (input: string) => string | undefined {
  const exact = new Set(choices.map((choice) => choice.value));
  const folded = new Map<string, string>();
  for (const { value, label, aliases = [] } of choices) {
    for (const spelling of [value, label.en, label.tr, ...aliases]) {
      if (!folded.has(fold(spelling))) folded.set(fold(spelling), value);
    }
  }
  return (input) => (exact.has(input) ? input : folded.get(fold(cleanLine(input))));
}

function chooser(field: Field): (input: unknown) => string {
  const find = choiceFinder(field.choices ?? []);
  return (input) => {
    const found = find(asString(input));
    if (found === undefined) throw new Problem('invalid_choice', 'This is not one of the choices.');
    return found;
  };
}

const scaled =
  (digits: number): Build =>
  ({ min, max }) =>
  (input) =>
    Number(formatScaled(limitRange(parseScaled(input, digits), digits, min, max), digits));

function integer(field: Field): Normalise {
  const { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER } = field;
  return (input) => Number(limitRange(parseScaled(input, 0), 0, min, max));
}

function tag(input: unknown): string {
  const text = limitLength(cleanLine(asString(input)), 100);
  if (text === '') throw new Problem('required', 'A tag needs text.');
  return text;
}

function tagList(field: Field): Normalise {
  return (input) => {
    const seen = new Map<string, string>();
    for (const text of asList(input, field.max ?? 50).map(tag)) {
      if (!seen.has(text.toLowerCase())) seen.set(text.toLowerCase(), text);
    }
    return [...seen.values()];
  };
}

/** Without the zeros behind more than `digits` digits after the point: `1.2340` is `1.234`, `1.2000` is `1.20`. */
function shorten(text: string, digits: number): string {
  const point = text.indexOf('.');
  const kept = text.slice(point + 1).replace(/0+$/, '').length;
  return text.slice(0, Math.max(kept, digits) === 0 ? point : point + 1 + Math.max(kept, digits));
}

const builders: Readonly<Record<FieldKind, Build>> = {
  text: (field) => (input) => limitLength(cleanLine(asString(input)), field.max ?? 255) || null,
  long_text: (field) => (input) =>
    limitLength(cleanText(asString(input)), field.max ?? 20_000) || null,
  email: (field) => (input) => limitLength(parseEmail(input), field.max ?? 254),
  phone:
    () =>
    (input, { country }) =>
      parsePhone(input, country).value,
  url: (field) => (input) => limitLength(parseUrl(input), field.max ?? 2048),
  integer,
  decimal: (field) => scaled(field.scale ?? 2)(field),
  percent: scaled(2),
  money:
    (field) =>
    (input, { currency }) => {
      const { min, max } = field;
      const own = inOwnCurrency(field);
      // What a record's own currency allows is known to the rules of its object, which know the record.
      const usual = currencyDigits(currency);
      const digits = own ? mostDigits : usual;
      const text = formatScaled(limitRange(parseScaled(input, digits), digits, min, max), digits);
      return own ? shorten(text, usual) : text;
    },
  boolean: () => (input) => {
    if (typeof input === 'boolean') return input;
    throw new Problem('invalid_type', 'This must be true or false.');
  },
  date: () => parseDate,
  partial_date: () => parsePartialDate,
  datetime: () => parseInstant,
  choice: chooser,
  multi_choice: (field) => {
    const choose = chooser(field);
    return (input) => [...new Set(asList(input, field.max ?? 100).map(choose))];
  },
  tags: tagList,
  ref: () => asId,
  user:
    () =>
    (input, { user_id }) =>
      input === 'me' ? user_id : asId(input),
  address: () => asAddress,
  emails: (field) => asLabelled(field, (value) => ({ value: parseEmail(value) })),
  phones: (field) => asLabelled(field, (value, { country }) => parsePhone(value, country)),
  addresses: asAddresses,
  links: (field) => asLabelled(field, (value) => ({ value: parseUrl(value) })),
};

const lists: ReadonlySet<FieldKind> = new Set([
  'multi_choice',
  'tags',
  'emails',
  'phones',
  'addresses',
  'links',
]);

/** What an empty field of this kind is in the API. */
export const emptyOf = (kind: FieldKind): unknown =>
  kind === 'boolean' ? false : lists.has(kind) ? [] : null;

/** Compiles the normaliser of a field. */
export function normaliserOf(field: Field): Normalise {
  const parse = builders[field.kind](field);
  const empty = field.kind === 'boolean' ? (field.default ?? false) : emptyOf(field.kind);
  const blank =
    field.kind === 'boolean' || lists.has(field.kind)
      ? null
      : /^[\s\u00a0\u200b-\u200d\u2060\ufeff]*$/;
  return (input, setting) => {
    if (input === null || (typeof input === 'string' && blank?.test(input)))
      return Array.isArray(empty) ? [] : empty;
    return parse(input, setting);
  };
}
