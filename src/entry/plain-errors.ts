import { EmbeddedError } from '@/platform/db/embedded/error';
import { SetupError } from '@/platform/db/setup-error';
import { EnvError } from '@/platform/env';

/** Something about the machine or the command that a person can put right; the message says how. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

const plain = [StartError, EnvError, SetupError, EmbeddedError];

/** Runs a program. What a person can put right is printed as its sentence, anything else with its stack; both end with code 1. */
export async function orEndPlainly(program: () => Promise<void>): Promise<void> {
  try {
    await program();
  } catch (error) {
    console.error(
      error instanceof Error && plain.some((kind) => error instanceof kind) ? error.message : error,
    );
    process.exit(1);
  }
}
