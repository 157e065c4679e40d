import type { Ctx } from '@/core/run/context';
import { actorOf, recordEvents } from '@/core/run/events';
import { action, query } from '@/core/run/module';
import { AppError } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { enterCompany } from '../enter-company';
import { instantJson } from '../members/rows';
import type { RoleName } from '../permissions';
import type { RoleRights } from '../roles/rights';
import { standingOf, withinStanding } from '../roles/standing';
import { principalsOf } from '../session/principals';
import * as contract from './contract';
import { redirectUri } from './provider';
import { connectionJson, domainJson, mayVouch } from './rows';
import { answerUrl, entityId } from './saml-provider';

/** GET /api/sso */
export const getSso = query(contract.getSso, async (ctx) => {
  const { rows } = await ctx.app.db.read<{ sso: object }>(ctx.scope, {
    name: 'sso_get',
    text: `select jsonb_build_object('required', (select sso_required from companies where id = $1),
      'connections', coalesce((select jsonb_agg(${connectionJson} order by c.id) from sso_connections c where c.company_id = $1), '[]'),
      'domains', coalesce((select jsonb_agg(${domainJson} order by d.domain) from sso_domains d where d.company_id = $1), '[]'),
      'directories', coalesce((select jsonb_agg(jsonb_build_object('connection_id', t.connection_id, 'created_at', ${instantJson('t.created_at')},
          'last_used_at', ${instantJson('t.last_used_at')}) order by t.connection_id) from scim_tokens t where t.company_id = $1), '[]'),
      'groups', coalesce((select jsonb_agg(jsonb_build_object('id', g.id, 'connection_id', g.connection_id, 'name', g.display_name,
          'role', nullif(g.role, ''), 'team_id', g.team_id, 'members', (select count(*) from scim_group_members gm where gm.company_id = g.company_id and gm.group_id = g.id))
        order by g.display_name, g.id) from scim_groups g where g.company_id = $1), '[]')) as sso`,
    values: [ctx.scope.company_id],
  });
  const { env } = ctx.app;
  return {
    data: {
      ...rows[0]?.sso,
      redirect_uri: redirectUri(env),
      saml: { entity_id: entityId(env), answer_url: answerUrl(env) },
    },
  };
});

/** PUT /api/sso/policy. Who came by a password and is no owner has to sign in anew. */
export const updatePolicy = action(contract.updatePolicy, async (ctx, { body: { required } }) => {
  const { company_id } = ctx.scope;
  await ctx.app.db.asAuth(async (tx) => {
    await enterCompany(tx, ctx.scope, async () => {
      const { rows } = await tx.run<{ before: boolean; vouched: RoleName[] }>({
        text: `select c.sso_required as before, array(select o.vouched_role from sso_connections o
          where o.company_id = c.id and o.active and exists (select from sso_domains d
            where d.company_id = o.company_id and d.connection_id = o.id and d.verified_at is not null)) as vouched
          from companies c where c.id = $1 for update of c`,
        values: [company_id],
      });
      const { before, vouched } = rows[0] ?? { before: false, vouched: [] };
      if (required && vouched.length === 0)
        throw new AppError('conflict', 'Add a provider and prove a domain first.');
      for (const role of vouched) mayVouch(ctx, role);
      if (before === required) return;
      if (required) await mustAdmitAll(ctx, tx, vouched);
      await tx.run({
        text: 'update companies set sso_required = $2, updated_at = now() where id = $1',
        values: [company_id, required],
      });
      await recordEvents(tx, actorOf(ctx), [
        { name: 'sso_policy.updated', before: { required: !required }, after: { required } },
      ]);
    });
    if (required)
      await tx.run({
        text: `delete from sessions s using members m where s.active_company_id = $1 and s.sso_connection_id is null
          and m.company_id = $1 and m.user_id = s.user_id and m.role <> 'owner'`,
        values: [company_id],
      });
  });
  principalsOf(ctx.app.db).revoke({ company_id });
  return { data: { required } };
});

/** A provider signs in nobody above whoever answers for it: those would have no way in any more. Throws 409. */
async function mustAdmitAll(ctx: Ctx, tx: Tx, vouched: readonly RoleName[]): Promise<void> {
  const { registry } = ctx.app;
  const { rows } = await tx.run<{ role: RoleName; composed: RoleRights[] }>({
    text: `select distinct m.role, coalesce((select jsonb_agg(r.rights order by r.id) from member_roles a
        join roles r on r.company_id = a.company_id and r.id = a.role_id
        where a.company_id = m.company_id and a.user_id = m.user_id), '[]') as composed
      from members m where m.company_id = $1 and m.status = 'active' and m.kind = 'person' and m.role <> 'owner'`,
    values: [ctx.scope.company_id],
  });
  const stands = vouched.map((role) => standingOf(registry, role));
  const left = rows.find(({ role, composed }) =>
    stands.every((by) => !withinStanding(by, role, composed, registry.objects.values())),
  );
  if (left)
    throw new AppError(
      'conflict',
      'Somebody stands above whoever answers for the provider, and could not sign in. Have an owner save the provider first.',
    );
}
