import type { Ctx } from '@/core/run/context';
import { actorOf, recordEvents } from '@/core/run/events';
import { action } from '@/core/run/module';
import { AppError } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { enterCompany } from '../enter-company';
import type { RoleName } from '../permissions';
import type { RoleRights } from '../roles/rights';
import { withinStanding } from '../roles/standing';
import { principalsOf } from '../session/principals';
import { manageable } from './commands';
import * as contract from './contract';

/** DELETE /api/members/{id}/sessions. Keys and apps go on: they have their own ends. */
export const endSessionsOfMember = action(contract.endSessionsOfMember, async (ctx, { params }) => {
  const ended = await endSessions(ctx, async (tx) => {
    const { kind } = await manageable(ctx, tx, params.id);
    if (kind === 'service') throw new AppError('conflict', 'A service account has no sessions.');
    return [params.id];
  });
  principalsOf(ctx.app.db).revoke({ user_id: params.id, company_id: ctx.scope.company_id });
  return { data: { ended } };
});

/** DELETE /api/member-sessions. Whoever may do more than the caller stays signed in, and is counted in the answer. */
export const endSessionsOfEverybody = action(contract.endSessionsOfEverybody, async (ctx) => {
  let above = 0;
  const ended = await endSessions(ctx, async (tx) => {
    const people = await activePeople(ctx, tx);
    const objects = [...ctx.app.registry.objects.values()];
    const below = people.filter(({ role, rights }) =>
      withinStanding(ctx.principal, role, rights, objects),
    );
    above = people.length - below.length;
    return below.map(({ user_id }) => user_id);
  });
  principalsOf(ctx.app.db).revoke({ company_id: ctx.scope.company_id });
  return { data: { ended, above } };
});

/**
 * Ends the sessions that work in this company of the members whom `whose` names and locks, but never the caller's current one.
 *
 * A session works in one company at a time. One that is in another company belongs to whoever manages that one and goes on; but it
 * began before, so from now on it does not come back here (`signed_out_at`, held by `mayMove`): a thief who steps aside for
 * a moment must sign in as well. The caller ends their own sessions elsewhere under Security.
 */
async function endSessions(ctx: Ctx, whose: (tx: Tx) => Promise<string[]>): Promise<number> {
  const { company_id } = ctx.scope;
  const { user, session_id } = ctx.principal;
  return ctx.app.db.asAuth(async (tx) => {
    const ids = await enterCompany(tx, ctx.scope, async () => {
      const found = await whose(tx);
      await tx.run({
        text: 'update members set signed_out_at = now() where company_id = $1 and user_id = any($2) and user_id <> $3',
        values: [company_id, found, user.id],
      });
      return found;
    });
    const { rows } = await tx.run<{ user_id: string }>({
      text: `delete from sessions where user_id = any($1) and active_company_id = $2 and id is distinct from $3 returning user_id`,
      values: [ids, company_id, session_id],
    });
    // Of the caller it is only true when they had another.
    const concerned = ids.filter((id) => id !== user.id || rows.some((one) => one.user_id === id));
    const events = concerned.map((record_id) => ({
      ...{ name: 'member.sessions_ended', object: 'members', record_id },
    }));
    await enterCompany(tx, ctx.scope, () => recordEvents(tx, actorOf(ctx), events));
    return rows.length;
  });
}

/** The people who work here with their composed roles, locked in the one order that members are locked in. */
async function activePeople(
  ctx: Ctx,
  tx: Tx,
): Promise<{ user_id: string; role: RoleName; rights: RoleRights[] }[]> {
  const { rows } = await tx.run<{ user_id: string; role: RoleName; rights: RoleRights[] }>({
    text: `select m.user_id, m.role, array(select r.rights from member_roles a join roles r on r.company_id = a.company_id and r.id = a.role_id
        where a.company_id = m.company_id and a.user_id = m.user_id) as rights
      from members m where m.company_id = $1 and m.kind = 'person' and m.status = 'active' order by m.user_id for update of m`,
    values: [ctx.scope.company_id],
  });
  return rows;
}
