import { AppError } from '../shape/errors';

/** SQLSTATE classes and codes that mean "not now": connection, resources, shutdown, timeouts, deadlocks that outlived the retries. */
const awayClasses = new Set(['08', '53', '57', '58']);
const awayCodes = new Set(['40001', '40P01', '55P03', '25P03', '25P04']);
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
const poolMessages =
  /^(timeout exceeded when trying to connect|Connection terminated|Client was closed|Cannot use a pool after|Query read timeout)/;

/** The answer for anything thrown. What nobody foresaw becomes `internal`, without a word about its cause. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isAway(error)) {
    return new AppError('unavailable', 'The service is busy. Try again in a moment.', {
      retry_after: 2,
      cause: error,
    });
  }
  return new AppError('internal', 'Something went wrong on our side.', { cause: error });
}

/** Whether the database could not be reached or could not take the work, as opposed to refusing what was asked. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as Error & { code?: unknown }).code;
  if (typeof code === 'string') {
    if (/^[0-9A-Z]{5}$/.test(code) && (awayClasses.has(code.slice(0, 2)) || awayCodes.has(code)))
      return true;
    if (networkCodes.has(code)) return true;
  }
  return poolMessages.test(error.message) || isAway(error.cause);
}
