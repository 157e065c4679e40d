import ipaddr from 'ipaddr.js';
import type { Contract } from '../shape/contract';
import { AppError } from '../shape/errors';
import type { Principal } from './context';

/** Whether an address lies in one of these networks. An unknown address lies in none. */
export function isWithin(networks: readonly string[], ip: string | null): boolean {
  if (ip === null || !ipaddr.isValid(ip)) return false;
  const address = ipaddr.process(ip);
  return networks.some((network) => {
    const [base, bits] = ipaddr.parseCIDR(network);
    return base.kind() === address.kind() && address.match(base, bits);
  });
}

/** Why the sign-in policy of their company keeps somebody at `ip` out just now; null when it does not. */
export function heldBack(
  { networks, lacks_second_factor }: Principal,
  ip: string | null,
): 'network' | 'second_factor' | null {
  if (networks && !isWithin(networks, ip)) return 'network';
  return lacks_second_factor ? 'second_factor' : null;
}

/** Throws 403 outside the networks of a company; none: it is used from any. */
export function mustBeNear(
  networks: readonly string[] | null | undefined,
  ip: string | null,
): void {
  if (networks && !isWithin(networks, ip))
    throw new AppError('network_refused', 'Your company does not allow work from this network.');
}

/** Throws 403 where the sign-in policy of the company keeps somebody out of an operation. */
export function mustMeetPolicy(
  principal: Principal,
  ip: string | null,
  { from_anywhere, before_policy }: Pick<Contract, 'from_anywhere' | 'before_policy'>,
): void {
  const byKey = principal.kind === 'api_key';
  if (byKey || !from_anywhere) mustBeNear(principal.networks, ip);
  if (principal.lacks_second_factor && (byKey || !before_policy))
    throw new AppError(
      'second_factor_required',
      'Your company asks for a second factor. Set one up to go on.',
    );
}

/** Throws 403 for a session whose person has not proved lately who they are. */
export function mustBeFresh({ stale }: Principal): void {
  if (stale) throw new AppError('confirmation_required', 'Confirm that it is you to go on.');
}
