import type { IncomingMessage, ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import type { App } from '@/core/run/context';
import type { Operation } from '@/core/run/module';
import { type Call, serve } from '@/core/run/pipeline';
import { errorReply, type Reply } from '@/core/run/reply';
import { AppError } from '@/core/shape/errors';
import { newId } from '@/platform/ids';
import { documentOperations } from './documents';
import { apiHeaders } from './headers';
import { socketOutlet, streamOf } from './outlets';

/** What the node server hands over; absent when called within the process, where `address` may be given. */
export interface Bindings {
  readonly incoming?: IncomingMessage;
  readonly outgoing?: ServerResponse;
  readonly address?: string;
}
type C = Context<{ Bindings: Bindings }>;

/** Mounts every operation of the registry below /api. Wrong methods get 405, unknown addresses an enveloped 404. */
export function createRouter(app: App): Hono<{ Bindings: Bindings }> {
  const router = new Hono<{ Bindings: Bindings }>();
  const fixed = Object.entries(apiHeaders(app.env)).flat();
  const refuse = (c: C, error: AppError, headers: Reply['headers'] = {}) => {
    const reply = errorReply(error, newId());
    return answer(c, { ...reply, headers: { ...reply.headers, ...headers } }, fixed);
  };
  let busy = 0;
  const handle = async (c: C, operation: Operation) => {
    if (busy >= mostAtOnce) return refuse(c, overloaded());
    busy += 1;
    try {
      return answer(c, await serve(app, operation, callOf(c)), fixed);
    } finally {
      busy -= 1;
    }
  };
  const operations = [...app.registry.operations.values(), ...documentOperations];
  for (const [path, group] of byPath(operations)) {
    const address = `/api${path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
    for (const operation of group) {
      router.on(operation.contract.method, address, (c) => handle(c, operation));
    }
    const allow = group.map((operation) => operation.contract.method).join(', ');
    const wrong = new AppError('method_not_allowed', `Use ${allow} here.`);
    router.all(address, (c) => refuse(c, wrong, { allow }));
  }
  router.notFound((c) => refuse(c, new AppError('not_found', 'This address does not exist.')));
  router.onError((err, c) => {
    app.log.error({ err }, 'the router failed');
    return refuse(c, new AppError('internal', 'Something went wrong on our side.'));
  });
  return router;
}

/** Calls of one process under way. More would only wait for the database and make everybody slow. */
const mostAtOnce = 256;

const overloaded = () =>
  new AppError('unavailable', 'The service is busy. Try again in a moment.', { retry_after: 1 });

/** Operations by path, fixed segments before parameters, so that /contacts/export is not a contact. */
function byPath(operations: readonly Operation[]): [string, Operation[]][] {
  const groups = new Map<string, Operation[]>();
  for (const operation of operations) {
    const { path } = operation.contract;
    const group = groups.get(path);
    if (group) group.push(operation);
    else groups.set(path, [operation]);
  }
  const rank = (path: string) => path.replaceAll('{', '~');
  return [...groups].sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1));
}

function callOf(c: C): Call {
  const { url } = c.req;
  const mark = url.indexOf('?');
  const { incoming, outgoing, address } = c.env ?? {};
  return {
    request: c.req.raw,
    params: c.req.param() as Record<string, string>,
    search: mark === -1 ? '' : url.slice(mark + 1),
    peer: incoming?.socket.remoteAddress ?? address ?? null,
    ...(incoming ? { incoming } : {}),
    ...(outgoing ? { onGone: (listener) => onGone(outgoing, listener) } : {}),
  };
}

const onGone = (outgoing: ServerResponse, listener: () => void): void => {
  outgoing.once('close', () => {
    if (!outgoing.writableEnded) listener();
  });
};

/** From here on encoding a text once beats letting node measure and encode it: 250 against 345 µs for 125 kB. */
const largeText = 16_384;

/**
 * Complete texts are written to the socket at once, headers as a flat list: building a Response, or even one
 * object of headers, costs more than everything between the two.
 */
function answer(c: C, reply: Reply, fixed: readonly string[]): Response {
  const { incoming, outgoing } = c.env ?? {};
  if (outgoing && typeof reply.body === 'string') {
    if (outgoing.destroyed) return RESPONSE_ALREADY_SENT;
    const list = fixed.slice();
    for (const [name, value] of pairs(reply)) list.push(name, value);
    const body = reply.body.length > largeText ? Buffer.from(reply.body) : reply.body;
    list.push('content-length', String(Buffer.byteLength(body)));
    if (!incoming || incoming.complete) {
      outgoing.writeHead(reply.status, list);
      outgoing.end(body);
      return RESPONSE_ALREADY_SENT;
    }
    // What was not read by now never will be, so the connection cannot be used again.
    if (!outgoing.hasHeader('connection')) list.push('connection', 'close');
    outgoing.writeHead(reply.status, list);
    outgoing.write(body);
    readAway(incoming, () => outgoing.end());
    return RESPONSE_ALREADY_SENT;
  }
  if (outgoing && typeof reply.body === 'function') {
    if (outgoing.destroyed) return RESPONSE_ALREADY_SENT;
    const list = fixed.slice();
    for (const [name, value] of pairs(reply)) list.push(name, value);
    outgoing.writeHead(reply.status, list);
    outgoing.flushHeaders();
    reply.body(socketOutlet(outgoing));
    if (incoming?.method === 'HEAD') outgoing.end();
    return RESPONSE_ALREADY_SENT;
  }
  const headers = new Headers();
  for (let i = 0; i < fixed.length; i += 2) headers.set(fixed[i] ?? '', fixed[i + 1] ?? '');
  for (const [name, value] of pairs(reply)) {
    if (name === 'set-cookie') headers.append(name, value);
    else headers.set(name, value);
  }
  return new Response(bodyOf(reply), { status: reply.status, headers });
}

function bodyOf({ body }: Reply): BodyInit | null {
  if (typeof body === 'string') return body;
  return typeof body === 'function' ? streamOf(body) : body.body;
}

/** How long, in ms, and how much, in bytes, somebody may go on sending what was refused already. */
const patience = 4000;
const longestRest = 64 * 1024 * 1024;

/** Reads what is still being sent and drops it: closing at once would reset the connection, and the answer with it. */
function readAway(incoming: IncomingMessage, done: () => void): void {
  const timer = setTimeout(done, patience);
  const end = () => {
    clearTimeout(timer);
    done();
  };
  let left = longestRest;
  const count = (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) end();
  };
  incoming.once('end', end).once('close', end).once('error', end).on('data', count);
}

function pairs({ headers }: Reply): [string, string][] {
  const list: [string, string][] = [];
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === 'string') list.push([name, value]);
    else for (const one of value ?? []) list.push([name, one]);
  }
  return list;
}
