import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '@/core/shape/errors';

/** An answer comes after a whole number of these, ms: much longer than what an address with an account costs more. */
const step = 100;

const untilNextStep = (started: number): Promise<void> => {
  const taken = performance.now() - started;
  return wait(Math.ceil(taken / step) * step - taken);
};

/**
 * Runs a check of a password. What it took to refuse one tells nothing: known and unknown addresses are answered at
 * the same moments. Call it around everything that differs between them, holding no connection and no turn.
 */
export async function inSameTime<T>(check: () => Promise<T>): Promise<T> {
  const started = performance.now();
  try {
    return await check();
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid_credentials')
      await untilNextStep(started);
    throw error;
  }
}

/** Runs a look-up whose answer, whatever it is, comes at the same moments. */
export async function atEvenTimes<T>(lookUp: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const found = await lookUp();
  await untilNextStep(started);
  return found;
}
