import { fold } from '@/core/run/engine/fold';
import { action } from '@/core/run/module';
import { AppError } from '@/core/shape/errors';
import { userView } from '../arrival';
import { noteEverywhere } from '../note-everywhere';
import { principalsOf } from '../session/principals';
import * as contract from './contract';

/** PATCH /api/profile. The name is copied to every membership. */
export const updateProfile = action(contract.updateProfile, async (ctx, { body }) => {
  const { id } = ctx.principal.user;
  const { name, language, theme, time_zone } = body;
  const user = await ctx.app.db.asAuth(async (tx) => {
    await tx.run({
      text: `update users set name = coalesce($2, name), language = coalesce($3, language), theme = coalesce($4, theme),
        time_zone = coalesce($5, time_zone), updated_at = now() where id = $1`,
      values: [
        id,
        name ?? null,
        language ?? null,
        theme ?? null,
        time_zone === null ? '' : (time_zone ?? null),
      ],
    });
    if (name !== undefined) {
      await tx.run({
        text: 'update members set name = $2, title_key = $3, updated_at = now() where user_id = $1',
        values: [id, name, fold(name)],
      });
      const before = { name: ctx.principal.user.name };
      if (name !== before.name)
        await noteEverywhere(tx, ctx, id, { name: 'member.updated', before, after: { name } });
    }
    return userView(tx, id);
  });
  if (!user) throw new AppError('unauthenticated', 'Sign in to continue.');
  principalsOf(ctx.app.db).revoke({ user_id: id });
  return { data: user };
});
