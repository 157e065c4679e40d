import type { Ctx } from '@/core/run/context';
import { actorOf, recordEvents } from '@/core/run/events';
import { action, command, query } from '@/core/run/module';
import { AppError, type Issue, invalid, notFound } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { expandPermissions, type RoleName } from '../permissions';
import { mayManage } from '../roles/standing';
import { newApiKey, sha256 } from '../session/keys';
import { principalsOf } from '../session/principals';
import * as contract from './contract';
import { keyJson, liveKeys } from './rows';

const manages = (ctx: Ctx): boolean => ctx.principal.permissions.has('api_keys:manage');

/** POST /api/api-keys. Only the hash is kept, so the key cannot be shown again. */
export const createKey = command(contract.createKey, async (ctx, tx, { body }) => {
  const { name, scopes, expires_at, networks = [] } = body;
  const { principal, scope, app } = ctx;
  const issues = scopeIssues(ctx, scopes);
  if (expires_at !== undefined && new Date(expires_at) <= app.clock.now()) {
    issues.push({ path: 'expires_at', code: 'in_the_past', message: 'Give a time in the future.' });
  }
  const user_id = body.user_id ?? principal.user.id;
  if (user_id !== principal.user.id && !(await isOurService(ctx, tx, user_id)))
    issues.push({ path: 'user_id', code: 'not_found', message: 'This is no service account.' });
  if (issues.length > 0) throw invalid(issues);
  const id = newId();
  const key = newApiKey(scope.company_id);
  await tx.run({
    text: `insert into api_keys (company_id, id, user_id, name, prefix, key_hash, scopes, expires_at, networks)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      scope.company_id,
      id,
      user_id,
      name,
      key.slice(0, 12),
      sha256(key),
      [...new Set(scopes)],
      expires_at ?? null,
      [...new Set(networks)],
    ],
  });
  await recordEvents(tx, actorOf(ctx), [
    {
      name: 'api_key.created',
      object: 'api_keys',
      record_id: id,
      after: { name, scopes, user_id, networks, expires_at: expires_at ?? null },
    },
  ]);
  return { data: { ...(await keyOf(ctx, tx, id)), key } };
});

/** GET /api/api-keys */
export const listKeys = query(contract.listKeys, async (ctx) => {
  const { rows } = await ctx.app.db.read<{ key: unknown }>(ctx.scope, {
    name: 'api_keys_list',
    text: `select ${keyJson} as key from ${liveKeys} and ($2::uuid is null or k.user_id = $2) order by k.id desc limit 1000`,
    values: [ctx.scope.company_id, manages(ctx) ? null : ctx.principal.user.id],
  });
  return { data: rows.map(({ key }) => key) };
});

/** DELETE /api/api-keys/{id} */
export const revokeKey = action(contract.revokeKey, async (ctx, { params }) => {
  const key = await ctx.app.db.withCompany(ctx.scope, async (tx) => {
    const found = await keyOf(ctx, tx, params.id);
    if (found?.user_id !== ctx.principal.user.id && !(found && manages(ctx))) throw notFound();
    const { count } = await tx.run({
      text: 'update api_keys set revoked_at = now() where company_id = $1 and id = $2 and revoked_at is null',
      values: [ctx.scope.company_id, params.id],
    });
    if (count === 0) throw notFound();
    await recordEvents(tx, actorOf(ctx), [
      { name: 'api_key.revoked', object: 'api_keys', record_id: params.id },
    ]);
    return found;
  });
  principalsOf(ctx.app.db).revoke({ api_key_id: params.id });
  return { data: key };
});

/** What is wrong with scopes: nobody gives what they do not have. */
export function scopeIssues(ctx: Ctx, scopes: readonly string[]): Issue[] {
  return scopes.flatMap((wanted, at) => {
    const names = [...expandPermissions([wanted], ctx.app.registry.objects.keys())];
    const held =
      names.length > 0 && names.every((permission) => ctx.principal.permissions.has(permission));
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
}

/** Whether an active service account is the caller's to make keys for. Throws 403 when it stands above them. */
export async function isOurService(ctx: Ctx, tx: Tx, user_id: string): Promise<boolean> {
  if (!manages(ctx)) return false;
  const { rows } = await tx.run<{ role: RoleName }>({
    text: "select role from members where company_id = $1 and user_id = $2 and kind = 'service' and status = 'active'",
    values: [ctx.scope.company_id, user_id],
  });
  if (!rows[0]) return false;
  const { company_id } = ctx.scope;
  const member = { company_id, user_id, role: rows[0].role };
  if (!(await mayManage(tx, ctx.app.registry, ctx.principal, member)))
    throw new AppError('forbidden', 'You cannot act for somebody above your own role.');
  return true;
}

/** A key as the API shows it; undefined when it is not there or was revoked. */
export async function keyOf(ctx: Ctx, tx: Tx, id: string) {
  const { rows } = await tx.run<{ key: { readonly user_id: string } }>({
    text: `select ${keyJson} as key from ${liveKeys} and k.id = $2`,
    values: [ctx.scope.company_id, id],
  });
  return rows[0]?.key;
}
