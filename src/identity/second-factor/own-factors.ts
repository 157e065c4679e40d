import type { Principal } from '@/core/run/context';
import { AppError } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { mustOwnAccount } from '../sso/way-in';

/**
 * Who may change the factors of an account: its own person, who has proved one of them in this session when there is any.
 * Otherwise whoever knows the password of somebody with a passkey could set up a factor of their own. Throws 403.
 */
export async function mustOwnFactors(tx: Tx, { user, session_id }: Principal): Promise<void> {
  await mustOwnAccount(tx, session_id);
  const { count } = await tx.run({
    name: 'factor_unproved',
    text: `select from sessions where id = $2 and second_factor_at is null
      and (exists (select from totp_secrets where user_id = $1 and confirmed_at is not null)
        or exists (select from passkeys where user_id = $1))`,
    values: [user.id, session_id],
  });
  if (count > 0)
    throw new AppError(
      'confirmation_required',
      'Confirm with your passkey or a code of your authenticator app.',
    );
}
