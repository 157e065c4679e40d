import { randomBytes } from 'node:crypto';
import type { Origin } from '@/core/run/context';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { sessionSeconds } from './cookie';
import { sha256 } from './keys';

/** What a session row says beside user and token; `tx` is of the auth role everywhere here. */
export interface SessionPlace {
  readonly company_id: string;
  readonly origin: Origin;
  /** Whether a second factor was proved. */
  readonly second_factor?: boolean;
}

/** Whether the session `s` in the company `c` has not ended, in SQL. */
export const withinPolicy = `s.last_seen_at > now() - make_interval(mins => c.session_idle_minutes)
  and s.created_at > now() - make_interval(hours => c.session_hours)`;

/**
 * Whether the session `s` of the member `m` in the company `c` came in a way that leads there now, in SQL: by a password where
 * those are enough, or by a connection that is still there. What somebody may not begin any more they may not go on with.
 */
export const stillAdmitted = `case when s.sso_connection_id is null then not c.sso_required or m.role = 'owner'
  else exists (select from sso_connections o where o.company_id = c.id and o.id = s.sso_connection_id and o.active) end`;

/**
 * Makes a session without a place, for somebody who proved otherwise than by a password who they are; `sso_connection_id`: the
 * identity provider that vouches for them. Returns its token.
 */
export async function newSession(
  tx: Tx,
  user_id: string,
  sso_connection_id: string | null = null,
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await tx.run({
    text: `insert into sessions (id, token_hash, user_id, sso_connection_id, expires_at)
      values ($1, $2, $3, $4, now() + make_interval(secs => $5))`,
    values: [newId(), sha256(token), user_id, sso_connection_id, sessionSeconds],
  });
  return token;
}

/** Fits a session that was just made to its place. Returns its id. */
export async function placeSession(
  tx: Tx,
  token: string,
  { company_id, origin, second_factor = false }: SessionPlace,
): Promise<string> {
  const { rows } = await tx.run<{ id: string }>({
    name: 'place_session',
    text: `update sessions set active_company_id = $2, ip_address = $3, user_agent = $4,
      second_factor_at = case when $5::boolean then now() end where token_hash = $1 returning id`,
    values: [sha256(token), company_id, origin.ip, browserOf(origin), second_factor],
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
    text: `delete from sessions s using companies c where s.user_id = $1 and c.id = s.active_company_id
      and (s.expires_at < now() or not (${withinPolicy}))`,
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
