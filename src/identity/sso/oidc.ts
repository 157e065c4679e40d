import * as oidc from 'openid-client';
import type { Anonymous } from '@/core/run/context';
import { open } from '@/core/run/module';
import { OutboundError } from '@/platform/outbound/target';
import type { Vouched } from './admit';
import { noting, resume, signIn } from './finish';
import { personOf } from './person';
import { configurationOf, redirectUri } from './provider';
import { refused } from './refusals';
import type { OpenConnection } from './rows';
import * as contract from './sign-in-contract';
import type { Begun } from './states';

/** POST /api/auth/sso/oidc */
export const finishOidc = open(contract.finishOidc, async (ctx, { body, request }) => {
  const { begun, connection } = await resume(ctx, request, 'state', body.state);
  return noting(ctx, connection, async () => {
    const person = await exchanged(ctx, connection, begun, body);
    return signIn(ctx, request, connection, person);
  });
});

/** The code for the identity behind it. State, nonce, code verifier, issuer, audience, time and signature are checked by the library. */
async function exchanged(
  ctx: Anonymous,
  connection: OpenConnection,
  { verifier, nonce }: Begun,
  { state, code, iss }: { state: string; code: string; iss?: string | undefined },
): Promise<Vouched> {
  if (connection.kind !== 'oidc' || !verifier || !nonce) throw refused('sso_failed');
  const back = new URL(redirectUri(ctx.app.env));
  for (const [name, value] of Object.entries({ state, code, iss }))
    if (value !== undefined) back.searchParams.set(name, value);
  const config = configurationOf(ctx.app, connection);
  try {
    const tokens = await oidc.authorizationCodeGrant(config, back, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) throw refused('sso_failed');
    if (claims.email !== undefined || !config.serverMetadata().userinfo_endpoint)
      return personOf(claims);
    const more = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
    return personOf({ ...more, ...claims });
  } catch (error) {
    for (let at: unknown = error; at instanceof Error; at = at.cause)
      if (at instanceof OutboundError) throw refused('sso_unreachable', error);
    throw refused('sso_failed', error);
  }
}
