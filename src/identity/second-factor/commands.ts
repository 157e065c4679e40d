import type { Ctx } from '@/core/run/context';
import { action, query } from '@/core/run/module';
import { AppError } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { noteEverywhere } from '../note-everywhere';
import { sessionCookie } from '../session/cookie';
import { principalsOf } from '../session/principals';
import { rotateSession } from '../session/sessions';
import { tellOfChange } from '../tell-of-change';
import { hasTotp, newRecoveryCodes, offerTotp, totpFits, wrongCode } from './codes';
import * as contract from './contract';
import { mustOwnFactors } from './own-factors';

interface Factors {
  readonly totp: boolean;
  readonly recovery_codes: number;
  readonly passkeys: number;
  readonly required: boolean;
  readonly by_sso: boolean;
  readonly has_password: boolean;
}

/** GET /api/auth/second-factor */
export const getSecurity = query(contract.getSecurity, async (ctx) => {
  const { rows } = await ctx.app.db.asAuth((tx) =>
    tx.run<Factors>({
      name: 'second_factor_get',
      text: `select exists (select from totp_secrets where user_id = $1 and confirmed_at is not null) as totp,
        (select count(*)::int from recovery_codes where user_id = $1) as recovery_codes,
        (select count(*)::int from passkeys where user_id = $1) as passkeys,
        (select second_factor_required from companies where id = $2) as required,
        exists (select from sessions where id = $3 and sso_connection_id is not null) as by_sso,
        exists (select from sign_in_accounts where user_id = $1 and provider_id = 'credential' and password is not null) as has_password`,
      values: [ctx.principal.user.id, ctx.scope.company_id, ctx.principal.session_id],
    }),
  );
  return { data: rows[0] };
});

/** POST /api/auth/totp */
export const startTotp = action(contract.startTotp, async (ctx) => {
  const { user } = ctx.principal;
  const offered = await ctx.app.db.asAuth(async (tx) => {
    await mustOwnFactors(tx, ctx.principal);
    return offerTotp(tx, ctx.app, user);
  });
  if (!offered) throw new AppError('conflict', 'Your authenticator app is on already.');
  return { data: offered };
});

/** POST /api/auth/totp/confirm. The session goes on under a new token. */
export const confirmTotp = action(contract.confirmTotp, async (ctx, { body }) => {
  const { user, session_id } = ctx.principal;
  const code = body.code.replace(/\s/g, '');
  const made = await ctx.app.db.asAuth(async (tx) => {
    await mustOwnFactors(tx, ctx.principal);
    if (!(await totpFits(tx, ctx.app, user.id, code, false))) throw wrongCode();
    const recovery_codes = await newRecoveryCodes(tx, ctx.app, user.id);
    await noteEverywhere(tx, ctx, user.id, { name: 'user.second_factor_enabled' });
    await tellOfChange(tx, ctx, user.id, 'second_factor_on');
    return { recovery_codes, token: await provedFactor(tx, session_id) };
  });
  principalsOf(ctx.app.db).revoke({ user_id: user.id });
  return {
    data: { recovery_codes: made.recovery_codes },
    cookies: made.token === null ? [] : [sessionCookie(ctx.app.env, made.token)],
  };
});

/** The session has a second factor from now on, under a new token. */
export async function provedFactor(tx: Tx, session_id: string | null): Promise<string | null> {
  if (session_id === null) return null;
  await tx.run({
    text: 'update sessions set second_factor_at = now(), confirmed_at = now() where id = $1',
    values: [session_id],
  });
  return rotateSession(tx, session_id);
}

/** DELETE /api/auth/totp */
export const removeTotp = action(contract.removeTotp, async (ctx) => {
  const { user } = ctx.principal;
  await ctx.app.db.asAuth(async (tx) => {
    await mustOwnFactors(tx, ctx.principal);
    const { count } = await tx.run({
      text: 'delete from totp_secrets where user_id = $1 and confirmed_at is not null',
      values: [user.id],
    });
    if (count === 0) throw notOn();
    await tx.run({ text: 'delete from recovery_codes where user_id = $1', values: [user.id] });
    await forgetFactors(tx, user.id);
    await noteEverywhere(tx, ctx, user.id, { name: 'user.second_factor_disabled' });
    await tellOfChange(tx, ctx, user.id, 'second_factor_off');
  });
  principalsOf(ctx.app.db).revoke({ user_id: user.id });
  return { data: { done: true } };
});

/** Whoever has no second factor any more has none in their sessions either. */
export async function forgetFactors(tx: Tx, user_id: string): Promise<void> {
  await tx.run({
    text: `update sessions set second_factor_at = null where user_id = $1 and sso_connection_id is null
      and not exists (select from totp_secrets where user_id = $1 and confirmed_at is not null)
      and not exists (select from passkeys where user_id = $1)`,
    values: [user_id],
  });
}

/** POST /api/auth/recovery-codes */
export const renewCodes = action(contract.renewCodes, async (ctx: Ctx) => {
  const { user } = ctx.principal;
  const recovery_codes = await ctx.app.db.asAuth(async (tx) => {
    await mustOwnFactors(tx, ctx.principal);
    if (!(await hasTotp(tx, user.id))) throw notOn();
    await noteEverywhere(tx, ctx, user.id, { name: 'user.recovery_codes_renewed' });
    await tellOfChange(tx, ctx, user.id, 'recovery_codes');
    return newRecoveryCodes(tx, ctx.app, user.id);
  });
  return { data: { recovery_codes } };
});

const notOn = () => new AppError('conflict', 'Your authenticator app is not on.');
