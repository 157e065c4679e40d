import type { Anonymous } from '@/core/run/context';
import { recordEvents, userActor } from '@/core/run/events';
import { open } from '@/core/run/module';
import type { Tx } from '@/platform/db/types';
import { companyOfKey, companyOfToken, sha256 } from '../session/keys';
import { principalsOf } from '../session/principals';
import { callingApp, type OAuthApp } from './client';
import * as contract from './contract';

/** Ends a grant with all its tokens, in every process once the transaction commits. */
export async function endGrant(
  ctx: Anonymous,
  tx: Tx,
  company_id: string,
  key_id: string,
  why: 'token_reused' | 'disconnected',
): Promise<void> {
  const { rows } = await tx.run<{ app_id: string; user_id: string }>({
    text: `update api_keys set revoked_at = now() where company_id = $1 and id = $2 and app_id is not null and revoked_at is null
      returning app_id, user_id`,
    values: [company_id, key_id],
  });
  const ended = rows[0];
  if (!ended) return;
  await recordEvents(tx, userActor(ctx, company_id, ended.user_id), [
    {
      name: `oauth_app.${why}`,
      object: 'oauth_apps',
      record_id: ended.app_id,
      before: { key_id },
    },
  ]);
  tx.afterCommit(() => principalsOf(ctx.app.db).revoke({ api_key_id: key_id }));
}

/** POST /api/oauth/revoke. Answers the same whether or not there was anything to end. */
export const revoke = open(contract.revoke, async (ctx, { body, request }) => {
  const app = await callingApp(ctx, request, body);
  if (!app) return { response: unknownClient() };
  const grant = await grantOf(ctx, app, body.token);
  if (grant)
    await ctx.app.db.withCompany({ company_id: app.company_id, user_id: null }, (tx) =>
      endGrant(ctx, tx, app.company_id, grant.key_id, 'disconnected'),
    );
  return { response: Response.json({}) };
});

/** POST /api/oauth/introspect: an app learns about its own tokens only. */
export const introspect = open(contract.introspect, async (ctx, { body, request }) => {
  const app = await callingApp(ctx, request, body);
  if (!app || app.secret_hash === null) return { response: unknownClient() };
  const grant = await grantOf(ctx, app, body.token);
  if (!grant?.active) return { response: Response.json({ active: false }) };
  return {
    response: Response.json({
      active: true,
      scope: grant.scopes.join(' '),
      sub: grant.user_id,
      token_type: grant.kind === 'access' ? 'Bearer' : 'refresh_token',
      exp: grant.exp,
      iss: ctx.app.env.base_url,
    }),
  };
});

interface Grant {
  readonly key_id: string;
  readonly kind: 'access' | 'refresh';
  readonly user_id: string;
  readonly scopes: readonly string[];
  readonly active: boolean;
  readonly exp: number;
}

/** What a token of the app belongs to, whether the token itself is still alive or not. */
async function grantOf(
  ctx: Anonymous,
  { company_id, id }: OAuthApp,
  token = '',
): Promise<Grant | undefined> {
  if (company_id !== (companyOfKey(token) ?? companyOfToken(token))) return undefined;
  const { rows } = await ctx.app.db.read<Grant>(
    { company_id, user_id: null },
    {
      text: `with found as (
          select k.id, 'access' as kind, case when k.key_hash = $3 then k.secret_expires_at else k.previous_until end as ends, false as used
          from api_keys k where k.company_id = $1 and $3 in (k.key_hash, k.previous_hash)
          union all select key_id, 'refresh', expires_at, used_at is not null from oauth_refresh_tokens where company_id = $1 and token_hash = $3)
        select k.id as key_id, f.kind, k.user_id,
          case when f.kind = 'access' then coalesce(k.secret_scopes, k.scopes) else k.scopes end as scopes, extract(epoch from f.ends)::int as exp,
          not f.used and f.ends > now() and m.status = 'active' as active
        from found f join api_keys k on k.company_id = $1 and k.id = f.id and k.app_id = $2 and k.revoked_at is null
        join members m on m.company_id = k.company_id and m.user_id = k.user_id`,
      values: [company_id, id, sha256(token)],
    },
  );
  return rows[0];
}

const unknownClient = (): Response =>
  Response.json(
    { error: 'invalid_client', error_description: 'The app does not prove itself.' },
    { status: 401, headers: { 'www-authenticate': 'Basic realm="Ambit"' } },
  );
