import type { Ctx } from '@/core/run/context';
import { actorOf, recordEvents } from '@/core/run/events';
import { command, open, query } from '@/core/run/module';
import { badQuery, notFound } from '@/core/shape/errors';
import { withinScopes } from '../permissions';
import { newToken, sha256 } from '../session/keys';
import { findApp, type OAuthApp } from './client';
import * as contract from './contract';

interface Asked {
  readonly response_type?: string | undefined;
  readonly client_id: string;
  readonly redirect_uri: string;
  readonly scope?: string | undefined;
  readonly state?: string | undefined;
  readonly code_challenge?: string | undefined;
  readonly code_challenge_method?: string | undefined;
}

/** GET /api/oauth/authorize: where apps send the browser. The page asks the API again, signed in. */
export const authorize = open(contract.authorize, async (ctx, { request }) => {
  const { search } = new URL(request.url);
  const headers = { location: `${ctx.app.env.base_url}/connect${search}` };
  return { response: new Response(null, { status: 302, headers }) };
});

/** GET /api/oauth/consent */
export const consent = query(contract.consent, async (ctx, input) => {
  const { app, scopes, refusal } = await examine(ctx, input.query);
  return {
    data: {
      app_name: app.name,
      company_name: ctx.principal.company.name,
      scopes,
      refused_to: refusal && back(ctx, input.query, refusal),
    },
  };
});

/** POST /api/oauth/authorize. The code is bound to app, address, scopes and challenge, and works once within a minute. */
export const decide = command(contract.decide, async (ctx, tx, { body }) => {
  const { app, scopes, refusal } = await examine(ctx, body);
  const error = refusal ?? (body.allow ? null : 'access_denied');
  if (error !== null) return { data: { redirect_to: back(ctx, body, error) } };
  const { company_id } = ctx.scope;
  const code = newToken(company_id);
  await tx.run({
    text: `insert into oauth_codes (company_id, code_hash, app_id, user_id, redirect_uri, scopes, code_challenge, expires_at)
      values ($1, $2, $3, $4, $5, $6, $7, now() + interval '1 minute')`,
    values: [
      company_id,
      sha256(code),
      app.id,
      ctx.principal.user.id,
      body.redirect_uri,
      scopes,
      body.code_challenge,
    ],
  });
  await recordEvents(tx, actorOf(ctx), [
    { name: 'oauth_app.allowed', object: 'oauth_apps', record_id: app.id, after: { scopes } },
  ]);
  return { data: { redirect_to: back(ctx, body, null, code) } };
});

/**
 * What can be given. Throws where the browser must not be sent back, because it is not known to whom: 404 for an app of no
 * or another company, 400 for an address that was not registered. What else is wrong is for the app to hear.
 */
async function examine(
  ctx: Ctx,
  asked: Asked,
): Promise<{ app: OAuthApp; scopes: string[]; refusal: string | null }> {
  const app = await findApp(ctx, asked.client_id);
  if (app?.company_id !== ctx.scope.company_id) throw notFound();
  if (!app.redirect_uris.includes(asked.redirect_uri))
    throw badQuery([
      {
        path: 'redirect_uri',
        code: 'unknown_redirect_uri',
        message: 'The app is not registered with this address.',
      },
    ]);
  const refused = (refusal: string) => ({ app, scopes: [], refusal });
  if (asked.response_type !== 'code') return refused('unsupported_response_type');
  if (asked.code_challenge_method !== 'S256' || !/^[\w-]{43}$/.test(asked.code_challenge ?? ''))
    return refused('invalid_request');
  const wanted = asked.scope?.split(' ').filter((scope) => scope !== '') ?? [...app.scopes];
  if (!wanted.every((scope) => app.scopes.includes(scope))) return refused('invalid_scope');
  // Nobody gives what they do not have, now or, as rights are asked at each call, later.
  const { permissions } = ctx.principal;
  const objects = [...ctx.app.registry.objects.values()];
  const scopes = [...new Set(wanted)].filter(
    (scope) => withinScopes(permissions, [scope], objects.map(alone)).size > 0,
  );
  return scopes.length === 0 ? refused('invalid_scope') : { app, scopes, refusal: null };
}

/** An object without what it is part of: whether one scope alone means anything. */
const alone = ({ name }: { readonly name: string }) => ({ name });

/** The registered address with the answer of the protocol, and who answers (RFC 9207). */
function back(ctx: Ctx, asked: Asked, error: string | null, code?: string): string {
  const url = new URL(asked.redirect_uri);
  if (error !== null) url.searchParams.set('error', error);
  if (code !== undefined) url.searchParams.set('code', code);
  if (asked.state !== undefined) url.searchParams.set('state', asked.state);
  url.searchParams.set('iss', ctx.app.env.base_url);
  return url.href;
}
