import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { AppError, type Issue } from '../shape/errors';

const maxDepth = 32;
const maxItems = 1000;
/** Keys that reach prototypes: no body may hold one, so nothing may be named like that. */
export const unsafeKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** The bytes of a body, at most `limit`. Throws `too_large` before the rest is read, 415 for a compressed one. */
export async function readBody(
  request: Request,
  incoming: IncomingMessage | undefined,
  limit: number,
): Promise<Buffer> {
  const encoding = request.headers.get('content-encoding') ?? 'identity';
  if (encoding.trim().toLowerCase() !== 'identity')
    throw new AppError('unsupported_type', 'Send the body without compression.');
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > limit) throw tooLarge(limit);
  if (incoming) return readIncoming(incoming, limit);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return joined(chunks);
}

const joined = (chunks: readonly Uint8Array[]): Buffer =>
  chunks.length === 1 && chunks[0] ? Buffer.from(chunks[0]) : Buffer.concat(chunks);

/**
 * By events: an iterator over the stream costs more than the rest of reading. Not destroyed when too large, which would
 * close the connection before the answer is out.
 */
function readIncoming(incoming: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    const stop = () => {
      incoming.off('data', add).off('end', end).off('close', close).off('error', fail);
    };
    const fail = (error: Error) => {
      stop();
      incoming.pause();
      reject(error);
    };
    const add = (chunk: Uint8Array) => {
      size += chunk.length;
      if (size > limit) fail(tooLarge(limit));
      else chunks.push(chunk);
    };
    const end = () => {
      stop();
      resolve(joined(chunks));
    };
    const close = () => fail(new AppError('bad_request', 'The body ended before it was complete.'));
    if (incoming.readableEnded) end();
    else if (incoming.destroyed) close();
    else incoming.on('data', add).on('end', end).on('close', close).on('error', fail);
  });
}

/** The value of a JSON body; an empty one counts as `{}`. Throws 415 or 400 (not JSON). */
export function parseJson(bytes: Buffer, contentType: string | null): unknown {
  if (bytes.length === 0) return {};
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new AppError('unsupported_type', 'Send the body as application/json.');
  }
  try {
    if (!isUtf8(bytes)) throw new TypeError('not UTF-8');
    return JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new AppError('bad_request', 'The body is not valid JSON.', { cause });
  }
}

/** The fields of a form body. Throws 415, or 400 for a name that comes twice. */
export function parseForm(bytes: Buffer, contentType: string | null): Record<string, string> {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded')
    throw new AppError('unsupported_type', 'Send the body as application/x-www-form-urlencoded.');
  const pairs = [...new URLSearchParams(bytes.toString('utf8'))];
  if (new Set(pairs.map(([name]) => name)).size < pairs.length)
    throw new AppError('bad_request', 'The body names a field twice.');
  return Object.fromEntries(pairs);
}

/**
 * What no field may hold, whatever its kind: NUL and lone surrogates (PostgreSQL has no such text), numbers
 * beyond any number, keys that reach prototypes, nesting and arrays without end. At most 20 issues.
 */
export function unstorableIn(value: unknown, items = maxItems): Issue[] {
  const issues: Issue[] = [];
  const add = (path: string, code: string, message: string) => {
    if (code === 'too_deep') issues.unshift({ path, code, message });
    else issues.push({ path, code, message });
    issues.length = Math.min(issues.length, 20);
  };
  const visit = (node: unknown, path: string, depth: number): void => {
    if (typeof node === 'string') {
      if (!isText(node))
        add(path, 'invalid_text', 'This text holds characters that cannot be stored.');
    } else if (typeof node === 'number') {
      if (!Number.isFinite(node)) add(path, 'invalid_number', 'This number is too large.');
    } else if (typeof node === 'object' && node !== null) {
      if (depth >= maxDepth) add(path, 'too_deep', `Nesting ends at ${maxDepth} levels.`);
      else if (Array.isArray(node)) visitArray(node, path, depth);
      else visitObject(node as Record<string, unknown>, path, depth);
    }
  };
  const visitArray = (list: readonly unknown[], path: string, depth: number): void => {
    if (list.length > items) add(path, 'too_many', `At most ${items} entries.`);
    else for (let i = 0; i < list.length; i++) visit(list[i], join(path, String(i)), depth + 1);
  };
  const visitObject = (node: Record<string, unknown>, path: string, depth: number): void => {
    for (const key of Object.keys(node)) {
      const at = join(path, key);
      if (unsafeKeys.has(key)) add(at, 'unknown_key', 'This key is not allowed.');
      else if (!isText(key))
        add(path, 'invalid_text', 'A key holds characters that cannot be stored.');
      else visit(node[key], at, depth + 1);
    }
  };
  visit(value, '', 0);
  return issues;
}

/** Whether PostgreSQL can store it: no NUL, no lone surrogate. */
export const isText = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

const tooLarge = (limit: number): AppError =>
  new AppError('too_large', `The body is larger than ${Math.floor(limit / 1024)} kB.`);
