export interface NumberStyle {
  readonly decimal: '.' | ',';
}

/** Why a cell is no number. */
export class NotANumber extends Error {}

const currency = /^(?:[\p{Sc}]|[A-Z]{3}\b|TL\b)\s*|\s*(?:[\p{Sc}]|\b[A-Z]{3}|\bTL)$/gu;

/**
 * A decimal as a canonical string, `-1234.5`. Takes currency signs, a percent sign, grouping in threes,
 * a minus on either side, brackets for negative, and exponents. Throws `NotANumber`.
 */
export function parseNumber(text: string, { decimal }: NumberStyle): string {
  let body = text.replace(/[\u2212\u2012\u2013]/g, '-');
  const bracketed = /^\((.*)\)$/.exec(body);
  if (bracketed) body = bracketed[1] ?? '';
  body = body.replace(currency, '').replace(/\s*%$/, '').trim();
  let negative = bracketed !== null;
  const signed = /^([+-])\s*(.*)$|^(.*?)\s*(-)$/.exec(body);
  if (signed) {
    if ((signed[1] ?? signed[4]) === '-') negative = !negative;
    body = (signed[2] ?? signed[3] ?? '').replace(currency, '').trim();
  }
  const plain = digitsOf(body, decimal);
  if (plain === null) throw new NotANumber();
  return negative && /[1-9]/.test(plain) ? `-${plain}` : plain;
}

function digitsOf(body: string, decimal: '.' | ','): string | null {
  if (/^\d+$/.test(body)) return body;
  const exponent = /^(\d+)(?:[.,](\d+))?E([+-]?\d{1,2})$/i.exec(body);
  if (exponent) return scale(exponent[1] ?? '', exponent[2] ?? '', Number(exponent[3]));
  const group = decimal === '.' ? "[,'\u2019\\s]" : "[.'\u2019\\s]";
  const point = decimal === '.' ? '\\.' : ',';
  const grouped = new RegExp(
    `^(\\d{1,3}(?:${group}\\d{3})+|\\d+)(?:${point}(\\d+))?$|^${point}(\\d+)$`,
  ).exec(body);
  if (grouped) return join((grouped[1] ?? '0').replace(/\D/g, ''), grouped[2] ?? grouped[3] ?? '');
  // A lone mark of the other style that cannot group (`1250.5` among decimal commas) is a decimal point.
  const other = /^(\d+)[.,](\d{1,2}|\d{4,})$/.exec(body);
  return other ? join(other[1] ?? '', other[2] ?? '') : null;
}

const join = (whole: string, fraction: string): string =>
  fraction === '' ? whole : `${whole}.${fraction}`;

function scale(whole: string, fraction: string, by: number): string | null {
  if (Math.abs(by) > 30) return null;
  const digits = whole + fraction;
  const point = whole.length + by;
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  return point >= digits.length
    ? digits.padEnd(point, '0')
    : join(digits.slice(0, point), digits.slice(point));
}

/** Which mark separates decimals in these cells; null when none tells. */
export function decimalOf(cells: Iterable<string>): '.' | ',' | null {
  let comma = 0;
  let point = 0;
  let maybeComma = 0;
  let maybePoint = 0;
  for (const cell of cells) {
    const body = cell.replace(/[^\d.,]/g, '');
    if (/\d\.\d{3},\d+$/.test(body) || /^\d+(?:\.\d{3}){2,}$/.test(body)) comma += 1;
    else if (/\d,\d{3}\.\d+$/.test(body) || /^\d+(?:,\d{3}){2,}$/.test(body)) point += 1;
    else if (/^\d+,(?:\d{1,2}|\d{4,})$/.test(body)) maybeComma += 1;
    else if (/^\d+\.(?:\d{1,2}|\d{4,})$/.test(body)) maybePoint += 1;
  }
  if (comma + point > 0) return comma >= point ? ',' : '.';
  if (maybeComma + maybePoint > 0) return maybeComma > maybePoint ? ',' : '.';
  return null;
}
