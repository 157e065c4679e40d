import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { newId } from '@/platform/ids';
import type { Contract } from '../shape/contract';
import { AppError, badQuery, invalid, notFound } from '../shape/errors';
import { parseForm, parseJson, readBody, unstorableIn } from './body';
import { addressBucket, checkOrigin, checkSearch, clientAddress, languageOf } from './caller';
import type { App, Ctx, Origin, Principal } from './context';
import { asAppError } from './failures';
import { once } from './idempotency';
import { firstPerPath, issuesOf } from './issues';
import { Limits } from './limits';
import { Shed } from './load';
import type { Answer, Input, Operation } from './module';
import { parseQuery } from './query';
import { scopeOf } from './reach';
import { errorReply, liveReply, type Reply, rawReply, shape, successReply } from './reply';
import { mustHave } from './rights';
import { mustBeFresh, mustMeetPolicy } from './sign-in-policy';

/** A request as it arrived, with what the router already knows of it. */
export interface Call {
  readonly request: Request;
  /** Path parameters, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The query string, without its question mark. */
  readonly search: string;
  /** The peer's address; null when called within the process without one. */
  readonly peer: string | null;
  /** The node request, when there is one: its body is read without a web stream. */
  readonly incoming?: IncomingMessage;
  /** Tells when the caller went away before the answer. */
  readonly onGone?: (listener: () => void) => void;
}

/** Input before it was parsed; the body is read only when it is its turn. */
export interface RawInput {
  readonly params: Readonly<Record<string, string>>;
  readonly search: string;
  readonly body: () => Promise<unknown>;
  readonly request: Request;
}

const megabyte = 1024 * 1024;
const nothing = z.strictObject({});
const gone = new AppError('unavailable', 'The caller went away.');

/** One request from arrival to answer. Never throws: every failure becomes an answer. */
export async function serve(app: App, operation: Operation, call: Call): Promise<Reply> {
  const { contract } = operation;
  const { request } = call;
  const started = performance.now();
  const request_id = newId();
  const ip = clientAddress(call.peer, request.headers.get('x-forwarded-for'), app.env);
  const limits = new Limits(app.limiter);
  const time = deadline(contract.limits?.timeout_ms ?? 25_000, call.onGone);
  let principal: Principal | null = null;
  let reply: Reply;
  const answering = async (): Promise<Reply> => {
    app.load.admit(contract);
    await limits.address(addressBucket(ip), contract);
    checkSearch(call.search);
    const source = request.headers.has('authorization') ? 'api' : 'web';
    const origin: Origin = {
      request_id,
      source,
      ip,
      user_agent: request.headers.get('user-agent'),
    };
    if (contract.auth !== 'none') principal = await app.authenticate(request, { from: origin });
    if (!contract.cross_site) checkOrigin(request, principal, app.env);
    if (principal) await limits.principal(principal, contract);
    const ctx = contextOf(app, principal, origin, time.signal, languageOf(request, principal));
    let bytes: Buffer | undefined;
    const body = async () => {
      bytes = await readBody(request, call.incoming, contract.limits?.body_bytes ?? megabyte);
      if (contract.form === 'text') return bytes.toString('utf8');
      if (contract.form) return {};
      const parse = contract.urlencoded ? parseForm : parseJson;
      return parse(bytes, request.headers.get('content-type'));
    };
    const input = await admit(ctx, operation, {
      params: call.params,
      search: call.search,
      body,
      request,
    });
    const run = (inner: Ctx) => app.answers.of(inner, operation, input);
    return app.load.run(contract, principal?.company.id ?? '', () =>
      once(ctx, contract, request, bytes, run, (answer) => replyOf(answer, contract, request_id)),
    );
  };
  try {
    reply = await time.race(answering());
  } catch (error) {
    const refused = asAppError(error);
    if (refused.code === 'rate_limited') limits.refused(refused.details);
    reply = refusal(app, refused, request_id, contract);
  } finally {
    time.clear();
  }
  Object.assign(reply.headers, limits.headers());
  finish(app, contract, reply.status, started, request_id, principal);
  return reply;
}

/** Runs an operation for somebody already known: what jobs and the command line call. Throws AppError. */
export async function execute(ctx: Ctx, operation: Operation, raw: RawInput): Promise<Answer> {
  const input = await admit(ctx, operation, raw);
  return shape(await ctx.app.answers.of(ctx, operation, input), operation.contract);
}

