import * as oidc from 'openid-client';
import type { Anonymous } from '@/core/run/context';
import { open } from '@/core/run/module';
import type { Tx } from '@/platform/db/types';
import { enterCompany } from '../enter-company';
import { sha256 } from '../session/keys';
import { atEvenTimes } from '../session/same-time';
import { configurationOf, redirectUri } from './provider';
import { type OpenConnection, openConnection } from './rows';
import { samlFor } from './saml-provider';
import * as contract from './sign-in-contract';
import { type Begun, browserKey, newToken, remember } from './states';

/**
 * POST /api/auth/sso/start. The answer depends on the domain of the address alone, so it tells nothing of who has an account;
 * no provider is asked for it, and it comes at the same moments whether there is one or not.
 */
export const start = open(contract.start, async (ctx, { body, request }) => {
  const { key, cookie } = browserKey(ctx, request);
  const domain = body.email.slice(body.email.lastIndexOf('@') + 1);
  const url = await atEvenTimes(() =>
    ctx.app.db.asAuth(async (tx) => {
      const connection = await connectionFor(tx, domain);
      return connection && begin(ctx, tx, connection, body.email, sha256(key));
    }),
  );
  return { data: { url }, cookies: [cookie] };
});

/** Where the people of a domain sign in. */
async function connectionFor(tx: Tx, domain: string): Promise<OpenConnection | null> {
  const { rows } = await tx.run<{ company_id: string; connection_id: string }>({
    name: 'sso_route',
    text: 'select active_company_id as company_id, connection_id from sso_routes where domain = $1',
    values: [domain],
  });
  const route = rows[0];
  if (!route) return null;
  const { company_id, connection_id } = route;
  return enterCompany(tx, { company_id, user_id: null }, () =>
    openConnection(tx, company_id, connection_id),
  );
}

async function begin(
  ctx: Anonymous,
  tx: Tx,
  connection: OpenConnection,
  email: string,
  browser: string,
): Promise<string> {
  const { company_id, id: connection_id } = connection;
  const state = newToken();
  const begun: Begun = { company_id, connection_id, browser };
  if (connection.kind === 'saml') {
    const request_id = `_${newToken()}`;
    await remember(tx, ctx.app, 'state', state, { ...begun, request_id });
    const saml = samlFor(ctx.app, connection, request_id);
    return saml.getAuthorizeUrlAsync(state, undefined, {});
  }
  const [verifier, nonce] = [oidc.randomPKCECodeVerifier(), oidc.randomNonce()];
  await remember(tx, ctx.app, 'state', state, { ...begun, verifier, nonce });
  return oidc
    .buildAuthorizationUrl(configurationOf(ctx.app, connection), {
      redirect_uri: redirectUri(ctx.app.env),
      scope: 'openid email profile',
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      login_hint: email,
    })
    .toString();
}
