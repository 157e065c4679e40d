import { APIError } from 'better-auth/api';
import type { Anonymous } from '@/core/run/context';
import { action, open } from '@/core/run/module';
import { AppError, invalid } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { mailUser } from '../mail-user';
import { resetMail } from '../mails';
import { noteEverywhere } from '../note-everywhere';
import { authOn } from '../session/better-auth';
import { endedCookie, sessionCookie } from '../session/cookie';
import { shortestPassword } from '../session/password-rules';
import { hashPassword, inHashQueue, verifyPassword } from '../session/passwords';
import { principalsOf } from '../session/principals';
import { reclaim } from '../session/reclaim';
import { rotateSession } from '../session/sessions';
import { tellOfChange } from '../tell-of-change';
import * as contract from './contract';
import { checkNewPassword } from './register';

const passwordChanged = { name: 'user.password_changed' } as const;

/** Mails for one address; more are dropped without a word. */
const resetMails = { points: 3, seconds: 15 * 60 };

/** POST /api/auth/password-reset. The answer comes before anything is looked up, so it tells nothing; token and mail are written together. */
export const requestReset = open(contract.requestReset, async (ctx, { body }) => {
  const sent = sendReset(ctx, body.email);
  sent.catch((err: unknown) => ctx.app.log.error({ err }, 'a password reset was not sent'));
  return {
    data: { done: true },
    message: 'If this address has an account, a mail with a link is on its way.',
  };
});

async function sendReset(ctx: Anonymous, email: string): Promise<void> {
  const { allowed } = await ctx.app.limiter.take('reset_mail', email, resetMails);
  if (!allowed) return;
  await ctx.app.db.asAuth(async (tx) => {
    let found: { id: string; name: string; token: string } | null = null;
    const auth = authOn(tx, ctx.app.env, ({ id, name }, token) => {
      found = { id, name, token };
    });
    await auth.api.requestPasswordReset({ body: { email } });
    const user = found as { id: string; name: string; token: string } | null;
    if (!user) return;
    const reader = { name: user.name, email, language: await languageOf(tx, user.id) };
    await mailUser(tx, ctx, user.id, resetMail(ctx.app.env, reader, user.token), {
      kind: 'password_reset',
      useful_seconds: 3600,
    });
  });
}

async function languageOf(tx: Tx, user_id: string): Promise<'en' | 'tr'> {
  const { rows } = await tx.run<{ language: 'en' | 'tr' }>({
    text: 'select language from users where id = $1',
    values: [user_id],
  });
  return rows[0]?.language ?? 'en';
}

/** POST /api/auth/password-reset/confirm */
export const confirmReset = open(contract.confirmReset, async (ctx, { body }) => {
  const { token, password } = body;
  const user_id = await inHashQueue(() =>
    ctx.app.db.asAuth(async (tx) => {
      const auth = authOn(tx, ctx.app.env);
      const owner = await (await auth.$context).internalAdapter.findVerificationValue(
        `reset-password:${token}`,
      );
      const id = owner?.value;
      if (id !== undefined) {
        checkNewPassword(password, [], await shortestOf(tx, id));
        // Whoever read the mail owns the address.
        await reclaim(tx, ctx, id);
      }
      try {
        await auth.api.resetPassword({ body: { token, newPassword: password } });
      } catch (error) {
        if (error instanceof APIError && error.statusCode === 400) throw deadToken();
        throw error;
      }
      if (id === undefined) throw deadToken();
      // Other links on their way are worth nothing now.
      await tx.run({ text: 'delete from verifications where value = $1', values: [id] });
      await noteEverywhere(tx, ctx, id, passwordChanged);
      await tellOfChange(tx, ctx, id, 'password');
      return id;
    }),
  );
  principalsOf(ctx.app.db).revoke({ user_id });
  return { data: { done: true }, cookies: [endedCookie(ctx.app.env)] };
});

/** The length that the strictest company of a user asks of passwords. */
export async function shortestOf(tx: Tx, user_id: string): Promise<number> {
  const { rows } = await tx.run<{ shortest: number | null }>({
    text: `select max(c.shortest_password) as shortest from members m join companies c on c.id = m.company_id
      where m.user_id = $1 and m.status = 'active'`,
    values: [user_id],
  });
  return rows[0]?.shortest ?? shortestPassword;
}

const deadToken = () =>
  invalid([
    {
      path: 'token',
      code: 'invalid_token',
      message: 'This link was used already or is too old. Ask for a new one.',
    },
  ]);

/** POST /api/auth/password */
export const changePassword = action(contract.changePassword, async (ctx, { body }) => {
  const { user, session_id } = ctx.principal;
  if (session_id === null) throw new AppError('forbidden', 'Only a session can change a password.');
  checkNewPassword(body.password, [user.name, user.email]);
  const token = await inHashQueue(() =>
    ctx.app.db.asAuth(async (tx) => {
      checkNewPassword(body.password, [], await shortestOf(tx, user.id));
      const { internalAdapter } = await authOn(tx, ctx.app.env).$context;
      const account = await internalAdapter.findCredentialAccount(user.id);
      const known =
        account?.password &&
        (await verifyPassword({ hash: account.password, password: body.current_password }));
      if (!known) {
        throw invalid([
          {
            path: 'current_password',
            code: 'wrong_password',
            message: 'This is not your current password.',
          },
        ]);
      }
      await internalAdapter.updatePassword(user.id, await hashPassword(body.password));
      await tx.run({
        text: 'delete from sessions where user_id = $1 and id <> $2',
        values: [user.id, session_id],
      });
      await tx.run({ text: 'delete from verifications where value = $1', values: [user.id] });
      await noteEverywhere(tx, ctx, user.id, passwordChanged);
      await tellOfChange(tx, ctx, user.id, 'password');
      return rotateSession(tx, session_id);
    }),
  );
  principalsOf(ctx.app.db).revoke({ user_id: user.id });
  return {
    data: { done: true },
    cookies: [token === null ? endedCookie(ctx.app.env) : sessionCookie(ctx.app.env, token)],
  };
});