/** Who may, then what was sent, outermost part first. Throws 401, 403, 404, 400, 415, 413 or 422. */
async function admit(ctx: Ctx, { contract }: Operation, raw: RawInput): Promise<Input> {
  authorise(contract, ctx.principal, ctx.origin.ip);
  const params = (contract.params ?? nothing).safeParse(raw.params);
  if (!params.success) throw notFound();
  const query = (contract.query ?? nothing).safeParse(parseQuery(raw.search));
  if (!query.success) throw badQuery(issuesOf(query.error));
  const { body, unstorable } = await bodyOf(contract, raw);
  return {
    params: params.data,
    query: query.data,
    body,
    unstorable,
    headers: raw.request.headers,
    request: raw.request,
  };
}

function authorise(contract: Contract, principal: Principal | null, ip: string | null): void {
  if (contract.auth === 'none') return;
  if (!principal) throw new AppError('unauthenticated', 'Sign in to continue.');
  if (contract.auth === 'session' && principal.kind === 'api_key') {
    throw new AppError('forbidden', 'An API key cannot do this.');
  }
  mustMeetPolicy(principal, ip, contract);
  if (contract.permission) mustHave(principal, contract.permission);
  if (contract.fresh) mustBeFresh(principal);
}

async function bodyOf(
  contract: Contract,
  raw: RawInput,
): Promise<Pick<Input, 'body' | 'unstorable'>> {
  const none = { body: undefined, unstorable: [] };
  if (contract.method === 'GET') return none;
  if (contract.multipart) {
    if (raw.request.headers.get('content-type')?.startsWith('multipart/form-data')) return none;
    throw new AppError('unsupported_type', 'Send the file as multipart/form-data.');
  }
  const value = await raw.body();
  const unstorable = unstorableIn(value, contract.limits?.array_items);
  if (unstorable.some(({ code }) => code === 'too_deep')) throw invalid(unstorable);
  const body = await (contract.body ?? nothing).safeParseAsync(value);
  const refused = !body.success || (unstorable.length > 0 && !contract.checks_body);
  if (refused) throw invalid(firstPerPath(unstorable, body.success ? [] : issuesOf(body.error)));
  return { body: body.data, unstorable };
}

function replyOf(answer: Answer, contract: Contract, request_id: string): Reply {
  if (answer.response) return rawReply(answer.response, answer, request_id);
  if (answer.live) return liveReply(answer.live, answer, request_id);
  return successReply(shape(answer, contract), answer.status ?? contract.status ?? 200, request_id);
}

/** Logs what is our fault, with its cause, and answers without it. */
function refusal(app: App, error: AppError, request_id: string, contract: Contract): Reply {
  if (error instanceof Shed) app.metrics.error('shed');
  else if (error.status >= 500 && error !== gone) {
    app.metrics.error(error.code === 'internal' ? 'http' : 'unavailable');
    app.log.error(
      { err: error.details.cause ?? error, request_id, operation: contract.name },
      error.message,
    );
  }
  return errorReply(error, request_id);
}

function contextOf(
  app: App,
  principal: Principal | null,
  origin: Ctx['origin'],
  signal: AbortSignal,
  language: Ctx['language'],
): Ctx {
  const anonymous = { app, origin, signal, language };
  if (!principal) return anonymous as Ctx; // only operations bound by `open` run without a principal
  return { ...anonymous, principal, scope: scopeOf(principal) };
}

/** A signal that fires after `ms` or when the caller is gone, and a race against it. */
function deadline(ms: number, onGone: Call['onGone']) {
  const controller = new AbortController();
  let refuse: (error: AppError) => void = () => {};
  const stop = (error: AppError) => {
    refuse(error);
    controller.abort(error);
  };
  const late = () =>
    new AppError('unavailable', 'This took too long and was stopped.', { retry_after: 5 });
  const timer = setTimeout(() => stop(late()), ms);
  onGone?.(() => stop(gone));
  return {
    signal: controller.signal,
    race: <T>(work: Promise<T>): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        refuse = reject;
        work.then(resolve, reject);
      }),
    clear: () => clearTimeout(timer),
  };
}

function finish(
  app: App,
  contract: Contract,
  status: number,
  started: number,
  request_id: string,
  principal: Principal | null,
): void {
  const ms = performance.now() - started;
  app.metrics.request(contract.method, contract.path, status, ms / 1000);
  app.log.info({
    request_id,
    operation: contract.name,
    status,
    ms: Math.round(ms * 10) / 10,
    user_id: principal?.user.id,
    company_id: principal?.company.id,
  });
}
