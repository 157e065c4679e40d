import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Everything IPv6 that is given to anybody lies in here; the rest is unassigned or of the protocol. */
const assigned = ipaddr.parseCIDR('2000::/3');

/**
 * Whether an IP address is one of the public internet, which is all that calls may reach. Addresses that carry another inside
 * (mapped, NAT64, SIIT, 6to4, Teredo) are not, whatever they carry.
 */
export function isPublicAddress(text: string): boolean {
  if (isIP(text) === 0 || text.includes('%')) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' || address.match(assigned);
}
