import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { App } from '@/core/run/context';
import { errorReply } from '@/core/run/reply';
import { AppError } from '@/core/shape/errors';
import type { Env } from '@/platform/env';
import { newId } from '@/platform/ids';
import { apiHeaders } from './headers';

/** The answer to a request that never reached a route: a wrong Host, a backslash in the path and the like. */
export function malformed(app: App, error: unknown): Response {
  const wrongRequest = error instanceof Error && error.name === 'RequestError';
  if (!wrongRequest) app.log.error({ err: error }, 'a request failed outside the pipeline');
  const { status, headers, body } = errorReply(
    wrongRequest
      ? new AppError('bad_request', 'This is not a valid request.')
      : new AppError('internal', 'Something went wrong on our side.'),
    newId(),
  );
  return new Response(body as string, {
    status,
    headers: { ...apiHeaders(app.env), ...(headers as Record<string, string>) },
  });
}

/** Answers a request with more headers than any client sends, and closes the connection. */
export function refuseHeaders(res: ServerResponse, env: Env): void {
  const error = new AppError('bad_request', 'This request has too many headers.');
  const { headers, body } = errorReply(error, newId());
  res.writeHead(431, { ...apiHeaders(env), ...headers, connection: 'close' }).end(body);
}

/**
 * Outside the API everything is only read, though the framework would take more. A form that was sent before the code of
 * its page had arrived gets the page anew; what it sent is not looked at.
 */
export function refuseMethod(req: IncomingMessage, res: ServerResponse, env: Env): void {
  const common = { ...apiHeaders(env), connection: 'close' };
  // One slash at its beginning: with two it would lead to another host.
  const location = `/${(req.url ?? '').replace(/^[/\\]+/, '')}`;
  if (req.method === 'POST') res.writeHead(303, { ...common, location }).end();
  else res.writeHead(405, { ...common, allow: 'GET, HEAD' }).end();
}

/** Answers on the bare socket what node could not even parse, or what came too slowly, and closes it. */
export function refuseMalformed(env: Env) {
  const fixed = Object.entries(apiHeaders(env))
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  return (error: NodeJS.ErrnoException, socket: Duplex): void => {
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const status =
      { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 }[error.code ?? ''] ?? 400;
    const body = JSON.stringify({
      success: false,
      error: 'bad_request',
      message: STATUS_CODES[status],
      request_id: newId(),
    });
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${fixed}content-type: application/json; charset=utf-8\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    );
  };
}
