import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { App } from '@/core/run/context';
import { newId } from '@/platform/ids';
import { apiHeaders, commonHeaders, pagePolicy } from './headers';
import { healthHandler, type Readiness } from './health';
import { openDoor } from './in-process';
import { malformed, refuseHeaders, refuseMalformed, refuseMethod } from './malformed';
import { metadataPath, oauthMetadata } from './oauth-metadata';
import { createRouter } from './router';

/** What makes pages: Next's request handler. */
export type Pages = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

/** Headers that only the server may set for the pages, and those by which Next would skip or reroute itself. */
const forgeable = [
  'content-security-policy',
  'x-nonce',
  'x-ambit-peer',
  'x-middleware-subrequest',
  'x-middleware-prefetch',
  'x-middleware-rewrite',
  'x-invoke-path',
  'x-invoke-query',
  'x-invoke-status',
  'x-matched-path',
  'x-now-route-matches',
  'x-nextjs-data',
  'x-prerender-revalidate',
];
/** Headers of one request. */
const mostHeaders = 100;
const fromProxy = ['x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port', 'x-forwarded-for'];

/**
 * The node http server: the API, health and metrics here, everything else to `pages` once it is there.
 * Not listening yet. Headers must arrive within 10 s; the pipeline bounds bodies, 10 minutes bound uploads.
 */
export function createHttpServer(
  app: App,
  readiness: Readiness,
): { server: Server; servePages(pages: Pages): void } {
  const router = createRouter(app);
  const api = getRequestListener((request, bindings) => router.fetch(request, bindings), {
    overrideGlobalObjects: false,
    errorHandler: (error) => malformed(app, error),
  });
  const health = healthHandler(app, readiness);
  const common = Object.entries(commonHeaders(app.env));
  let pages: Pages | null = null;
  openDoor({
    async call(request) {
      const address = request.headers.get('x-ambit-peer') ?? undefined;
      return router.fetch(request, address === undefined ? {} : { address });
    },
    failed(err, path, request_id) {
      app.log.error(
        { err, digest: digestOf(err), path: pathOf(path), request_id },
        'a page failed',
      );
      app.metrics.error('page');
    },
  });

  const failed = (res: ServerResponse) => (err: unknown) => {
    app.log.error({ err }, 'a request failed outside the pipeline');
    app.metrics.error('http');
    if (res.headersSent) res.destroy();
    else
      res
        .writeHead(500, { 'content-type': 'text/plain; charset=utf-8' })
        .end('Something went wrong on our side.');
  };

  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 600_000,
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 5000,
      requireHostHeader: false,
    },
    (req, res) => {
      if (req.rawHeaders.length > 2 * mostHeaders) {
        refuseHeaders(res, app.env);
        return;
      }
      // No answer must invite another request once nobody can come back.
      if (!server.listening) res.setHeader('connection', 'close');
      const path = pathOf(req.url ?? '/');
      if (path === '/api' || path.startsWith('/api/')) {
        api(req, res).catch(failed(res));
        return;
      }
      if (app.env.production && req.method !== 'GET' && req.method !== 'HEAD') {
        refuseMethod(req, res, app.env);
        return;
      }
      if (path === metadataPath) {
        res
          .writeHead(200, { ...apiHeaders(app.env), 'content-type': 'application/json' })
          .end(oauthMetadata(app));
        return;
      }
      const special = health(path);
      if (special) {
        special(req, res).catch(failed(res));
        return;
      }
      for (const [name, value] of common) res.setHeader(name, value);
      if (!pages) {
        res
          .writeHead(404, { 'content-type': 'text/plain; charset=utf-8' })
          .end('There are no pages in this process.');
        return;
      }
      const started = performance.now();
      res.once('finish', () =>
        app.metrics.request(
          req.method ?? 'GET',
          pageRoute(path),
          res.statusCode,
          (performance.now() - started) / 1000,
        ),
      );
      guardPage(req, res, app);
      pages(req, res).catch(failed(res));
    },
  );
  // One more than allowed: node drops the rest without a word, and with it what a proxy wrote at the end.
  server.maxHeadersCount = mostHeaders + 1;
  // A connection on which nothing moves, a slow reader's or a stalled upload's; compiling a page in development takes longer.
  server.timeout = app.env.production ? 30_000 : 0;
  server.on('clientError', refuseMalformed(app.env));
  return { server, servePages: (given) => (pages = given) };
}

/** The policy with a fresh nonce and an id on the request, where the pages look for them, and on the answer. */
function guardPage(req: IncomingMessage, res: ServerResponse, { env }: App): void {
  for (const name of forgeable) delete req.headers[name];
  if (env.trust_proxy === 0) for (const name of fromProxy) delete req.headers[name];
  const nonce = randomBytes(16).toString('base64');
  const policy = pagePolicy(env, nonce);
  req.headers['content-security-policy'] = policy;
  req.headers['x-nonce'] = nonce;
  const request_id = newId();
  req.headers['x-request-id'] = request_id;
  res.setHeader('x-request-id', request_id);
  req.headers['x-ambit-peer'] = req.socket.remoteAddress ?? '';
  res.setHeader('content-security-policy', policy);
}

/** What the error page shows of an error, so that its line in the log can be found. */
const digestOf = (error: unknown): unknown => (error as { digest?: unknown } | null)?.digest;

const pathOf = (url: string): string => {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
};

/** Few names, however many addresses are called. */
const pageRoute = (path: string): string => (path.startsWith('/_next/') ? '/_next' : 'page');
