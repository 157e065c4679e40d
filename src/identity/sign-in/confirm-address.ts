import { checkOrigin } from '@/core/run/caller';
import type { Anonymous } from '@/core/run/context';
import { open } from '@/core/run/module';
import { AppError, invalid } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { noteEverywhere } from '../note-everywhere';
import { clearAttempts, countAttempt } from '../session/attempts';
import { authOn } from '../session/better-auth';
import { endedCookie, knownDevice } from '../session/cookie';
import { hashPassword, inHashQueue, verifyPassword } from '../session/passwords';
import { principalsOf } from '../session/principals';
import { reclaim } from '../session/reclaim';
import { tellOfChange } from '../tell-of-change';
import { noteFailure } from './commands';
import * as contract from './contract';
import { shortestOf } from './password';
import { checkNewPassword } from './register';
import { identifierOf } from './verify-email';

interface Mailed {
  readonly user_id: string;
  readonly email: string;
  readonly name: string;
  readonly verified: boolean;
}

/**
 * POST /api/auth/verify-email/confirm. The mail shows whose the address is, not whose the account: anybody may have registered it, and
 * would keep their password if the link alone confirmed it. So it takes somebody who is signed in to the account or knows its
 * password; whoever is neither takes it over with a password of their own.
 */
export const confirmVerification = open(
  contract.confirmVerification,
  async (ctx, { body, request }) => {
    const principal = await ctx.app.authenticate(request);
    checkOrigin(request, principal, ctx.app.env);
    const { token, password, new_password } = body;
    const mailed = await ctx.app.db.asAuth((tx) => look(tx, token));
    const { user_id, email } = mailed;
    if (principal?.kind === 'user' && principal.user.id === user_id) {
      await ctx.app.db.asAuth((tx) => confirm(tx, token));
    } else if (new_password !== undefined) {
      checkNewPassword(new_password, [mailed.name, email], undefined, 'new_password');
      await inHashQueue(() =>
        ctx.app.db.asAuth((tx) => takeOver(tx, ctx, { token, password: new_password })),
      );
      principalsOf(ctx.app.db).revoke({ user_id });
      return { data: { done: true }, cookies: [endedCookie(ctx.app.env)] };
    } else if (password !== undefined) {
      const device = knownDevice(ctx.app.env, request, email);
      const attempt = { email, ip: ctx.origin.ip, device };
      await countAttempt(ctx.app.limiter, attempt);
      await inHashQueue(() =>
        ctx.app.db.asAuth(async (tx) => {
          await mustKnowPassword(tx, ctx, user_id, password);
          await confirm(tx, token);
        }),
      ).catch((error: unknown) => {
        if (error instanceof AppError) noteFailure(ctx, email);
        throw error;
      });
      await clearAttempts(ctx.app.limiter, attempt);
    } else {
      throw wrong('password', 'required', 'Give the password of the account, or set a new one.');
    }
    return { data: { done: true } };
  },
);

/** Whose address a token is about; it goes on working. Others who use it wait until this is over. */
async function look(tx: Tx, token: string): Promise<Mailed> {
  const { rows } = await tx.run<Mailed>({
    text: `select u.id as user_id, u.email, u.name, u.email_verified as verified from verifications v
      join users u on u.id = split_part(v.value, ' ', 1)::uuid and u.email = split_part(v.value, ' ', 2) where v.identifier = $1 and v.expires_at > now() for update of v`,
    values: [identifierOf(token)],
  });
  if (!rows[0]) throw deadToken();
  return rows[0];
}

/** Uses a token up. */
async function take(tx: Tx, token: string): Promise<Mailed> {
  const mailed = await look(tx, token);
  const values = [identifierOf(token)];
  await tx.run({ text: 'delete from verifications where identifier = $1', values });
  return mailed;
}

async function confirm(tx: Tx, token: string): Promise<void> {
  const { user_id } = await take(tx, token);
  await tx.run({
    text: 'update users set email_verified = true, updated_at = now() where id = $1 and not email_verified',
    values: [user_id],
  });
}

/** Only while nobody has confirmed the address: later on this mail is no way to another password. */
async function takeOver(
  tx: Tx,
  ctx: Anonymous,
  { token, password }: { readonly token: string; readonly password: string },
): Promise<void> {
  const { user_id, verified } = await take(tx, token);
  if (verified) throw deadToken();
  checkNewPassword(password, [], await shortestOf(tx, user_id), 'new_password');
  await reclaim(tx, ctx, user_id);
  await tx.run({ text: 'delete from verifications where value = $1', values: [user_id] });
  const { internalAdapter } = await authOn(tx, ctx.app.env).$context;
  await internalAdapter.createAccount({
    userId: user_id,
    providerId: 'credential',
    accountId: user_id,
    password: await hashPassword(password),
  });
  await noteEverywhere(tx, ctx, user_id, { name: 'user.password_changed' });
  await tellOfChange(tx, ctx, user_id, 'password');
}

async function mustKnowPassword(
  tx: Tx,
  ctx: Anonymous,
  user_id: string,
  password: string,
): Promise<void> {
  const { internalAdapter } = await authOn(tx, ctx.app.env).$context;
  const hash = (await internalAdapter.findCredentialAccount(user_id))?.password;
  if (!hash || !(await verifyPassword({ hash, password })))
    throw wrong('password', 'wrong_password', 'This is not the password of the account.');
}

const wrong = (path: string, code: string, message: string) => invalid([{ path, code, message }]);

const deadToken = () =>
  wrong('token', 'invalid_token', 'This link was used already or is too old.');
