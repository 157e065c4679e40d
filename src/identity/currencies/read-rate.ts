import { formatScaled, parseScaled } from '@/core/run/engine/values/numbers';
import { Problem } from '@/core/run/engine/values/problem';
import type { Issue } from '@/core/shape/errors';

/** Digits after the point of a rate. */
export const rateDigits = 10;

/** A rate as people and programs give it, as an exact decimal: `'1.10'` and `1.1` are `1.1000000000`. Else what is wrong with it. */
export function readRate(given: string | number): string | Issue {
  const refuse = (code: string, message: string): Issue => ({ path: 'rate', code, message });
  try {
    const rate = parseScaled(given, rateDigits);
    return rate > 0n
      ? formatScaled(rate, rateDigits)
      : refuse('too_small', 'A rate is more than 0.');
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return refuse(problem.code, problem.message);
  }
}
