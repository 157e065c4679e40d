import type { Ctx } from '@/core/run/context';
import { actorOf, recordEvents } from '@/core/run/events';
import { action } from '@/core/run/module';
import { AppError, invalid } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { enterCompany } from '../enter-company';
import { checkPasskey, type PasskeyAnswer } from '../passkeys/check';
import { clearAttempts, clearCodes, countAttempt, countCode } from '../session/attempts';
import { authOn } from '../session/better-auth';
import { knownDevice } from '../session/cookie';
import { inHashQueue, verifyPassword } from '../session/passwords';
import { principalsOf } from '../session/principals';
import { noteFailure } from '../sign-in/commands';
import { checkCode } from './codes';
import * as contract from './contract';

interface Proof {
  readonly password?: string | undefined;
  readonly code?: string | undefined;
  readonly passkey?: PasskeyAnswer | undefined;
}

/** POST /api/auth/confirm */
export const confirm = action(contract.confirm, async (ctx, { body, request }) => {
  const { user, session_id } = ctx.principal;
  const { app, origin } = ctx;
  if (Object.values(body).filter((proof) => proof !== undefined).length !== 1)
    throw wrong('password', 'required', 'Give a password, a code or a passkey.');
  const device = knownDevice(app.env, request, user.email);
  const attempt = { email: user.email, ip: origin.ip, device };
  const byPassword = body.password !== undefined;
  if (byPassword) await countAttempt(app.limiter, attempt);
  else await countCode(app.limiter, attempt);
  const prove = () =>
    app.db.asAuth(async (tx) => {
      await check(tx, ctx, body);
      // A code and a passkey are second factors of the session as well, a password is not.
      await tx.run({
        text: `update sessions set confirmed_at = now(),
          second_factor_at = case when $2 then second_factor_at else coalesce(second_factor_at, now()) end where id = $1`,
        values: [session_id, byPassword],
      });
      const event = { name: 'session.confirmed', after: { session_id } };
      await enterCompany(tx, ctx.scope, () => recordEvents(tx, actorOf(ctx), [event]));
    });
  try {
    await (byPassword ? inHashQueue(prove) : prove());
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid') noteFailure(ctx, user.email);
    throw error;
  }
  await (byPassword ? clearAttempts(app.limiter, attempt) : clearCodes(app.limiter, attempt));
  if (session_id !== null) principalsOf(app.db).revoke({ session_id });
  return { data: { done: true } };
});

async function check(tx: Tx, ctx: Ctx, { password, code, passkey }: Proof): Promise<void> {
  const { user } = ctx.principal;
  if (passkey) {
    const owner = await checkPasskey(tx, ctx.app, passkey);
    if (owner !== user.id)
      throw wrong('passkey', 'wrong_passkey', 'This is not a passkey of yours.');
  } else if (code !== undefined) {
    await checkCode(tx, ctx.app, user.id, code);
  } else {
    const { internalAdapter } = await authOn(tx, ctx.app.env).$context;
    const account = await internalAdapter.findCredentialAccount(user.id);
    const known =
      account?.password &&
      (await verifyPassword({ hash: account.password, password: password ?? '' }));
    if (!known) throw wrong('password', 'wrong_password', 'This is not your current password.');
  }
}

const wrong = (path: string, code: string, message: string) => invalid([{ path, code, message }]);
