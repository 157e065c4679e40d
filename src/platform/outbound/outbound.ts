import { lookup as dnsLookup, resolveTxt } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './address';
import { OutboundError, type OutboundProblem, type Target, targetOf } from './target';

export interface OutboundRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the name look-up to the last byte of the answer, ms; 10,000 unless given. */
  readonly timeout_ms?: number;
  /** What is read of the answer, bytes; 100,000 unless given. */
  readonly answer_bytes?: number;
  /** Ends the call early; what `signal.reason` is, is thrown. */
  readonly signal?: AbortSignal;
}

export interface OutboundAnswer {
  readonly status: number;
  /** Lower case; several of one name joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** There was more than was read. */
  readonly cut: boolean;
}

/** The one way out of the house: whatever calls an address that somebody gave goes through here. */
export interface Outbound {
  /** Throws OutboundError for an address that may not be called, asking DNS when it answers soon. */
  check(url: string): Promise<void>;
  /** One call; redirects are answers like others and never followed. Throws OutboundError when there is no answer. */
  send(request: OutboundRequest): Promise<OutboundAnswer>;
  /** The TXT records of a name in DNS; none when there are none or nobody answers in time. */
  texts(name: string): Promise<readonly string[]>;
}

export interface Resolved {
  readonly address: string;
  readonly family: number;
}

export interface OutboundOptions {
  /** Hosts that may be called whatever their address, port and scheme. */
  readonly allow: readonly string[];
  readonly resolve?: (host: string) => Promise<readonly Resolved[]>;
  readonly resolveTexts?: (name: string) => Promise<string[][]>;
}

const patience = { check_ms: 2000, send_ms: 10_000, texts_ms: 5000 } as const;
const readAtMost = 100_000;

/** Calls that reach the public internet alone, by addresses checked before and after the connection stands. */
export function createOutbound({
  allow,
  resolve = resolveAll,
  resolveTexts = resolveTxt,
}: OutboundOptions): Outbound {
  /** Every address of a host, checked together: one that is not public refuses all. */
  const addressesOf = async ({ host, allowed }: Target): Promise<readonly Resolved[]> => {
    const family = isIP(host);
    if (family) return [{ address: host, family }];
    const found = await resolve(host).catch((cause: unknown) => {
      throw new OutboundError('unresolved', { cause });
    });
    if (found.length === 0) throw new OutboundError('unresolved');
    if (!allowed && !found.every(({ address }) => isPublicAddress(address)))
      throw new OutboundError('address_not_allowed');
    return found;
  };

  return {
    async check(url) {
      const target = targetOf(url, allow);
      try {
        await within(addressesOf(target), AbortSignal.timeout(patience.check_ms));
      } catch (error) {
        const { code } = error as OutboundError;
        if (code !== 'unresolved' && code !== 'timeout') throw error;
      }
    },
    async send(request) {
      const target = targetOf(request.url, allow);
      const deadline = AbortSignal.timeout(request.timeout_ms ?? patience.send_ms);
      const signal = request.signal ? AbortSignal.any([request.signal, deadline]) : deadline;
      try {
        const addresses = await within(addressesOf(target), signal);
        return await exchange(target.url, addresses, request, signal);
      } catch (error) {
        request.signal?.throwIfAborted();
        if (error instanceof OutboundError) throw error;
        if (deadline.aborted) throw new OutboundError('timeout', { cause: error });
        throw new OutboundError(problemOf(error), { cause: error });
      }
    },
    async texts(name) {
      const records = await within(
        resolveTexts(name),
        AbortSignal.timeout(patience.texts_ms),
      ).catch(() => []);
      return records.map((pieces) => pieces.join(''));
    },
  };
}

const resolveAll = (host: string): Promise<readonly Resolved[]> => dnsLookup(host, { all: true });

/** `work`, or a timeout when the signal fires first: a name look-up cannot be called off. */
function within<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const late = () => reject(new OutboundError('timeout'));
    if (signal.aborted) late();
    signal.addEventListener('abort', late, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', late));
  });
}

/** One request on a connection of its own to one of `addresses`. Takes nothing from the environment: no proxy, no cookies. */
function exchange(
  url: URL,
  addresses: readonly Resolved[],
  { method, headers = {}, body = '', answer_bytes = readAtMost }: OutboundRequest,
  signal: AbortSignal,
): Promise<OutboundAnswer> {
  const secure = url.protocol === 'https:';
  const client = secure ? https : http;
  const checked = new Set(addresses.map(({ address }) => address));
  return new Promise((resolve, reject) => {
    const request = client.request(url, {
      method,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      agent: new client.Agent({ keepAlive: false }),
      lookup: pinnedTo(addresses),
      rejectUnauthorized: true,
      signal,
    });
    request.on('socket', (socket) => {
      socket.once('connect', () => {
        const peer = socket.remoteAddress ?? '';
        if (!checked.has(peer) && !checked.has(peer.replace(/^::ffff:/i, '')))
          socket.destroy(new OutboundError('address_not_allowed'));
      });
    });
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const done = (cut: boolean) => {
        const bytes = Buffer.concat(chunks).subarray(0, answer_bytes);
        const status = response.statusCode ?? 0;
        resolve({ status, headers: headersOf(response), body: bytes.toString('utf8'), cut });
        request.destroy();
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > answer_bytes) done(true);
      });
      response.on('end', () => done(false));
      response.on('error', reject);
    });
    request.end(body);
  });
}

/** Node's look-up, answered with what was checked, so that a name cannot mean something else a moment later. */
const pinnedTo =
  (addresses: readonly Resolved[]): LookupFunction =>
  (_host, options, callback) => {
    const [first] = addresses;
    if (options.all) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family);
  };

function headersOf({ headers }: http.IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  );
}

function problemOf(error: unknown): OutboundProblem {
  const code = String((error as { code?: unknown }).code ?? '');
  if (/^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_)|EPROTO/.test(code))
    return 'tls';
  if (/^HPE_/.test(code) || code === 'ECONNRESET') return 'broken_answer';
  return 'unreachable';
}
