import { isIP } from 'node:net';
import { isPublicAddress } from './address';

/** Why a call does not leave or did not come back. */
export type OutboundProblem =
  | 'invalid_url'
  | 'not_https'
  | 'credentials_in_url'
  | 'port_not_allowed'
  | 'address_not_allowed'
  | 'unresolved'
  | 'timeout'
  | 'tls'
  | 'unreachable'
  | 'broken_answer';

/** A call that was refused or failed. The message is a sentence for the one who gave the address and tells nothing of the network inside. */
export class OutboundError extends Error {
  override readonly name = 'OutboundError';
  constructor(
    readonly code: OutboundProblem,
    options?: ErrorOptions,
  ) {
    super(outboundSentences[code], options);
  }
}

/** Each problem in a sentence. */
export const outboundSentences: Readonly<Record<OutboundProblem, string>> = {
  invalid_url: 'This is not a web address.',
  not_https: 'The address must start with https://.',
  credentials_in_url: 'The address must not contain a user name or password.',
  port_not_allowed: 'The address may use the ports 443 and 8443 only.',
  address_not_allowed: 'The address leads into a network that may not be called.',
  unresolved: 'The host name of the address was not found.',
  timeout: 'There was no complete answer in time.',
  tls: 'The certificate of the server is not valid.',
  unreachable: 'The server could not be reached.',
  broken_answer: 'The answer was not HTTP or broke off.',
};

const ports = new Set(['', '443', '8443']);

export interface Target {
  readonly url: URL;
  /** Without brackets and the dot at the end. */
  readonly host: string;
  /** The installation allows this host whatever its address, port and scheme. */
  readonly allowed: boolean;
}

/** What can be said of an address without asking anybody. Throws OutboundError. */
export function targetOf(text: string, allow: readonly string[]): Target {
  if (text.length > 2000 || !URL.canParse(text)) throw new OutboundError('invalid_url');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new OutboundError('not_https');
  if (url.username !== '' || url.password !== '') throw new OutboundError('credentials_in_url');
  const host = bareHost(url.hostname);
  if (host === '') throw new OutboundError('invalid_url');
  const allowed = allow.some((name) => bareHost(name) === host);
  if (!allowed) {
    if (url.protocol !== 'https:') throw new OutboundError('not_https');
    if (!ports.has(url.port)) throw new OutboundError('port_not_allowed');
    if (isIP(host) ? !isPublicAddress(host) : isInternalName(host))
      throw new OutboundError('address_not_allowed');
  }
  return { url, host, allowed };
}

const bareHost = (host: string): string =>
  host
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^\[(.*)\]$/, '$1');

/** Names that mean something inside a network only: those without a dot and those set aside for it. */
const isInternalName = (host: string): boolean =>
  !host.includes('.') ||
  /\.(localhost|local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa|onion|invalid|test)$/.test(
    host,
  );
