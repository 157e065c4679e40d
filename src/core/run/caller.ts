import { type Env, isLoopback } from '@/platform/env';
import { AppError, badQuery } from '../shape/errors';
import type { Anonymous, Principal } from './context';

/**
 * The client's address: the peer, or behind `trust_proxy` proxies the entry of X-Forwarded-For that the
 * outermost of them wrote. Entries further left are the client's own words and never believed.
 */
export function clientAddress(
  peer: string | null,
  forwarded: string | null,
  env: Env,
): string | null {
  if (env.trust_proxy > 0 && forwarded) {
    const hops = forwarded.split(',').map((hop) => hop.trim());
    const hop = hops[Math.max(0, hops.length - env.trust_proxy)];
    if (hop && /^[\da-fA-F:.]{2,45}$/.test(hop)) return unmapped(hop);
  }
  return peer === null ? null : unmapped(peer);
}

/** An IPv4 address as such, also where a socket of both kinds writes it as `::ffff:1.2.3.4`. */
const unmapped = (address: string): string => address.replace(/^::ffff:(?=[\d.]+$)/i, '');

/** One bucket per client: an IPv4 address, or the /64 an IPv6 customer gets whole. */
export function addressBucket(address: string | null): string {
  if (!address?.includes(':')) return address ?? 'unknown';
  const [head = '', tail = ''] = address.split('::', 2);
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const zeros = address.includes('::')
    ? new Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0')
    : [];
  return [...left, ...zeros, ...right].slice(0, 4).join(':');
}

/**
 * Refuses a key in the address, whoever sent it: addresses stand in logs, histories and referrers. `search` is the query
 * string.
 */
export function checkSearch(search: string): void {
  if (!search.includes('amb')) return;
  for (const [name, value] of new URLSearchParams(search)) {
    if (/amb_[\w-]{65}/.test(value))
      throw badQuery([
        {
          path: name,
          code: 'secret_in_query',
          message: 'Send a key as Authorization: Bearer, never in the address. Revoke this one.',
        },
      ]);
  }
}

/**
 * Refuses changes that another site's page may have caused: a cookie session needs this site's Origin; without
 * a session (sign in, register) an Origin may be absent but not foreign. Keys are sent on purpose and exempt.
 */
export function checkOrigin(request: Request, principal: Principal | null, env: Env): void {
  if (request.method === 'GET' || request.method === 'HEAD' || principal?.kind === 'api_key')
    return;
  const origin = request.headers.get('origin');
  if (origin === null && principal === null) return;
  if (origin !== null && isOurOrigin(origin, env)) return;
  throw new AppError('bad_origin', 'This request came from another site.');
}

function isOurOrigin(origin: string, env: Env): boolean {
  if (origin === env.base_url) return true;
  if (!env.loopback || !URL.canParse(origin)) return false;
  const { protocol, hostname, port } = new URL(origin);
  const base = new URL(env.base_url);
  return protocol === base.protocol && port === base.port && isLoopback(hostname);
}

/** The company's language for members, else what the browser prefers. */
export function languageOf(request: Request, principal: Principal | null): Anonymous['language'] {
  if (principal) return principal.company.language;
  return request.headers.get('accept-language')?.toLowerCase().startsWith('tr') ? 'tr' : 'en';
}
