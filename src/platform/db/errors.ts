/** PostgreSQL could not be reached, refused the connection or is overloaded. Nothing was committed unless the message says so. */
export class DatabaseAway extends Error {
  override readonly name = 'DatabaseAway';
  /** SQLSTATE class 08, as PostgreSQL would say it. */
  readonly code = '08006';
  /** Seconds after which to try again. */
  readonly retry_after = 2;
}

/** A transaction whose statement failed cannot be committed, even when the code went on as if nothing had happened. */
export class NotCommitted extends Error {
  override readonly name = 'NotCommitted';
}

const awayCodes = new Set([
  ...[
    'ECONNREFUSED',
    'ECONNRESET',
    'ENOENT',
    'EPIPE',
    'ETIMEDOUT',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'EACCES',
  ],
  ...['57P01', '57P02', '57P03', '53300', '53400', '08000', '08001', '08003', '08004', '08006'],
]);
const awayMessages =
  /^(timeout exceeded when trying to connect|Connection terminated|Connection ended|Client has encountered a connection error|Client was closed)/;

/** Whether the connection, not the statement, is what failed. */
export function isConnectionFailure(error: unknown): boolean {
  if (error instanceof DatabaseAway) return true;
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && awayCodes.has(code)) return true;
  if (error instanceof AggregateError) return error.errors.some(isConnectionFailure);
  return awayMessages.test(error.message) || isConnectionFailure(error.cause);
}

/** Turns connection failures into DatabaseAway and leaves everything else. */
export const asDatabaseError = (error: unknown): unknown =>
  isConnectionFailure(error) && !(error instanceof DatabaseAway)
    ? new DatabaseAway('The database cannot be reached at the moment.', { cause: error })
    : error;

/** The SQLSTATE of an error of PostgreSQL, for example 23505 for a unique value taken, also one that Drizzle wrapped; null for other errors. */
export function sqlState(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : sqlState(error.cause);
}
