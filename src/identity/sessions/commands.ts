import type { Ctx } from '@/core/run/context';
import { actorOf, recordEvents } from '@/core/run/events';
import { action, query } from '@/core/run/module';
import { notFound } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { enterCompany } from '../enter-company';
import { instantJson } from '../members/rows';
import { principalsOf } from '../session/principals';
import { stillAdmitted, withinPolicy } from '../session/sessions';
import * as contract from './contract';

/** GET /api/sessions */
export const listSessions = query(contract.listSessions, async (ctx) => {
  const { user, session_id } = ctx.principal;
  const { rows } = await ctx.app.db.asAuth((tx) =>
    tx.run<{ session: unknown }>({
      name: 'sessions_list',
      text: `select jsonb_build_object('id', s.id, 'ip_address', s.ip_address, 'user_agent', s.user_agent,
          'created_at', ${instantJson('s.created_at')}, 'last_seen_at', ${instantJson('s.last_seen_at')},
          'expires_at', ${instantJson('s.expires_at')}, 'current', s.id = $2) as session
        from sessions s join companies c on c.id = s.active_company_id
        join members m on m.company_id = c.id and m.user_id = s.user_id and m.status = 'active'
        where s.user_id = $1 and s.expires_at > now() and ${withinPolicy} and ${stillAdmitted}
        order by s.last_seen_at desc, s.id limit 200`,
      values: [user.id, session_id],
    }),
  );
  return { data: rows.map(({ session }) => session) };
});

/** DELETE /api/sessions/{id} */
export const endSession = action(contract.endSession, async (ctx, { params }) => {
  const ended = await end(ctx, 'id = $2', params.id);
  if (ended.length === 0) throw notFound();
  return { data: { done: true } };
});

/** DELETE /api/sessions */
export const endOtherSessions = action(contract.endOtherSessions, async (ctx) => {
  const ended = await end(ctx, 'id <> $2', ctx.principal.session_id);
  return { data: { ended: ended.length } };
});

/** Ends sessions of the caller, in the database and in this process at once. */
async function end(ctx: Ctx, which: string, session_id: string | null): Promise<string[]> {
  const { user } = ctx.principal;
  const ended = await ctx.app.db.asAuth(async (tx: Tx) => {
    const { rows } = await tx.run<{ id: string }>({
      text: `delete from sessions where user_id = $1 and ${which} returning id`,
      values: [user.id, session_id],
    });
    const events = rows.map(({ id }) => ({ name: 'session.ended', after: { session_id: id } }));
    await enterCompany(tx, ctx.scope, () => recordEvents(tx, actorOf(ctx), events));
    return rows.map(({ id }) => id);
  });
  const principals = principalsOf(ctx.app.db);
  for (const id of ended) principals.revoke({ session_id: id });
  return ended;
}
