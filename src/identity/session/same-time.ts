import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '@/core/shape/errors';

/** A refusal comes after a whole number of these, ms: much longer than what an address with an account costs more. */
const step = 100;

/**
 * Runs a check of a password. What it took to refuse one tells nothing: known and unknown addresses are answered at
 * the same moments. Call it around everything that differs between them, holding no connection and no turn.
 */
export async function inSameTime<T>(check: () => Promise<T>): Promise<T> {
  const started = performance.now();
  try {
    return await check();
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid_credentials') {
      const taken = performance.now() - started;
      await wait(Math.ceil(taken / step) * step - taken);
    }
    throw error;
  }
}
