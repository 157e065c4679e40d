import { createHmac, timingSafeEqual } from 'node:crypto';

/** A place between two records of one list: the sort keys of a record, and which side of it comes next. */
export interface Cursor {
  readonly back: boolean;
  /** Keys in sort order, the id last, as PostgreSQL prints them. */
  readonly keys: readonly string[];
}

const mac = (secret: string, binding: string, payload: string): Buffer =>
  createHmac('sha256', secret).update(`cursor\n${binding}\n${payload}`).digest().subarray(0, 16);

/**
 * The opaque text of a cursor.
 * @param binding company, object, sort, filter and search the cursor is good for
 */
export function sealCursor(secret: string, binding: string, { back, keys }: Cursor): string {
  const payload = Buffer.from(JSON.stringify([back ? 1 : 0, ...keys])).toString('base64url');
  return `${payload}.${mac(secret, binding, payload).toString('base64url')}`;
}

/** The cursor a text stands for; null when it was changed, or made for another list or company. */
export function openCursor(secret: string, binding: string, text: string): Cursor | null {
  const [payload, seal, ...rest] = text.split('.');
  if (!payload || !seal || rest.length > 0) return null;
  const given = Buffer.from(seal, 'base64url');
  const expected = mac(secret, binding, payload);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const [back, ...keys] = JSON.parse(Buffer.from(payload, 'base64url').toString()) as [
    number,
    ...string[],
  ];
  return { back: back === 1, keys };
}
