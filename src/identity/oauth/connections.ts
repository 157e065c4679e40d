import { actorOf, recordEvents } from '@/core/run/events';
import { action, query } from '@/core/run/module';
import { notFound } from '@/core/shape/errors';
import { instantJson } from '../members/rows';
import { principalsOf } from '../session/principals';
import * as contract from './contract';

const connections = `api_keys k
  join oauth_apps a on a.company_id = k.company_id and a.id = k.app_id
  join members m on m.company_id = k.company_id and m.user_id = k.user_id
  where k.company_id = $1 and k.revoked_at is null and ($2::uuid is null or k.user_id = $2)`;
const connectionJson = `jsonb_build_object('id', k.id, 'app_id', a.id, 'app_name', a.name, 'user_id', k.user_id,
  'user_name', m.name, 'scopes', k.scopes, 'last_used_at', ${instantJson('k.last_used_at')},
  'created_at', ${instantJson('k.created_at')})`;

/** GET /api/oauth/connections */
export const listConnections = query(contract.listConnections, async (ctx) => {
  const all = ctx.principal.permissions.has('api_keys:manage');
  const { rows } = await ctx.app.db.read<{ connection: unknown }>(ctx.scope, {
    name: 'oauth_connections_list',
    text: `select ${connectionJson} as connection from ${connections} order by k.id desc limit 1000`,
    values: [ctx.scope.company_id, all ? null : ctx.principal.user.id],
  });
  return { data: rows.map(({ connection }) => connection) };
});

/** DELETE /api/oauth/connections/{id} */
export const endConnection = action(contract.endConnection, async (ctx, { params }) => {
  const all = ctx.principal.permissions.has('api_keys:manage');
  const { company_id } = ctx.scope;
  const ended = await ctx.app.db.withCompany(ctx.scope, async (tx) => {
    const { rows } = await tx.run<{ connection: { readonly app_id: string } }>({
      text: `select ${connectionJson} as connection from ${connections} and k.id = $3 for update of k`,
      values: [company_id, all ? null : ctx.principal.user.id, params.id],
    });
    const found = rows[0]?.connection;
    if (!found) throw notFound();
    await tx.run({
      text: 'update api_keys set revoked_at = now() where company_id = $1 and id = $2',
      values: [company_id, params.id],
    });
    await recordEvents(tx, actorOf(ctx), [
      {
        name: 'oauth_app.disconnected',
        object: 'oauth_apps',
        record_id: found.app_id,
        before: { key_id: params.id },
      },
    ]);
    return found;
  });
  principalsOf(ctx.app.db).revoke({ api_key_id: params.id });
  return { data: ended };
});
