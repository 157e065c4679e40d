import type { Ctx } from '@/core/run/context';
import { actorOf, recordEvents } from '@/core/run/events';
import { action, command } from '@/core/run/module';
import { AppError, invalid, notFound } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { type RoleName, ranks } from '../permissions';
import { sha256 } from '../session/keys';
import { principalsOf } from '../session/principals';
import { lockOurs, mayVouch } from '../sso/rows';
import * as contract from './contract';
import { scimToken } from './directory';
import { refreshRoles } from './roles';
import { refreshTeam } from './teams';

/** POST /api/sso/connections/{id}/scim-token. Whoever holds it acts for whoever vouches for the connection, so it is not for those below. */
export const createToken = command(contract.createToken, async (ctx, tx, { params }) => {
  const { company_id } = ctx.scope;
  const { name } = await lockOurs(ctx, tx, params.id);
  const token = scimToken(company_id);
  await tx.run({
    text: `insert into scim_tokens (company_id, connection_id, token_hash, created_by) values ($1, $2, $3, $4)
      on conflict (company_id, connection_id) do update set token_hash = excluded.token_hash, created_by = excluded.created_by,
        created_at = now(), last_used_at = null`,
    values: [company_id, params.id, sha256(token), ctx.principal.user.id],
  });
  await recordEvents(tx, actorOf(ctx), [
    {
      name: 'sso_connection.scim_token_created',
      object: 'sso_connections',
      record_id: params.id,
      after: { name },
    },
  ]);
  return { data: { token, base_url: `${ctx.app.env.base_url}/api/scim/v2` } };
});

/** DELETE /api/sso/connections/{id}/scim-token */
export const deleteToken = command(contract.deleteToken, async (ctx, tx, { params }) => {
  const { company_id } = ctx.scope;
  const { name } = await lockOurs(ctx, tx, params.id);
  const { count } = await tx.run({
    text: 'delete from scim_tokens where company_id = $1 and connection_id = $2',
    values: [company_id, params.id],
  });
  if (count === 0) throw notFound();
  await recordEvents(tx, actorOf(ctx), [
    {
      name: 'sso_connection.scim_token_revoked',
      object: 'sso_connections',
      record_id: params.id,
      before: { name },
    },
  ]);
  return { data: { done: true } };
});

interface Mapped {
  readonly connection_id: string;
  readonly name: string;
  readonly role: RoleName | '';
  readonly team_id: string | null;
  readonly default_role: RoleName;
  readonly vouched_role: RoleName;
  readonly people: readonly string[];
}

/** PUT /api/sso/groups/{id}. What is not given stays. */
export const mapGroup = action(contract.mapGroup, async (ctx, { params, body }) => {
  const { company_id } = ctx.scope;
  if (body.role && !ranks(ctx.principal.role, body.role))
    throw invalid([
      { path: 'role', code: 'above_own', message: 'You cannot give a role above your own.' },
    ]);
  await ctx.app.db.withCompany(ctx.scope, async (tx) => {
    const { rows } = await tx.run<Mapped>({
      text: `select g.connection_id, g.display_name as name, g.role, g.team_id, c.default_role, c.vouched_role,
          coalesce((select array_agg(user_id) from scim_group_members gm where gm.company_id = g.company_id and gm.group_id = g.id), '{}') as people
        from scim_groups g join sso_connections c on c.company_id = g.company_id and c.id = g.connection_id
        where g.company_id = $1 and g.id = $2 for update of g`,
      values: [company_id, params.id],
    });
    const before = rows[0];
    if (!before) throw notFound();
    const role = body.role === undefined ? before.role : (body.role ?? '');
    const team_id = body.team_id === undefined ? before.team_id : body.team_id;
    const moves = team_id !== before.team_id;
    if (role === before.role && !moves) return;
    if (role !== before.role)
      for (const given of [before.role, before.default_role]) if (given) mayVouch(ctx, given);
    if (moves) await mayFill(ctx, tx, team_id);
    await tx.run({
      text: 'update scim_groups set role = $3, team_id = $4, updated_at = now() where company_id = $1 and id = $2',
      values: [company_id, params.id, role, team_id],
    });
    const actor = actorOf(ctx);
    await recordEvents(tx, actor, [
      {
        name: 'sso_group.updated',
        object: 'sso_groups',
        record_id: params.id,
        before: { role: before.role || null, ...(moves ? { team_id: before.team_id } : {}) },
        after: { name: before.name, role: role || null, ...(moves ? { team_id } : {}) },
      },
    ]);
    const { app, principal } = ctx;
    const lower = ranks(before.vouched_role, principal.role) ? principal.role : before.vouched_role;
    const by = { ...before, vouched_role: lower, app, company_id, actor };
    if (moves && before.team_id) await refreshTeam(tx, by, before.team_id, { left: before.people });
    if (moves && team_id) await refreshTeam(tx, by, team_id, { joined: before.people });
    if (role !== before.role) await refreshRoles(tx, by, before.people);
  });
  principalsOf(ctx.app.db).revoke({ company_id });
  return { data: { done: true } };
});

/** Being in a team opens records, and whom a directory will put there nobody knows: so only who reaches all records has it do so. */
async function mayFill(ctx: Ctx, tx: Tx, team_id: string | null): Promise<void> {
  const { permissions, reach } = ctx.principal;
  if (!permissions.has('teams:manage') || reach !== null)
    throw new AppError(
      'forbidden',
      'Only who manages teams and reaches all records may have a directory fill one.',
    );
  if (team_id === null) return;
  const { count } = await tx.run({
    text: 'select from teams where company_id = $1 and id = $2 for key share',
    values: [ctx.scope.company_id, team_id],
  });
  if (count === 0)
    throw invalid([{ path: 'team_id', code: 'not_found', message: 'This team does not exist.' }]);
}
