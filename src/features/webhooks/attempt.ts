import type { Ctx } from '@/core/run/context';
import type { OutboundAnswer } from '@/platform/outbound/outbound';
import { OutboundError } from '@/platform/outbound/target';
import { secretSeal, signedHeaders } from './signing';

/** Where a delivery goes, with its sealed secrets. */
export interface Endpoint {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  /** Null unless it is still valid. */
  readonly previous_secret: string | null;
  /** Nothing was sent to it yet, as far as is known. */
  readonly untried?: boolean;
}

/** One try. */
export interface Try {
  readonly at: string;
  readonly ms: number;
  readonly request_headers: Readonly<Record<string, string>>;
  readonly answer: OutboundAnswer | null;
  /** Why there is no answer, as a code. */
  readonly error: string | null;
  readonly ok: boolean;
}

/** How long a receiver may take, ms; the very first try of an endpoint is shorter, so that many that hang keep no newcomer waiting. */
const patience = { first: 3000, later: 10_000 } as const;
/** What is kept of an answer, in characters of its body and of each header. */
const kept = { body: 1024, header: 200, headers: 30 } as const;

/** Sends a body once and tells what came back. Throws only when `signal` ends it. */
export async function attempt(
  ctx: Ctx,
  endpoint: Endpoint,
  { id, body }: { readonly id: string; readonly body: string },
  signal?: AbortSignal,
): Promise<Try> {
  const { app } = ctx;
  const started = app.clock.now();
  const begin = performance.now();
  const secrets = secretsOf(ctx, endpoint);
  const request_headers = {
    'content-type': 'application/json',
    'user-agent': 'Ambit-Webhooks/1',
    ...signedHeaders(secrets, id, started, body),
  };
  const done = (answer: OutboundAnswer | null, error: string | null): Try => ({
    at: started.toISOString(),
    ms: Math.round(performance.now() - begin),
    request_headers,
    answer,
    error,
    ok: answer !== null && answer.status >= 200 && answer.status < 300,
  });
  if (secrets.length === 0) return done(null, 'secret_unreadable');
  try {
    const answer = await app.outbound.send({
      url: endpoint.url,
      method: 'POST',
      headers: request_headers,
      body,
      timeout_ms: endpoint.untried ? patience.first : patience.later,
      answer_bytes: kept.body,
      ...(signal ? { signal } : {}),
    });
    return done({ ...answer, headers: keptHeaders(answer), body: storable(answer.body) }, null);
  } catch (error) {
    if (error instanceof OutboundError) return done(null, error.code);
    throw error;
  }
}

/** The secrets that sign now; without those that were sealed under another secret of the installation. */
function secretsOf({ app }: Ctx, { id, secret, previous_secret }: Endpoint): string[] {
  const seal = secretSeal(app);
  return [secret, previous_secret].flatMap((sealed) => {
    if (!sealed) return [];
    try {
      return seal.open(sealed, id);
    } catch (error) {
      app.log.warn({ err: error, webhook_id: id }, 'a secret of a webhook does not open');
      return [];
    }
  });
}

/** Headers that help to find a fault; cookies are nobody's business. */
function keptHeaders({ headers }: OutboundAnswer): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name !== 'set-cookie')
      .slice(0, kept.headers)
      .map(([name, value]) => [name, storable(value).slice(0, kept.header)]),
  );
}

/** PostgreSQL takes no NUL. */
const storable = (text: string): string => text.replaceAll('\u0000', '');
