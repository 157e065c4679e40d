import { setOperator } from '@/identity/operator';
import { systemClock } from '@/platform/clock';
import { connectDatabase } from '@/platform/db/connect';
import { readEnv } from '@/platform/env';
import { StartError } from '../plain-errors';

/** `operator grant <mail>`: that user may look after the whole installation. */
export async function operatorCommand([verb, mail]: readonly string[]): Promise<void> {
  if (verb !== 'grant' || !mail)
    throw new StartError('Usage: npm run ambit -- operator grant <mail>');
  const { db, close } = await connectDatabase(readEnv(), { clock: systemClock });
  try {
    const name = await setOperator(db, mail, true);
    if (name === null) throw new StartError(`Nobody is registered as ${mail}.`);
    console.log(`${name} is an operator now.`);
  } finally {
    await close();
  }
}
