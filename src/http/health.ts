import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App } from '@/core/run/context';
import { commonHeaders } from './headers';

export interface Readiness {
  /** Stops being ready the moment a shutdown begins. */
  readonly draining: () => boolean;
  /** Null when the schema fits this code; else what is wrong. */
  readonly schema: () => Promise<string | null>;
}

/** `/healthz`: the process answers. `/readyz`: it should get traffic. `/metrics`: for Prometheus. Null for other paths. */
export function healthHandler(app: App, readiness: Readiness) {
  const fixed = { ...commonHeaders(app.env), 'cache-control': 'no-store' };
  const json = (res: ServerResponse, status: number, body: unknown) => {
    res.writeHead(status, { ...fixed, 'content-type': 'application/json; charset=utf-8' });
    res.end(JSON.stringify(body));
  };
  const routes: Record<string, (req: IncomingMessage, res: ServerResponse) => Promise<void>> = {
    '/healthz': async (_req, res) => json(res, 200, { status: 'ok' }),
    '/readyz': async (_req, res) => {
      const checks = { draining: readiness.draining(), ...(await databaseChecks(app, readiness)) };
      const ready = !checks.draining && checks.database === 'ok' && checks.schema === 'ok';
      json(res, ready ? 200 : 503, { status: ready ? 'ready' : 'not_ready', checks });
    },
    '/metrics': async (req, res) => {
      if (!mayReadMetrics(req, app.env.metrics_token))
        return json(res, 404, { status: 'not_found' });
      const { type, body } = await app.metrics.text();
      res.writeHead(200, { ...fixed, 'content-type': type });
      res.end(body);
    },
  };
  return (path: string) => (Object.hasOwn(routes, path) ? routes[path] : undefined);
}

async function databaseChecks(
  app: App,
  readiness: Readiness,
): Promise<{ database: string; schema: string }> {
  try {
    await app.db.ping();
    return { database: 'ok', schema: (await readiness.schema()) ?? 'ok' };
  } catch (err) {
    app.log.warn({ err }, 'the database does not answer');
    return { database: 'unreachable', schema: 'unknown' };
  }
}

/** With the token from anywhere; without it only straight from this machine, never through a proxy. */
function mayReadMetrics(req: IncomingMessage, token: string | null): boolean {
  const sent = /^Bearer (\S+)$/i.exec(req.headers.authorization ?? '')?.[1];
  if (token !== null && sent !== undefined) return sameText(sent, token);
  const proxied = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'].some(
    (name) => name in req.headers,
  );
  const peer = req.socket.remoteAddress ?? '';
  return !proxied && (peer === '::1' || peer.startsWith('127.') || peer.startsWith('::ffff:127.'));
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
