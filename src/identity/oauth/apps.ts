import type { Ctx } from '@/core/run/context';
import { actorOf, recordEvents } from '@/core/run/events';
import { action, command, query } from '@/core/run/module';
import { invalid, notFound } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { scopeIssues } from '../keys/commands';
import { instantJson } from '../members/rows';
import { clientIdOf, newToken, sha256 } from '../session/keys';
import { principalsOf } from '../session/principals';
import * as contract from './contract';

/** JSON of the row `a` of oauth_apps, without its client id; never its secret. */
const appJson = `jsonb_build_object('id', a.id, 'name', a.name, 'confidential', a.secret_hash is not null,
  'redirect_uris', a.redirect_uris, 'scopes', a.scopes,
  'connections', (select count(*)::int from api_keys k where k.company_id = a.company_id and k.app_id = a.id and k.revoked_at is null),
  'created_at', ${instantJson('a.created_at')})`;

interface AppRow {
  readonly app: Readonly<Record<string, unknown>> & { readonly id: string };
}

/** GET /api/oauth/apps */
export const listApps = query(contract.listApps, async (ctx) => {
  const { rows } = await ctx.app.db.read<AppRow>(ctx.scope, {
    name: 'oauth_apps_list',
    text: `select ${appJson} as app from oauth_apps a where a.company_id = $1 and a.removed_at is null order by a.id desc limit 1000`,
    values: [ctx.scope.company_id],
  });
  return { data: rows.map((row) => shown(ctx, row)) };
});

/** POST /api/oauth/apps. Nobody registers an app for more than they may do themselves. */
export const createApp = command(contract.createApp, async (ctx, tx, { body }) => {
  const { name, redirect_uris, scopes, confidential } = body;
  mustBeHeld(ctx, scopes);
  const { company_id } = ctx.scope;
  const id = newId();
  const client_secret = confidential ? newToken(company_id) : null;
  const { rows } = await tx.run<AppRow>({
    text: `insert into oauth_apps as a (company_id, id, name, secret_hash, redirect_uris, scopes)
      values ($1, $2, $3, $4, $5, $6) returning ${appJson} as app`,
    values: [
      company_id,
      id,
      name,
      client_secret && sha256(client_secret),
      [...new Set(redirect_uris)],
      [...new Set(scopes)],
    ],
  });
  await recordEvents(tx, actorOf(ctx), [
    {
      name: 'oauth_app.created',
      object: 'oauth_apps',
      record_id: id,
      after: { name, redirect_uris, scopes, confidential },
    },
  ]);
  return { data: { ...shown(ctx, rows[0]), client_secret } };
});

/** PATCH /api/oauth/apps/{id}. Codes go where its addresses say, so nobody sends elsewhere what they may not do themselves. */
export const updateApp = command(contract.updateApp, async (ctx, tx, { params, body }) => {
  if (body.scopes) mustBeHeld(ctx, body.scopes);
  if (body.redirect_uris) mustBeHeld(ctx, await scopesOf(ctx, tx, params.id));
  const { rows } = await tx.run<AppRow>({
    text: `update oauth_apps a set name = coalesce($3, name), redirect_uris = coalesce($4, redirect_uris), scopes = coalesce($5, scopes)
      where a.company_id = $1 and a.id = $2 and a.removed_at is null returning ${appJson} as app`,
    values: [
      ctx.scope.company_id,
      params.id,
      body.name ?? null,
      body.redirect_uris ?? null,
      body.scopes ?? null,
    ],
  });
  if (!rows[0]) throw notFound();
  await recordEvents(tx, actorOf(ctx), [
    { name: 'oauth_app.updated', object: 'oauth_apps', record_id: params.id, after: body },
  ]);
  return { data: shown(ctx, rows[0]) };
});

/** DELETE /api/oauth/apps/{id} */
export const removeApp = action(contract.removeApp, async (ctx, { params }) => {
  const { company_id } = ctx.scope;
  const { app, keys } = await ctx.app.db.withCompany(ctx.scope, async (tx) => {
    const { rows } = await tx.run<AppRow>({
      text: `update oauth_apps a set removed_at = now()
        where a.company_id = $1 and a.id = $2 and a.removed_at is null returning ${appJson} as app`,
      values: [company_id, params.id],
    });
    if (!rows[0]) throw notFound();
    const ended = await endKeys(tx, company_id, params.id);
    await recordEvents(tx, actorOf(ctx), [
      { name: 'oauth_app.removed', object: 'oauth_apps', record_id: params.id },
    ]);
    return { app: rows[0], keys: ended };
  });
  for (const api_key_id of keys) principalsOf(ctx.app.db).revoke({ api_key_id });
  return { data: shown(ctx, app) };
});

async function scopesOf(ctx: Ctx, tx: Tx, id: string): Promise<readonly string[]> {
  const { rows } = await tx.run<{ scopes: string[] }>({
    text: 'select scopes from oauth_apps where company_id = $1 and id = $2 and removed_at is null for update',
    values: [ctx.scope.company_id, id],
  });
  if (!rows[0]) throw notFound();
  return rows[0].scopes;
}

async function endKeys(tx: Tx, company_id: string, app_id: string): Promise<string[]> {
  const { rows } = await tx.run<{ id: string }>({
    text: 'update api_keys set revoked_at = now() where company_id = $1 and app_id = $2 and revoked_at is null returning id',
    values: [company_id, app_id],
  });
  return rows.map(({ id }) => id);
}

function mustBeHeld(ctx: Ctx, scopes: readonly string[]): void {
  const issues = scopeIssues(ctx, scopes);
  if (issues.length > 0) throw invalid(issues);
}

const shown = (ctx: Ctx, row: AppRow | undefined) =>
  row && { ...row.app, client_id: clientIdOf(ctx.scope.company_id, row.app.id) };
