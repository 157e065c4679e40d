import { setOperator } from '@/identity/operator';
import { StartError } from '../plain-errors';
import { asOperator } from './as-operator';

/** `operator grant <mail>`: that user may look after the whole installation. */
export async function operatorCommand([verb, mail]: readonly string[]): Promise<void> {
  if (verb !== 'grant' || !mail)
    throw new StartError('Usage: npm run ambit -- operator grant <mail>');
  const name = await asOperator((ctx) => setOperator(ctx, mail, true));
  if (name === null) throw new StartError(`Nobody is registered as ${mail}.`);
  console.log(`${name} is an operator now.`);
}
