import type { Anonymous, Ctx } from '@/core/run/context';
import { AppError } from '@/core/shape/errors';
import { noteEverywhere } from './note-everywhere';

/**
 * Makes the user with this mail address an operator of the installation, or takes it away; their companies have it written down.
 * Returns the user's name; null when nobody is registered under it.
 */
export function setOperator(
  ctx: Pick<Anonymous, 'app' | 'origin'>,
  email: string,
  is_operator: boolean,
): Promise<string | null> {
  return ctx.app.db.asAuth(async (tx) => {
    const { rows } = await tx.run<{ id: string; name: string; before: boolean }>({
      text: `update users u set is_operator = $2, updated_at = now()
        from (select id, is_operator as before from users where email = $1 for update) as old
        where u.id = old.id returning u.id, u.name, old.before`,
      values: [email.trim().toLowerCase(), is_operator],
    });
    const user = rows[0];
    if (!user) return null;
    const name = is_operator ? 'user.operator_granted' : 'user.operator_revoked';
    if (user.before !== is_operator)
      await noteEverywhere(tx, ctx, user.id, { name }, { by: 'operator' });
    return user.name;
  });
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
