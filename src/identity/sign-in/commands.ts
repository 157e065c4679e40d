import type { Anonymous, Ctx } from '@/core/run/context';
import { recordEvents, userActor } from '@/core/run/events';
import { type Answer, action, open } from '@/core/run/module';
import { AppError } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { arrivalOf } from '../arrival';
import { enterCompany } from '../enter-company';
import { hasTotp } from '../second-factor/codes';
import { clearAttempts, countAttempt } from '../session/attempts';
import {
  endedCookie,
  knownDevice,
  pendingCookie,
  pendingSeconds,
  sessionCookie,
} from '../session/cookie';
import { keepOnce } from '../session/one-time';
import { inHashQueue } from '../session/passwords';
import { principalsOf } from '../session/principals';
import { inSameTime } from '../session/same-time';
import { endSessionOf, rotateSession, sweep } from '../session/sessions';
import { arrive, checkPassword, lastCompany, signedInCookies } from '../session/sign-in';
import { mayMove } from '../sso/way-in';
import * as contract from './contract';

/** POST /api/auth/login */
export const login = open(contract.login, async (ctx, { body, request }): Promise<Answer> => {
  const { email, password } = body;
  const { app, origin } = ctx;
  const attempt = { email, ip: origin.ip, device: knownDevice(app.env, request, email) };
  await countAttempt(app.limiter, attempt);
  try {
    const signedIn = await inSameTime(() =>
      inHashQueue(() =>
        app.db.asAuth(async (tx) => {
          const session = await checkPassword(tx, ctx, email, password);
          await sweep(tx, session.user_id);
          if (await hasTotp(tx, session.user_id)) return { pending: await pause(tx, session) };
          const company_id = await lastCompany(tx, session.user_id);
          return arrive(tx, ctx, request, { ...session, company_id });
        }),
      ),
    );
    await clearAttempts(app.limiter, attempt);
    if ('pending' in signedIn)
      return {
        data: { mfa_required: true },
        cookies: [pendingCookie(app.env, signedIn.pending)],
      };
    return { data: signedIn.arrival, cookies: signedInCookies(ctx, request, signedIn) };
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid_credentials') noteFailure(ctx, email);
    throw error;
  }
});

/** The password was right and a second factor is on: no session, but a token for the second step. */
async function pause(tx: Tx, session: { token: string; user_id: string }): Promise<string> {
  await endSessionOf(tx, session.token);
  return keepOnce(tx, 'second_step', session.user_id, pendingSeconds);
}

/** Writes a failed sign-in down where the user works. Not awaited: the answer must not take longer for users that exist. */
export function noteFailure(ctx: Anonymous, email: string): void {
  const { app, origin } = ctx;
  const written = app.db.asAuth(async (tx) => {
    const { rows } = await tx.run<{ user_id: string; company_id: string }>({
      text: `select m.user_id, m.company_id from users u join members m on m.user_id = u.id and m.status = 'active'
        where u.email = $1 order by m.last_seen_at desc nulls last limit 1`,
      values: [email],
    });
    const member = rows[0];
    if (!member) return;
    const { user_id, company_id } = member;
    const actor = { app, company_id, actor_kind: 'system', actor_id: null, origin } as const;
    await enterCompany(tx, { company_id, user_id: null }, () =>
      recordEvents(tx, actor, [{ name: 'session.failed', object: 'members', record_id: user_id }]),
    );
  });
  written.catch((err: unknown) => app.log.warn({ err }, 'a failed sign-in was not written down'));
}

/** POST /api/auth/logout */
export const logout = action(contract.logout, async (ctx) => {
  const { session_id } = ctx.principal;
  await ctx.app.db.asAuth(async (tx) => {
    await tx.run({ text: 'delete from sessions where id = $1', values: [session_id] });
    await note(tx, ctx, ctx.scope.company_id, 'session.ended');
  });
  if (session_id !== null) principalsOf(ctx.app.db).revoke({ session_id });
  return { data: { done: true }, cookies: [endedCookie(ctx.app.env)] };
});

/** POST /api/auth/company: the session goes on in another company, under a new token. */
export const switchCompany = action(contract.switchCompany, async (ctx, { body }) => {
  const { session_id, user } = ctx.principal;
  if (session_id === null)
    throw new AppError('forbidden', 'Only a session can change its company.');
  const { arrival, token } = await ctx.app.db.asAuth(async (tx) => {
    const arrived = await arrivalOf(tx, user.id, body.company_id).catch((error: unknown) => {
      if (error instanceof AppError) throw new AppError('not_found', 'You have no such company.');
      throw error;
    });
    // This locks the member first, so that whoever ends their sessions meanwhile ends this one as well, or keeps it away.
    await tx.run({
      text: 'update members set last_seen_at = now() where company_id = $1 and user_id = $2',
      values: [body.company_id, user.id],
    });
    await mayMove(tx, session_id, user.id, body.company_id);
    const token = await rotateSession(tx, session_id, body.company_id);
    if (token !== null) {
      await note(tx, ctx, ctx.scope.company_id, 'session.ended');
      await note(tx, ctx, body.company_id, 'session.created');
    }
    return { arrival: arrived, token };
  });
  if (token === null) throw new AppError('unauthenticated', 'Sign in to continue.');
  principalsOf(ctx.app.db).revoke({ session_id });
  return { data: arrival, cookies: [sessionCookie(ctx.app.env, token)] };
});

/** The caller's session came to a company or left it. */
async function note(tx: Tx, ctx: Ctx, company_id: string, name: string): Promise<void> {
  const { user, session_id } = ctx.principal;
  const actor = userActor(ctx, company_id, user.id);
  await enterCompany(tx, { company_id, user_id: user.id }, () =>
    recordEvents(tx, actor, [{ name, after: { session_id } }]),
  );
}
