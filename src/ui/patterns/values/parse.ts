import type { Field, LabelledValue } from '@/core/shape/field';
import { emptyValue } from './empty';
import { currencyDigits, type Locale, separators } from './locale';
import { parseDay, parseInstant, parsePartialDay } from './natural-date';

/** What was typed, as the API takes it; or why it cannot be. `code` names a text under `record.invalid`. */
export type Parsed = { readonly value: unknown } | { readonly code: Invalid };
export type Invalid =
  | 'number'
  | 'integer'
  | 'date'
  | 'datetime'
  | 'email'
  | 'url'
  | 'choice'
  | 'required'
  | 'long'
  | 'small'
  | 'big'
  | 'boolean';

/**
 * Reads one typed or pasted text for a field. Empty text means empty. What only the server can judge
 * (uniqueness, phone numbers, people) is left to it.
 * @param currency of the record, for amounts.
 */
export function parseText(
  field: Field,
  text: string,
  locale: Locale,
  currency = locale.currency,
): Parsed {
  const trimmed = text.replaceAll('\u00a0', ' ').trim();
  if (trimmed === '') return field.required ? { code: 'required' } : { value: emptyValue(field) };
  switch (field.kind) {
    case 'integer':
    case 'decimal':
    case 'percent':
      return number(field, trimmed, locale);
    case 'money': {
      const exact = decimalText(trimmed, locale.tag);
      return exact === null
        ? { code: 'number' }
        : { value: padded(exact, currencyDigits(currency)) };
    }
    case 'boolean':
      return boolean(trimmed);
    case 'date':
      return orInvalid(parseDay(trimmed, locale), 'date');
    case 'partial_date':
      return orInvalid(parsePartialDay(trimmed, locale), 'date');
    case 'datetime':
      return orInvalid(parseInstant(trimmed, locale), 'datetime');
    case 'email': {
      const address = trimmed
        .replace(/^mailto:/i, '')
        .replace(/^.*<([^<>]+)>$/, '$1')
        .toLowerCase();
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address) ? { value: address } : { code: 'email' };
    }
    case 'url':
      return webAddress(trimmed);
    case 'choice':
      return orInvalid(choiceOf(field, trimmed), 'choice');
    case 'multi_choice': {
      const values = pieces(trimmed).map((piece) => choiceOf(field, piece));
      return values.every((value) => value !== null)
        ? { value: [...new Set(values)] }
        : { code: 'choice' };
    }
    case 'tags':
      return { value: [...new Set(pieces(trimmed))] };
    case 'emails':
    case 'phones':
    case 'links':
      return {
        value: pieces(trimmed).map(
          (value, at): LabelledValue => ({ label: null, value, primary: at === 0 }),
        ),
      };
    default:
      return trimmed.length > longest(field) ? { code: 'long' } : { value: trimmed };
  }
}

/** Most characters of a text field. */
export const longest = (field: Field): number =>
  field.max ?? (field.kind === 'long_text' ? 20_000 : 255);

const pieces = (text: string): string[] =>
  text
    .split(/[,;\n]+/)
    .map((piece) => piece.trim())
    .filter(Boolean);

const orInvalid = (value: unknown, code: Invalid): Parsed =>
  value === null ? { code } : { value };

function choiceOf(field: Field, text: string): string | null {
  const plain = (one: string) => one.toLocaleLowerCase('en').replace(/[\s_-]+/g, '');
  const wanted = plain(text);
  const found = field.choices?.find((choice) =>
    [choice.value, choice.label.en, choice.label.tr, ...(choice.aliases ?? [])].some(
      (one) => plain(one) === wanted,
    ),
  );
  return found?.value ?? null;
}

function boolean(text: string): Parsed {
  const word = text.toLocaleLowerCase('en');
  if (['yes', 'y', 'true', '1', 'x', '✓', 'evet', 'e', 'on'].includes(word)) return { value: true };
  if (['no', 'n', 'false', '0', '', 'hayır', 'hayir', 'h', 'off', '-'].includes(word))
    return { value: false };
  return { code: 'boolean' };
}

function webAddress(text: string): Parsed {
  const full = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`;
  const url = URL.canParse(full) ? new URL(full) : null;
  return url && /^https?:$/.test(url.protocol) && url.hostname.includes('.')
    ? { value: full }
    : { code: 'url' };
}

function number(field: Field, text: string, locale: Locale): Parsed {
  const exact = decimalText(text.replace(/%$/, ''), locale.tag);
  const value = Number(exact);
  if (exact === null || !Number.isFinite(value)) return { code: 'number' };
  if (field.kind === 'integer' && !Number.isSafeInteger(value)) return { code: 'integer' };
  if (field.min !== undefined && value < field.min) return { code: 'small' };
  if (field.max !== undefined && value > field.max) return { code: 'big' };
  return { value };
}

/**
 * Digits as people and sheets write them (`1.234,56`, `1 234.5`, `€ 12k`, `(120)`) as an exact decimal text.
 * A lone separator followed by three digits groups them only where the locale does so. Null when it is no number.
 */
export function decimalText(text: string, tag: string): string | null {
  const negative = /^\(.*\)$/.test(text) || /^\s*[-−]/.test(text);
  let body = text
    .replace(/[()\s'’\u202f−-]/g, '')
    .replace(/^\p{Sc}|\p{Sc}$|^[A-Z]{3}|[A-Z]{3}$|^TL|TL$/gu, '');
  const power = /[kmb]$/i.exec(body)?.[0]?.toLowerCase();
  if (power) body = body.slice(0, -1);
  if (!/^[\d.,]*\d[\d.,]*$/.test(body)) return null;
  const last = Math.max(body.lastIndexOf('.'), body.lastIndexOf(','));
  if (last >= 0) {
    const mark = body[last] as string;
    const other = mark === '.' ? ',' : '.';
    const groups = new RegExp(`^\\d{1,3}(\\${mark}\\d{3})+$`);
    const repeated = body.indexOf(mark) !== last;
    const isGrouping =
      !body.includes(other) && groups.test(body) && (repeated || separators(tag).group === mark);
    if (repeated && !isGrouping) return null;
    body = isGrouping
      ? body.replaceAll(mark, '')
      : `${body.slice(0, last).replaceAll(other, '')}.${body.slice(last + 1)}`;
  }
  if (!/^\d*\.?\d*$/.test(body)) return null;
  const [whole = '', fraction = ''] = body.split('.');
  const shift = power === 'k' ? 3 : power === 'm' ? 6 : power === 'b' ? 9 : 0;
  const digits = whole + fraction.padEnd(shift, '0').slice(0, shift);
  const rest = fraction.slice(shift);
  const clean = digits.replace(/^0+(?=\d)/, '') || '0';
  const result = rest ? `${clean}.${rest}` : clean;
  return negative && /[1-9]/.test(result) ? `-${result}` : result;
}

function padded(exact: string, digits: number): string {
  const [whole = '0', fraction = ''] = exact.split('.');
  return digits === 0
    ? fraction.replace(/0+$/, '')
      ? exact
      : whole
    : `${whole}.${fraction.padEnd(digits, '0')}`;
}
