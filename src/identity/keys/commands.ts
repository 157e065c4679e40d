import { actorOf, recordEvents } from '@/core/run/events';
import { action, command, query } from '@/core/run/module';
import { type Issue, invalid, notFound } from '@/core/shape/errors';
import { newId } from '@/platform/ids';
import { instantJson } from '../members/rows';
import { expandPermissions } from '../permissions';
import { newApiKey, sha256 } from '../session/keys';
import { principalsOf } from '../session/principals';
import * as contract from './contract';

/** JSON of the row `k` of api_keys; never its hash. */
const keyJson = `jsonb_build_object('id', k.id, 'name', k.name, 'prefix', k.prefix, 'scopes', k.scopes, 'user_id', k.user_id,
  'expires_at', ${instantJson('k.expires_at')}, 'last_used_at', ${instantJson('k.last_used_at')},
  'created_at', ${instantJson('k.created_at')})`;

/** POST /api/api-keys. Only the hash is kept, so the key cannot be shown again. */
export const createKey = command(contract.createKey, async (ctx, tx, { body }) => {
  const { name, scopes, expires_at } = body;
  const { principal, scope, app } = ctx;
  const issues: Issue[] = scopes.flatMap((wanted: string, at: number) => {
    const names = [...expandPermissions([wanted], app.registry.objects.keys())];
    const held =
      names.length > 0 && names.every((permission) => principal.permissions.has(permission));
    return held
      ? []
      : [
          {
            path: `scopes.${at}`,
            code: 'unknown_scope',
            message: 'This scope does not exist or is not yours to give.',
          },
        ];
  });
  if (expires_at !== undefined && new Date(expires_at) <= app.clock.now()) {
    issues.push({ path: 'expires_at', code: 'in_the_past', message: 'Give a time in the future.' });
  }
  if (issues.length > 0) throw invalid(issues);
  const id = newId();
  const key = newApiKey(scope.company_id);
  const { rows } = await tx.run<{ key: object }>({
    text: `insert into api_keys as k (company_id, id, user_id, name, prefix, key_hash, scopes, expires_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${keyJson} as key`,
    values: [
      scope.company_id,
      id,
      principal.user.id,
      name,
      key.slice(0, 12),
      sha256(key),
      [...new Set(scopes)],
      expires_at ?? null,
    ],
  });
  await recordEvents(tx, actorOf(ctx), [
    { name: 'api_key.created', object: 'api_keys', record_id: id, after: { name, scopes } },
  ]);
  return { data: { ...rows[0]?.key, key } };
});

/** GET /api/api-keys */
export const listKeys = query(contract.listKeys, async (ctx) => {
  const { rows } = await ctx.app.db.read<{ key: unknown }>(ctx.scope, {
    name: 'api_keys_list',
    text: `select ${keyJson} as key from api_keys k where k.company_id = $1 and k.revoked_at is null order by k.id desc limit 1000`,
    values: [ctx.scope.company_id],
  });
  return { data: rows.map(({ key }) => key) };
});

/** DELETE /api/api-keys/{id} */
export const revokeKey = action(contract.revokeKey, async (ctx, { params }) => {
  const key = await ctx.app.db.withCompany(ctx.scope, async (tx) => {
    const { rows } = await tx.run<{ key: unknown }>({
      text: `update api_keys k set revoked_at = now() where k.company_id = $1 and k.id = $2 and k.revoked_at is null
        returning ${keyJson} as key`,
      values: [ctx.scope.company_id, params.id],
    });
    if (!rows[0]) throw notFound();
    await recordEvents(tx, actorOf(ctx), [
      { name: 'api_key.revoked', object: 'api_keys', record_id: params.id },
    ]);
    return rows[0].key;
  });
  principalsOf(ctx.app.db).revoke({ api_key_id: params.id });
  return { data: key };
});
