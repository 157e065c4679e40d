import type { Ctx } from '@/core/run/context';
import { actorOf, recordEvents } from '@/core/run/events';
import { action } from '@/core/run/module';
import { AppError, notFound } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { type RoleName, ranks } from '../permissions';
import { mayManage } from '../roles/standing';
import { principalsOf } from '../session/principals';
import * as contract from './contract';
import { memberJson } from './rows';

/** PATCH /api/members/{id} */
export const changeRole = action(contract.changeRole, async (ctx, { params, body }) => {
  const member = await ctx.app.db.withCompany(ctx.scope, async (tx) => {
    const { role: before, kind } = await manageable(ctx, tx, params.id);
    if (!ranks(ctx.principal.role, body.role)) {
      throw new AppError('forbidden', 'You cannot give a role above your own.');
    }
    if (kind === 'service' && body.role === 'owner')
      throw new AppError('conflict', 'An owner is a person.');
    if (before === 'owner' && body.role !== 'owner') await mustNotBeLastOwner(ctx, tx);
    const { rows } = await tx.run<{ member: unknown }>({
      text: `update members m set role = $3, updated_at = now() where m.company_id = $1 and m.user_id = $2 returning ${memberJson} as member`,
      values: [ctx.scope.company_id, params.id, body.role],
    });
    if (before !== body.role) {
      await recordEvents(tx, actorOf(ctx), [
        {
          name: 'member.updated',
          object: 'members',
          record_id: params.id,
          before: { role: before },
          after: { role: body.role },
        },
      ]);
    }
    return rows[0]?.member;
  });
  principalsOf(ctx.app.db).revoke({ user_id: params.id, company_id: ctx.scope.company_id });
  return { data: member };
});

/** Locks a member whom the caller may manage. Throws 404 for those of another status and 403 for those above the caller. */
export async function manageable(
  ctx: Ctx,
  tx: Tx,
  user_id: string,
  statuses: readonly string[] = ['active'],
): Promise<{ role: RoleName; status: string; kind: string }> {
  // Owners are always locked, in one order: two of them who remove each other must not both succeed.
  const { rows } = await tx.run<{ user_id: string; role: RoleName; status: string; kind: string }>({
    text: `select user_id, role, status, kind from members where company_id = $1 and (user_id = $2 or role = 'owner' and status = 'active')
      order by user_id for update`,
    values: [ctx.scope.company_id, user_id],
  });
  const member = rows.find((row) => row.user_id === user_id);
  if (!member || !statuses.includes(member.status)) throw notFound();
  const { company_id } = ctx.scope;
  if (!(await mayManage(tx, ctx.app.registry, ctx.principal, { company_id, ...member }))) {
    throw new AppError('forbidden', 'You cannot change somebody above your own role.');
  }
  return member;
}

/** Throws 409 when there is only one owner. */
export async function mustNotBeLastOwner(ctx: Ctx, tx: Tx): Promise<void> {
  const { rows } = await tx.run<{ owners: number }>({
    text: `select count(*)::int as owners from members where company_id = $1 and status = 'active' and role = 'owner'`,
    values: [ctx.scope.company_id],
  });
  if ((rows[0]?.owners ?? 0) <= 1) {
    throw new AppError('conflict', 'A company needs an owner. Make somebody else owner first.');
  }
}
