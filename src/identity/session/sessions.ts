import { randomBytes } from 'node:crypto';
import type { Origin } from '@/core/run/context';
import type { Tx } from '@/platform/db/types';
import { sha256 } from './keys';

/** What a session row says beside user and token; `tx` is of the auth role everywhere here. */
export interface SessionPlace {
  readonly company_id: string;
  readonly origin: Origin;
}

/** Fits a session that Better Auth has just made to its place. Returns its id. */
export async function placeSession(
  tx: Tx,
  token: string,
  { company_id, origin }: SessionPlace,
): Promise<string> {
  const { rows } = await tx.run<{ id: string }>({
    name: 'place_session',
    text: `update sessions set active_company_id = $2, ip_address = $3, user_agent = $4 where token_hash = $1 returning id`,
    values: [sha256(token), company_id, origin.ip, browserOf(origin)],
  });
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('The session that was just made is not there.');
  return id;
}

/** Gives a session a new token, so that one learnt before is worth nothing; null when the session is gone. */
export async function rotateSession(
  tx: Tx,
  session_id: string,
  company_id?: string,
): Promise<string | null> {
  const token = randomBytes(32).toString('base64url');
  const { count } = await tx.run({
    text: `update sessions set token_hash = $2, active_company_id = coalesce($3::uuid, active_company_id),
      updated_at = now(), last_seen_at = now() where id = $1`,
    values: [session_id, sha256(token), company_id ?? null],
  });
  return count === 1 ? token : null;
}

/** Ends a session by its token: the one a browser held before it signed in anew. */
export async function endSessionOf(tx: Tx, token: string | null): Promise<void> {
  if (token === null) return;
  await tx.run({ text: 'delete from sessions where token_hash = $1', values: [sha256(token)] });
}

/** Removes what ended long ago: dead sessions of the user and expired one-time tokens. */
export async function sweep(tx: Tx, user_id: string): Promise<void> {
  await tx.run({
    name: 'sweep_sessions',
    text: `delete from sessions where user_id = $1 and (expires_at < now() or last_seen_at < now() - interval '12 hours')`,
    values: [user_id],
  });
  await tx.run({
    name: 'sweep_verifications',
    text: 'delete from verifications where id in (select id from verifications where expires_at < now() limit 100 for update skip locked)',
    values: [],
  });
}

const browserOf = ({ user_agent }: Origin): string | null =>
  user_agent === null ? null : user_agent.replace(/[\0\p{Surrogate}]/gu, '').slice(0, 400);
