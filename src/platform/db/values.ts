import pg from 'pg';

type Parser = (text: string) => unknown;

/** A JavaScript number when it holds the value exactly, else the digits. The empty sentinel -2^63 is exact only as digits. */
export function parseInt8(text: string): number | string {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}

/** `2026-11-22 10:28:01.5+00` -> `2026-11-22T10:28:01.500Z`; infinities stay words. */
export function parseInstant(text: string): string {
  if (text.endsWith('infinity')) return text;
  if (!text.endsWith('+00'))
    return new Date(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')).toISOString();
  const point = text.indexOf('.');
  const seconds = point < 0 ? text.slice(0, -3) : text.slice(0, point);
  const fraction =
    point < 0
      ? '000'
      : text
          .slice(point + 1, -3)
          .padEnd(3, '0')
          .slice(0, 3);
  return `${seconds.replace(' ', 'T')}.${fraction}Z`;
}

const asText: Parser = (text) => text;
const parsers = new Map<number, Parser>([
  [20, parseInt8], // int8
  [1082, asText], // date
  [1114, asText], // timestamp
  [1184, parseInstant], // timestamptz
  [1186, asText], // interval
  [2950, asText], // uuid
  [25, asText], // text
]);

/** How column values become JavaScript: dates `YYYY-MM-DD`, instants ISO 8601 UTC, int8 as parseInt8, numeric as text, json parsed. */
export const valueTypes = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): Parser {
    return parsers.get(oid) ?? (pg.types.getTypeParser(oid, format ?? 'text') as Parser);
  },
};

/** A parameter as PostgreSQL reads it. Arrays become array literals; give JSON as a string. */
export function asParameter(value: unknown): string | Buffer | null {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value);
  if (Buffer.isBuffer(value)) return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return arrayLiteral(value);
  return JSON.stringify(value);
}

function arrayLiteral(values: readonly unknown[]): string {
  const parts = values.map((value) => {
    if (Array.isArray(value)) return arrayLiteral(value);
    if (Buffer.isBuffer(value)) return `"\\\\x${value.toString('hex')}"`;
    const text = asParameter(value);
    return text === null ? 'NULL' : `"${String(text).replace(/[\\"]/g, '\\$&')}"`;
  });
  return `{${parts.join(',')}}`;
}
