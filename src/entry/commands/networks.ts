import { openNetworks } from '@/identity/sign-in-policy/open-networks';
import { StartError } from '../plain-errors';
import { asOperator } from './as-operator';

/** `networks open <mail>`: the companies this user owns had themselves locked out. */
export async function networksCommand([verb, mail]: readonly string[]): Promise<void> {
  if (verb !== 'open' || !mail)
    throw new StartError('Usage: npm run ambit -- networks open <mail of an owner>');
  const names = await asOperator((ctx) => openNetworks(ctx, mail));
  if (names.length === 0)
    throw new StartError(`${mail} owns no company that is bound to networks.`);
  console.log(`Used from anywhere now: ${names.join(', ')}.`);
}
