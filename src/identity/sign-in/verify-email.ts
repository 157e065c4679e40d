import { randomBytes } from 'node:crypto';
import type { Anonymous } from '@/core/run/context';
import { action } from '@/core/run/module';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { userView } from '../arrival';
import { mailUser } from '../mail-user';
import { verifyMail } from '../mails';
import { sha256 } from '../session/keys';
import * as contract from './contract';

// Better Auth would use a signed link that stays valid; ours is kept hashed, works once and is bound to the address.

/** What stands for the token in the table. */
export const identifierOf = (token: string): string => sha256(`verify-email:${token}`);

const usefulSeconds = 3 * 86_400;

/** Writes a user a mail with a token that confirms the address for three days; `tx` is of the auth role. */
export async function mailVerification(
  tx: Tx,
  ctx: Anonymous,
  user: { id: string; name: string; email: string; language: 'en' | 'tr' },
): Promise<void> {
  const token = randomBytes(32).toString('base64url');
  await tx.run({
    text: `insert into verifications (id, identifier, value, expires_at) values ($1, $2, $3, now() + make_interval(secs => $4))`,
    values: [newId(), identifierOf(token), `${user.id} ${user.email}`, usefulSeconds],
  });
  await mailUser(tx, ctx, user.id, verifyMail(ctx.app.env, user, token), {
    kind: 'verification',
    useful_seconds: usefulSeconds,
  });
}

/** POST /api/auth/verify-email */
export const requestVerification = action(contract.requestVerification, async (ctx) => {
  const { id } = ctx.principal.user;
  await ctx.app.db.asAuth(async (tx) => {
    const user = await userView(tx, id);
    if (user && !user.email_verified) await mailVerification(tx, ctx, user);
  });
  return { data: { done: true } };
});
