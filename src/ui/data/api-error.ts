import type { ErrorCode, Issue } from '@/core/shape/errors';

/** `offline` is ours: no answer came at all. */
export type ApiErrorCode = ErrorCode | 'offline';

/** An answer of the API that is not a success. `message` is in the person's language and meant to be shown. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  /** HTTP status, 0 when there was no answer. */
  readonly status: number;
  readonly issues: readonly Issue[];
  /** 412: the current record. */
  readonly data: unknown;
  readonly request_id: string | null;
  /** Seconds to wait, from Retry-After. */
  readonly retry_after: number | null;

  constructor(init: {
    code: ApiErrorCode;
    status: number;
    message: string;
    issues?: readonly Issue[] | undefined;
    data?: unknown;
    request_id?: string | null;
    retry_after?: number | null;
  }) {
    super(init.message);
    this.name = 'ApiError';
    this.code = init.code;
    this.status = init.status;
    this.issues = init.issues ?? [];
    this.data = init.data;
    this.request_id = init.request_id ?? null;
    this.retry_after = init.retry_after ?? null;
  }

  /** The message of each field, keyed by path; the first one wins. */
  fieldErrors(): Record<string, string> {
    const errors: Record<string, string> = {};
    for (const issue of this.issues) errors[issue.path] ??= issue.message;
    return errors;
  }
}

/** Whether an error came from the API, and with that code when one is given. */
export const isApiError = (error: unknown, code?: ApiErrorCode): error is ApiError =>
  error instanceof ApiError && (code === undefined || error.code === code);
