/**
 * The catalogue of errors. Every code has a page in docs/errors (a test holds the two together),
 * and the status that goes with it.
 */
export const errorStatus = {
  bad_request: 400,
  unauthenticated: 401,
  invalid_credentials: 401,
  forbidden: 403,
  bad_origin: 403,
  confirmation_required: 403,
  second_factor_required: 403,
  network_refused: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  stale_version: 412,
  too_large: 413,
  unsupported_type: 415,
  invalid: 422,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof errorStatus;

/** One thing wrong with an input: where, a stable code and a sentence for a person. */
export interface Issue {
  /** Dotted path into the body or the name of the query parameter. */
  path: string;
  code: string;
  message: string;
}

export interface ErrorDetails {
  issues?: readonly Issue[];
  /** 412: the current record. */
  data?: unknown;
  /** Seconds, for Retry-After. */
  retry_after?: number;
  /** 429: how many the limit that refused allows. */
  points?: number;
  cause?: unknown;
}

/** An answer that is not a success, thrown anywhere below the pipeline. `message` is shown to people. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
    this.status = errorStatus[code];
    this.details = details;
  }
}

/** The one answer for unknown, deleted, unreadable and foreign records. */
export const notFound = (): AppError => new AppError('not_found', 'This record does not exist.');

/** 422 with every issue listed. */
export const invalid = (issues: readonly Issue[]): AppError =>
  new AppError('invalid', issues[0]?.message ?? 'Some values are not valid.', { issues });

/** 400 for anything wrong in the query string. */
export const badQuery = (issues: readonly Issue[]): AppError =>
  new AppError('bad_request', issues[0]?.message ?? 'The query is not valid.', { issues });
