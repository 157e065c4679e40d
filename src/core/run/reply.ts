import type { Contract } from '../shape/contract';
import type { AppError } from '../shape/errors';
import type { Outlet } from './context';
import type { Answer } from './module';

type HeaderValues = Record<string, string | string[]>;

/** What goes back to the caller. A text body is complete; a Response (raw answers) may be a stream, a function goes on writing. */
export interface Reply {
  readonly status: number;
  readonly headers: HeaderValues;
  readonly body: string | Response | ((outlet: Outlet) => void);
}

const dataHeaders = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'private, no-store',
  vary: 'Cookie, Authorization',
} as const;

/** Data cut to what the contract names; text from the database was selected by it already. */
export function shape(answer: Answer, contract: Contract): Answer {
  if (answer.json !== undefined || answer.response || answer.live) return answer;
  return { ...answer, data: contract.output.parse(answer.data) };
}

/** The envelope of an answer. `json` is spliced in as it is; `data` was cut to the contract before. */
export function successReply(answer: Answer, status: number, request_id: string): Reply {
  const data = answer.json ?? JSON.stringify(answer.data ?? null);
  const message =
    answer.message === undefined ? '' : `,"message":${JSON.stringify(answer.message)}`;
  const pagination = answer.pagination ? `,"pagination":${JSON.stringify(answer.pagination)}` : '';
  return {
    status,
    headers: {
      ...dataHeaders,
      'x-request-id': request_id,
      ...answer.headers,
      ...cookiesOf(answer),
    },
    body: `{"success":true,"data":${data}${message}${pagination},"request_id":"${request_id}"}`,
  };
}

/** The envelope of a refusal: code, sentence and issues, never a cause. */
export function errorReply(
  { code, message, status, details }: AppError,
  request_id: string,
): Reply {
  const headers: HeaderValues = { ...dataHeaders, 'x-request-id': request_id };
  if (details.retry_after !== undefined) headers['retry-after'] = String(details.retry_after);
  return {
    status,
    headers,
    body: JSON.stringify({
      success: false,
      error: code,
      message,
      ...(details.issues ? { issues: details.issues } : {}),
      ...(details.data === undefined ? {} : { data: details.data }),
      request_id,
    }),
  };
}

/** An answer that is not enveloped; its own headers win, except where a shared cache could keep it. */
export function rawReply(response: Response, answer: Answer, request_id: string): Reply {
  const headers: HeaderValues = {
    'cache-control': dataHeaders['cache-control'],
    vary: dataHeaders.vary,
  };
  for (const [name, value] of response.headers) headers[name] = value;
  const own = { ...headers, ...answer.headers, ...cookiesOf(answer), 'x-request-id': request_id };
  return { status: response.status, headers: own, body: response };
}

/** The head of an answer that goes on, and who writes the rest. */
export function liveReply(
  live: NonNullable<Answer['live']>,
  answer: Answer,
  request_id: string,
): Reply {
  const { 'cache-control': cache, vary } = dataHeaders;
  const headers = { 'cache-control': cache, vary, ...answer.headers, 'x-request-id': request_id };
  return { status: 200, headers, body: live };
}

const cookiesOf = ({ cookies }: Answer): HeaderValues =>
  cookies?.length ? { 'set-cookie': [...cookies] } : {};
