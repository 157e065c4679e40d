import type { Ctx } from '@/core/run/context';
import { AppError } from '@/core/shape/errors';
import type { Database } from '@/platform/db/types';

/**
 * Makes the user with this mail address an operator of the installation, or takes it away.
 * Returns the user's name; null when nobody is registered under it.
 */
export async function setOperator(
  db: Database,
  email: string,
  is_operator: boolean,
): Promise<string | null> {
  const { rows } = await db.asAuth((tx) =>
    tx.run<{ name: string }>({
      text: 'update users set is_operator = $2, updated_at = now() where email = $1 returning name',
      values: [email.trim().toLowerCase(), is_operator],
    }),
  );
  return rows[0]?.name ?? null;
}

/** Throws 403 with `message` unless the caller, in person, is an operator of the installation. */
export async function mustBeOperator({ app, principal }: Ctx, message: string): Promise<void> {
  const { rows } = await app.db.asAuth((tx) =>
    tx.run<{ is_operator: boolean }>({
      text: 'select is_operator from users where id = $1',
      values: [principal.user.id],
    }),
  );
  if (principal.kind !== 'user' || !rows[0]?.is_operator) throw new AppError('forbidden', message);
}
