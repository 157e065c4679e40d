import type { Pagination } from '@/core/shape/contract';
import type { ErrorCode, Issue } from '@/core/shape/errors';
import { ApiError } from './api-error';
import { answered, changing } from './own-requests';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** A successful answer, as the API sends it. */
export interface Answer<T> {
  data: T;
  pagination?: Pagination;
  message?: string;
  /** Names this request in the event log; `undo` takes it. */
  request_id: string;
}

export type QueryValue = string | number | boolean | null | undefined;

export interface ApiOptions {
  /** Query parameters; empty ones are left out. */
  query?: Record<string, QueryValue> | URLSearchParams;
  signal?: AbortSignal | undefined;
  /** Sent as If-Match: the answer is 412 when the record has moved on. */
  version?: number;
  /** Makes a repeated request do its work once. */
  idempotency_key?: string;
  headers?: Record<string, string>;
}

let askWho: (() => Promise<boolean>) | null = null;
let asking: Promise<boolean> | null = null;

/** Has `ask` called when the API wants to know again who somebody is; true when they have proved it. Returns how to end it. */
export function whenUnconfirmed(ask: () => Promise<boolean>): () => void {
  askWho = ask;
  return () => {
    askWho = null;
  };
}

/** Whether the person has proved who they are; calls that need it at the same time ask once. */
function confirmed(): Promise<boolean> {
  asking ??= (askWho?.() ?? Promise.resolve(false)).finally(() => {
    asking = null;
  });
  return asking;
}

/**
 * Calls the API. `path` begins below `/api`: `api<Contact>('GET', '/contacts/…')`. A FormData body goes as it is,
 * everything else as JSON. Throws ApiError for every answer that is not a success, and when none came.
 */
export async function api<T>(
  method: Method,
  path: string,
  body?: unknown,
  options: ApiOptions = {},
): Promise<Answer<T>> {
  try {
    return await call<T>(method, path, body, options);
  } catch (error) {
    // Something dangerous, long after signing in: once they have confirmed that it is them, it is done.
    if (!(error instanceof ApiError) || error.code !== 'confirmation_required') throw error;
    if (!(await confirmed())) throw error;
    return call<T>(method, path, body, options);
  }
}

async function call<T>(
  method: Method,
  path: string,
  body: unknown,
  options: ApiOptions,
): Promise<Answer<T>> {
  const form = body instanceof FormData;
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers };
  if (document.documentElement.lang) headers['Accept-Language'] = document.documentElement.lang;
  if (body !== undefined && !form) headers['Content-Type'] = 'application/json';
  if (options.version !== undefined) headers['If-Match'] = `"${options.version}"`;
  if (options.idempotency_key) headers['Idempotency-Key'] = options.idempotency_key;

  const done = method === 'GET' ? null : changing();
  let request_id: string | null = null;
  try {
    const response = await send(apiUrl(path, options.query), {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
    const answer = await read<T>(response);
    request_id = answer.request_id;
    answered(request_id);
    return answer;
  } finally {
    done?.(request_id);
  }
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError({ code: 'offline', status: 0, message: 'No connection.' });
  }
}

/** `/api` + path + query, for links and downloads as well. */
export function apiUrl(path: string, query?: ApiOptions['query']): string {
  const search = query instanceof URLSearchParams ? query : new URLSearchParams();
  if (query && !(query instanceof URLSearchParams)) {
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined && value !== null && value !== '') search.set(key, String(value));
    }
  }
  const text = search.toString();
  return `/api${path}${text ? `?${text}` : ''}`;
}

interface Failure {
  error: ErrorCode;
  message: string;
  issues?: Issue[];
  data?: unknown;
  request_id?: string;
}

async function read<T>(response: Response): Promise<Answer<T>> {
  const text = await response.text();
  const json = parse(text);
  if (response.ok && json) return json as Answer<T>;
  const failure = json as Failure | null;
  const wait = Number(response.headers.get('retry-after'));
  throw new ApiError({
    code: failure?.error ?? (response.status === 503 ? 'unavailable' : 'internal'),
    status: response.status,
    message: failure?.message ?? response.statusText,
    issues: failure?.issues,
    data: failure?.data,
    request_id: failure?.request_id ?? response.headers.get('x-request-id'),
    retry_after: wait > 0 ? wait : null,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's error page; the status says what happened.
    return null;
  }
}
