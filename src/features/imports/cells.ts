import type { Field } from '@/core/shape/field';
import { type DateStyle, NotADate, parseDay, parseTime, zoneName } from './dates';
import { NotANumber, type NumberStyle, parseNumber } from './numbers';
import { problem } from './problem';
import type { Vendor } from './vendors';

export interface CellStyle extends DateStyle, NumberStyle {}

/** Words for yes in the languages files come in. */
export const isYes = (cell: string): boolean => yes.test(cell.trim());

const yes = /^(?:1|x|y|yes|true|on|ja|j|evet|oui|si|sí|wahr|doğru|✓|✔|☑)$/i;
const no = /^(?:0|n|no|false|off|nein|hayır|non|falsch|yanlış|✗|✘|☐|-)$/i;

/** Turns the text of a cell into what the API takes for the field. Throws `Problem`. */
export function readCell(
  cell: string,
  name: string,
  field: Field,
  style: CellStyle,
  vendor: Vendor,
): unknown {
  switch (field.kind) {
    case 'date':
    case 'partial_date':
      return dated(() => parseDay(cell, style, field.kind === 'partial_date'));
    case 'datetime':
      return dated(() => parseTime(cell, style));
    case 'integer':
      return numeric(cell, style).replace(/\.0+$/, '');
    case 'decimal':
      return round(numeric(cell, style), field.scale ?? 2);
    case 'percent':
    case 'money':
      return numeric(cell, style);
    case 'boolean':
      if (yes.test(cell)) return true;
      if (no.test(cell)) return false;
      throw problem('invalid_boolean');
    case 'tags':
    case 'multi_choice':
      return listOf(cell, vendor);
    case 'addresses':
      return jsonList(cell) ?? cell;
    case 'url':
      return addressOf(cell, name);
    case 'text':
      return textOf(cell, name, vendor);
    default:
      return cell;
  }
}

function dated(parse: () => string | null): string | null {
  try {
    return parse();
  } catch (error) {
    if (error instanceof NotADate) throw problem('invalid_date');
    throw error;
  }
}

function numeric(cell: string, style: NumberStyle): string {
  try {
    return parseNumber(cell, style);
  } catch (error) {
    if (error instanceof NotANumber) throw problem('invalid_number');
    throw error;
  }
}

/** Binary noise of spreadsheets (`0.30000000000000004`) is no precision. */
const round = (number: string, digits: number): string => {
  const [whole = '', fraction = ''] = number.split('.');
  return fraction.length > 12 ? Number(number).toFixed(digits) : fraction === '' ? whole : number;
};

/** Several values in one cell: JSON, ` ::: `, semicolons, line breaks, else commas. Starred entries are system groups of Google. */
export function listOf(cell: string, vendor: Vendor): string[] {
  if (cell.startsWith('[')) {
    const parsed = jsonList(cell);
    if (parsed) return parsed.filter((one): one is string => typeof one === 'string' && one !== '');
  }
  const separator = cell.includes(' ::: ')
    ? ' ::: '
    : /[;\n]/.test(cell)
      ? /[;\n]/
      : vendor === 'google'
        ? ' ::: '
        : ',';
  const parts = cell.split(separator).map((part) => part.trim());
  return parts.filter((part) => part !== '' && !(vendor === 'google' && part.startsWith('*')));
}

export function jsonList(cell: string): unknown[] | null {
  try {
    const parsed: unknown = JSON.parse(cell);
    return Array.isArray(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

/** Handles of X become addresses. */
const addressOf = (cell: string, name: string): string =>
  name === 'x_url' && /^@?\w{1,50}$/.test(cell) ? `https://x.com/${cell.replace('@', '')}` : cell;

function textOf(cell: string, name: string, vendor: Vendor): string {
  if (name === 'time_zone') return zoneName(cell);
  if (name === 'domain') return domainOf(cell);
  // HubSpot writes some options by their internal name: PAID_SOCIAL is Paid Social.
  const internal =
    vendor === 'hubspot' &&
    /^[A-Z0-9]+(?:_[A-Z0-9]+)+$/.test(cell) &&
    (name === 'lead_source' || name === 'industry');
  return internal
    ? cell
        .toLowerCase()
        .replace(
          /(^|_)([a-z])/g,
          (_, gap: string, letter: string) => (gap ? ' ' : '') + letter.toUpperCase(),
        )
    : cell;
}

/** `https://www.Example.com/path` -> `example.com` */
export const domainOf = (address: string): string =>
  address
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/^www\./, '')
    .replace(/[/?#:].*$/, '')
    .replace(/\.$/, '');
