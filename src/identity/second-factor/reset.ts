import type { Anonymous } from '@/core/run/context';
import { noteEverywhere } from '../note-everywhere';
import { tellOfChange } from '../tell-of-change';
import { forgetFactors } from './commands';

/**
 * Takes every second factor from whoever lost theirs, passkeys with the rest, so that the password alone lets them in again. They are
 * told by mail, and their companies have it written down. Returns the user's name; null when nobody is registered under the address.
 */
export function resetSecondFactor(
  ctx: Pick<Anonymous, 'app' | 'origin'>,
  email: string,
): Promise<string | null> {
  return ctx.app.db.asAuth(async (tx) => {
    const { rows } = await tx.run<{ id: string; name: string }>({
      text: 'select id, name from users where email = $1',
      values: [email.trim().toLowerCase()],
    });
    const [user] = rows;
    if (!user) return null;
    for (const table of ['totp_secrets', 'recovery_codes', 'passkeys'])
      await tx.run({ text: `delete from ${table} where user_id = $1`, values: [user.id] });
    await forgetFactors(tx, user.id);
    const event = { name: 'user.second_factor_reset' };
    await noteEverywhere(tx, ctx, user.id, event, { by: 'operator' });
    await tellOfChange(tx, ctx, user.id, 'factors_reset');
    return user.name;
  });
}
