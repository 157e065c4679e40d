import type { Anonymous } from '@/core/run/context';
import type { Tx } from '@/platform/db/types';
import { type AccountChange, accountMail } from './account-mails';
import { userView } from './arrival';
import { mailUser } from './mail-user';

/**
 * Mails somebody that what opens their account was changed, so that they hear of it when it was not them. `also`: an address that
 * was theirs until now. In the transaction of the change, which is of the auth role.
 */
export async function tellOfChange(
  tx: Tx,
  ctx: Pick<Anonymous, 'app' | 'origin'>,
  user_id: string,
  change: AccountChange,
  also?: string,
): Promise<void> {
  const user = await userView(tx, user_id);
  if (!user) return;
  for (const email of new Set([user.email, also ?? user.email]))
    await mailUser(tx, ctx, user_id, accountMail(ctx.app.env, { ...user, email }, change), {
      kind: 'account_changed',
      useful_seconds: 3 * 86_400,
    });
}
