import type { Ctx } from '@/core/run/context';
import { actorOf, recordEvents } from '@/core/run/events';
import { action, command } from '@/core/run/module';
import type { Tx } from '@/platform/db/types';
import { enterCompany } from '../enter-company';
import { principalsOf } from '../session/principals';
import { manageable, mustNotBeLastOwner } from './commands';
import * as contract from './contract';
import { memberJson } from './rows';
import { takeAway } from './take-away';

/** DELETE /api/members/{id}. Keys, composed roles, teams and shares end for good: whoever is invited again starts with none. */
export const removeMember = action(contract.removeMember, async (ctx, { params }) => ({
  data: await lockOut(ctx, params.id, ['active', 'deactivated'], 'removed', (tx) =>
    takeAway(tx, ctx.scope.company_id, params.id),
  ),
}));

/** POST /api/members/{id}/deactivate. Keys and feeds rest, because they work for active members only. */
export const deactivateMember = action(contract.deactivateMember, async (ctx, { params }) => ({
  data: await lockOut(ctx, params.id, ['active'], 'deactivated'),
}));

/** POST /api/members/{id}/reactivate */
export const reactivateMember = command(contract.reactivateMember, async (ctx, tx, { params }) => {
  await manageable(ctx, tx, params.id, ['deactivated']);
  return { data: await setStatus(ctx, tx, params.id, 'active', 'member.reactivated') };
});

/** Ends the sessions of a member in this company, together with their status. */
async function lockOut(
  ctx: Ctx,
  user_id: string,
  from: readonly string[],
  to: 'deactivated' | 'removed',
  take?: (tx: Tx) => Promise<string[]>,
): Promise<unknown> {
  const { company_id } = ctx.scope;
  const member = await ctx.app.db.asAuth(async (tx) => {
    const changed = await enterCompany(tx, ctx.scope, async () => {
      const { role, status } = await manageable(ctx, tx, user_id, from);
      if (role === 'owner' && status === 'active') await mustNotBeLastOwner(ctx, tx);
      const before = take ? { role, role_ids: await take(tx) } : { role };
      return setStatus(ctx, tx, user_id, to, `member.${to}`, before);
    });
    await tx.run({
      text: 'delete from sessions where user_id = $1 and active_company_id = $2',
      values: [user_id, company_id],
    });
    return changed;
  });
  // Whoever was in a team with them reaches less now.
  principalsOf(ctx.app.db).revoke(take ? { company_id } : { user_id, company_id });
  return member;
}

async function setStatus(
  ctx: Ctx,
  tx: Tx,
  user_id: string,
  status: string,
  event: string,
  before?: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const { rows } = await tx.run<{ member: unknown }>({
    text: `update members m set status = $3, updated_at = now()
      where m.company_id = $1 and m.user_id = $2 returning ${memberJson} as member`,
    values: [ctx.scope.company_id, user_id, status],
  });
  await recordEvents(tx, actorOf(ctx), [
    { name: event, object: 'members', record_id: user_id, before: before ?? null },
  ]);
  return rows[0]?.member;
}
