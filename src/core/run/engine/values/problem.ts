/** Why a value was refused: a stable code and a sentence for a person. Thrown by the value parsers, caught once per field. */
export class Problem extends Error {
  readonly code: string;
  /** Path below the field, `2.value`, when the problem is inside a list or address. */
  readonly below: string;

  constructor(code: string, message: string, below = '') {
    super(message);
    this.code = code;
    this.below = below;
  }
}

/** Runs `parse`, putting `below` in front of the path of a problem. */
export function within<T>(below: string | number, parse: () => T): T {
  try {
    return parse();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    throw new Problem(
      problem.code,
      problem.message,
      problem.below === '' ? `${below}` : `${below}.${problem.below}`,
    );
  }
}
