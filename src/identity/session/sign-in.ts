import { APIError } from 'better-auth/api';
import type { Anonymous } from '@/core/run/context';
import { recordEvents, userActor } from '@/core/run/events';
import { AppError } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { type Arrival, arrivalOf } from '../arrival';
import { enterCompany } from '../enter-company';
import { mayUsePassword } from '../sso/way-in';
import { authOn } from './better-auth';
import { deviceCookie, knownDevice, sessionCookie, sessionToken } from './cookie';
import { sha256 } from './keys';
import { tellOfNewDevice } from './new-device';
import { principalsOf } from './principals';
import { endSessionOf, placeSession } from './sessions';

/** A new session: its token for the cookie and where the person arrives. */
export interface SignedIn {
  readonly token: string;
  readonly arrival: Arrival;
}

/**
 * After the commit: forgets the session that the browser had and returns the cookies of the new one, with the
 * one by which this browser is known later.
 */
export function signedInCookies(
  ctx: Anonymous,
  request: Request,
  { token, arrival }: SignedIn,
): readonly string[] {
  const { env, db } = ctx.app;
  const old = sessionToken(env, request);
  if (old !== null) principalsOf(db).forget(sha256(old));
  const { email } = arrival.user;
  return [
    sessionCookie(env, token),
    deviceCookie(env, email, knownDevice(env, request, email) ?? newId()),
  ];
}

/**
 * Checks mail address and password and makes a session, without a place yet. Unknown addresses take as long
 * as wrong passwords. Call it in the hash queue. Throws 401 `invalid_credentials`.
 */
export async function checkPassword(
  tx: Tx,
  ctx: Anonymous,
  email: string,
  password: string,
): Promise<{ token: string; user_id: string }> {
  try {
    const { token, user } = await authOn(tx, ctx.app.env).api.signInEmail({
      body: { email, password },
    });
    return { token, user_id: user.id };
  } catch (error) {
    if (error instanceof APIError && error.statusCode === 401) {
      throw new AppError('invalid_credentials', 'Mail address or password is wrong.');
    }
    throw error;
  }
}

/**
 * Places a new session in a company, ends the one the browser had, and writes it down. Throws 403 when the company wants
 * another way in.
 */
export async function arrive(
  tx: Tx,
  ctx: Anonymous,
  request: Request,
  session: {
    token: string;
    user_id: string;
    company_id: string;
    second_factor?: boolean;
    known?: boolean;
    method?: 'sso' | 'password';
  },
): Promise<SignedIn> {
  const { token, user_id, company_id, second_factor = false, method = 'password' } = session;
  const { origin, app } = ctx;
  if (method === 'password') await mayUsePassword(tx, user_id, company_id);
  await endSessionOf(tx, sessionToken(app.env, request));
  const session_id = await placeSession(tx, token, { company_id, origin, second_factor });
  const arrival = await arrivalOf(tx, user_id, company_id);
  const actor = userActor(ctx, company_id, user_id);
  await enterCompany(tx, { company_id, user_id }, () =>
    recordEvents(tx, actor, [{ name: 'session.created', after: { session_id, method } }]),
  );
  if (session.known !== true) await tellOfNewDevice(tx, ctx, request, arrival.user);
  return { token, arrival };
}

/**
 * The company a user worked in last, of those a password leads to when there are any. Throws 403 when they belong to none
 * any more.
 */
export async function lastCompany(tx: Tx, user_id: string): Promise<string> {
  const { rows } = await tx.run<{ company_id: string }>({
    name: 'last_company',
    text: `select m.company_id from members m join companies c on c.id = m.company_id
      where m.user_id = $1 and m.status = 'active'
      order by c.sso_required and m.role <> 'owner', m.last_seen_at desc nulls last, m.created_at desc limit 1`,
    values: [user_id],
  });
  const company_id = rows[0]?.company_id;
  if (company_id === undefined)
    throw new AppError('forbidden', 'You are not a member of any company here.');
  return company_id;
}
