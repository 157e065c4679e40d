import type { Anonymous } from '@/core/run/context';
import type { Tx } from '@/platform/db/types';
import { enterCompany } from '../enter-company';
import { noteEverywhere } from '../note-everywhere';

/** Every way into an account that whoever made it may have kept. */
const waysIn = [
  `delete from sign_in_accounts where user_id = $1 and provider_id = 'credential'`,
  'delete from passkeys where user_id = $1',
  'delete from totp_secrets where user_id = $1',
  'delete from recovery_codes where user_id = $1',
  'delete from sessions where user_id = $1',
];

/**
 * Gives an account whose address nobody had confirmed to whoever has just been shown to own that address: anybody could have
 * registered it, so no password, passkey, code, session or key from before opens it. One that is confirmed stays as it is.
 * `tx` is of the auth role; forget the principals of the user after the commit.
 */
export async function reclaim(
  tx: Tx,
  ctx: Pick<Anonymous, 'app' | 'origin'>,
  user_id: string,
  by: 'user' | 'system' = 'user',
): Promise<void> {
  const { count } = await tx.run({
    text: 'update users set email_verified = true, updated_at = now() where id = $1 and not email_verified',
    values: [user_id],
  });
  if (count === 0) return;
  for (const text of waysIn) await tx.run({ text, values: [user_id] });
  await endKeys(tx, user_id);
  await noteEverywhere(tx, ctx, user_id, { name: 'user.reclaimed' }, { by });
}

/** Keys, and what apps were allowed: they belong to companies, so they are ended in each. */
async function endKeys(tx: Tx, user_id: string): Promise<void> {
  const { rows } = await tx.run<{ company_id: string }>({
    text: 'select company_id from members where user_id = $1',
    values: [user_id],
  });
  for (const { company_id } of rows)
    await enterCompany(tx, { company_id, user_id }, () =>
      tx.run({
        text: 'update api_keys set revoked_at = now() where company_id = $1 and user_id = $2 and revoked_at is null',
        values: [company_id, user_id],
      }),
    );
}
