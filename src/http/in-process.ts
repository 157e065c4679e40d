/** How pages reach the server in their own process: it leaves the door on `globalThis`, which Next's bundle shares. */
const door = Symbol.for('ambit.server');

interface Door {
  /** The API. */
  call(request: Request): Promise<Response>;
  /** Hears what was thrown while a page was made. */
  failed(error: unknown, path: string, request_id: string | undefined): void;
}

const doorOf = () => (globalThis as Record<symbol, unknown>)[door] as Door | undefined;

/** Called once by the server. */
export function openDoor(given: Door): void {
  (globalThis as Record<symbol, unknown>)[door] = given;
}

/** Tells the server of an error of a page, which the browser sees only the digest of. */
export function reportPageError(
  error: unknown,
  path: string,
  request_id: string | string[] | undefined,
): void {
  doorOf()?.failed(error, path, Array.isArray(request_id) ? request_id[0] : request_id);
}

/**
 * Calls the API as the browser whose page is being made: pass the incoming request headers, of which cookie,
 * language, user agent and address go along. `path` starts with /api. Only for reading.
 */
export async function callApi(path: string, incoming: Headers): Promise<Response> {
  const server = doorOf();
  if (!server)
    throw new Error('The API is not running in this process; start Ambit through its server.');
  const headers = new Headers();
  for (const name of [
    'cookie',
    'accept-language',
    'user-agent',
    'x-forwarded-for',
    'x-ambit-peer',
  ]) {
    const value = incoming.get(name);
    if (value !== null) headers.set(name, value);
  }
  return server.call(new Request(new URL(path, 'http://in-process'), { headers }));
}
