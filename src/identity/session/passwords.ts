import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { AppError } from '@/core/shape/errors';

/** OWASP: argon2id, 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password, cost);

export const verifyPassword = ({
  hash: stored,
  password,
}: {
  hash: string;
  password: string;
}): Promise<boolean> => verify(stored, password);

/** Hashing takes libuv's threads from files and name look-ups, so half of the cores is its share. */
const width = Math.max(1, Math.floor(availableParallelism() / 2));
const longestQueue = 128;

let running = 0;
const waiting: (() => void)[] = [];

/**
 * Runs work that hashes passwords when it is its turn. The turn comes before a database connection is
 * taken, so a flood of sign-ins holds few connections. Throws `unavailable` when too many wait.
 */
export async function inHashQueue<T>(work: () => Promise<T>): Promise<T> {
  if (running >= width) {
    if (waiting.length >= longestQueue) {
      throw new AppError(
        'unavailable',
        'Too many people are signing in at this moment. Try again shortly.',
        {
          retry_after: 2,
        },
      );
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    running++;
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}
