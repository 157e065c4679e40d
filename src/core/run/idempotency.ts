import { createHash } from 'node:crypto';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import type { Contract } from '../shape/contract';
import { AppError, invalid } from '../shape/errors';
import type { Ctx } from './context';
import { asAppError } from './failures';
import type { Answer } from './module';
import { errorReply, type Reply } from './reply';

interface Kept {
  request_hash: string;
  status: number;
  headers: Record<string, string>;
  body: string;
}

/**
 * Runs a mutation at most once per Idempotency-Key of this person or API key. The answer is kept for 48 hours
 * in the transaction of the effect itself, so a crash leaves both or neither; a retry then gets the same answer.
 * Throws 409 while the first call runs and 422 when the key came with another request before. What failed on our
 * side is forgotten, so that a retry runs. Without a key, for reads and for callers who are not signed in, `run` just runs.
 */
export async function once(
  ctx: Ctx,
  contract: Contract,
  request: Request,
  bytes: Buffer | undefined,
  run: (ctx: Ctx) => Promise<Answer>,
  reply: (answer: Answer) => Reply,
): Promise<Reply> {
  const key = contract.method === 'GET' ? null : request.headers.get('idempotency-key');
  if (key === null || !ctx.principal) return reply(await run(ctx));
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new AppError('bad_request', 'An Idempotency-Key is 1 to 255 visible ASCII characters.');
  }
  const slot = new Slot(ctx, key);
  const kept = await slot.claim(hashOf(request, bytes));
  if (kept)
    return {
      status: kept.status,
      headers: { ...kept.headers, 'idempotency-replayed': 'true' },
      body: kept.body,
    };
  let settled: Reply | null = null;
  try {
    const settle = async (tx: Tx, answer: Answer) => {
      settled = reply(answer);
      await slot.keep(tx, keepable(settled, contract));
    };
    const answer = await run({ ...ctx, settle });
    if (settled) return settled;
    const late = reply(answer);
    await ctx.app.db.withCompany(ctx.scope, (tx) => slot.keep(tx, keepable(late, contract)));
    return late;
  } catch (error) {
    const refusal = asAppError(error);
    const refused = errorReply(refusal, ctx.origin.request_id);
    if (refusal.status >= 500) await slot.forget();
    else await ctx.app.db.withCompany(ctx.scope, (tx) => slot.keep(tx, refused));
    throw error;
  }
}

/** A secret is shown once: a repeat learns that it was done, not what it was told. Cookies are never kept. */
function keepable(reply: Reply, contract: Contract): Reply {
  const request_id = String(reply.headers['x-request-id']);
  if (contract.secret_answer) {
    return errorReply(
      new AppError('conflict', 'This was done already; its answer is shown only once.'),
      request_id,
    );
  }
  const { 'set-cookie': _, ...headers } = reply.headers;
  return { ...reply, headers };
}

/** One key of one caller. A claim that died with its process can be taken over after a minute, longer than any request runs. */
class Slot {
  private readonly attempt = newId();
  private readonly id: readonly [string, string, string];

  constructor(
    private readonly ctx: Ctx,
    key: string,
  ) {
    const { principal, scope } = ctx;
    this.id = [scope.company_id, principal.api_key_id ?? principal.user.id, key];
  }

  /** Null when the key is ours now; else what the first call answered. */
  async claim(hash: string): Promise<Kept | null> {
    const kept = await this.ctx.app.db.withCompany(this.ctx.scope, async (tx) => {
      await tx.run({
        name: 'idempotency_expire',
        text: `delete from idempotency_keys where company_id = $1 and created_at < now() - interval '48 hours'`,
        values: [this.id[0]],
      });
      const claimed = await tx.run({
        name: 'idempotency_claim',
        text:
          'insert into idempotency_keys as k (company_id, owner_id, key, request_hash, attempt) values ($1, $2, $3, $4, $5) ' +
          'on conflict (company_id, owner_id, key) do update set attempt = excluded.attempt, created_at = now() ' +
          `where k.status = 0 and k.request_hash = excluded.request_hash and k.created_at < now() - interval '60 seconds' ` +
          'returning attempt',
        values: [...this.id, hash, this.attempt],
      });
      if (claimed.rows.length > 0) return null;
      const found = await tx.run<Kept>({
        name: 'idempotency_find',
        text: 'select request_hash, status, headers, body from idempotency_keys where company_id = $1 and owner_id = $2 and key = $3',
        values: this.id,
      });
      return found.rows[0] ?? null;
    });
    if (!kept) return null;
    if (kept.request_hash !== hash) {
      const message = 'This Idempotency-Key was used with another request.';
      throw invalid([{ path: 'Idempotency-Key', code: 'key_reused', message }]);
    }
    if (kept.status === 0) {
      throw new AppError(
        'conflict',
        'The first request with this Idempotency-Key is still running.',
        { retry_after: 1 },
      );
    }
    return kept;
  }

  /** Keeps the answer. Throws 409, rolling the effect back, when another process took the claim over. */
  async keep(tx: Tx, reply: Reply): Promise<void> {
    if (typeof reply.body !== 'string') return;
    const { count } = await tx.run({
      name: 'idempotency_keep',
      text:
        'update idempotency_keys set status = $5, headers = $6::jsonb, body = $7 ' +
        'where company_id = $1 and owner_id = $2 and key = $3 and attempt = $4 and status = 0',
      values: [...this.id, this.attempt, reply.status, JSON.stringify(reply.headers), reply.body],
    });
    if (count === 0)
      throw new AppError('conflict', 'Another request with this Idempotency-Key was faster.');
  }

  /** Frees the key. A database that is away frees it by itself after the takeover time. */
  async forget(): Promise<void> {
    const statement = {
      name: 'idempotency_forget',
      text: 'delete from idempotency_keys where company_id = $1 and owner_id = $2 and key = $3 and attempt = $4 and status = 0',
      values: [...this.id, this.attempt],
    };
    try {
      await this.ctx.app.db.withCompany(this.ctx.scope, (tx) => tx.run(statement));
    } catch (err) {
      this.ctx.app.log.warn({ err }, 'an idempotency key could not be freed');
    }
  }
}

/** Method, address without its host, and body. A multipart body counts by its length: it is a stream whose boundary differs with every try. */
function hashOf(request: Request, bytes: Buffer | undefined): string {
  const { pathname, search } = new URL(request.url);
  const hash = createHash('sha256').update(`${request.method} ${pathname}${search}\n`);
  return hash.update(bytes ?? request.headers.get('content-length') ?? '').digest('hex');
}
