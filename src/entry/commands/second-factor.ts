import { resetSecondFactor } from '@/identity/second-factor/reset';
import { StartError } from '../plain-errors';
import { asOperator } from './as-operator';

/** `second-factor reset <mail>`: that user lost their authenticator app and the recovery codes, or their passkeys. */
export async function secondFactorCommand([verb, mail]: readonly string[]): Promise<void> {
  if (verb !== 'reset' || !mail)
    throw new StartError('Usage: npm run ambit -- second-factor reset <mail>');
  const name = await asOperator((ctx) => resetSecondFactor(ctx, mail));
  if (name === null) throw new StartError(`Nobody is registered as ${mail}.`);
  console.log(`${name} signs in by password alone now.`);
}
