import * as oidc from 'openid-client';
import type { App } from '@/core/run/context';
import { invalid } from '@/core/shape/errors';
import type { Env } from '@/platform/env';
import { OutboundError } from '@/platform/outbound/target';
import { type Seal, sealFor } from '@/platform/seal';
import type { OpenConnection } from './rows';

/** Where providers send people back to: a page, which hands what it was given to the API. */
export const redirectUri = (env: Env): string => `${env.base_url}/sign-in/sso`;

/** Keeps client secrets unreadable in the database; a sealed one opens for its own connection alone. */
export const secretSeal = ({ env }: Pick<App, 'env'>): Seal => sealFor(env.secret, 'sso-client');

/** The library's calls, made through the one way out with its rules about addresses. */
function fetchFor({ outbound }: Pick<App, 'outbound'>): oidc.CustomFetch {
  return async (url, { method, headers, body, signal }) => {
    const answer = await outbound.send({
      url,
      method: method === 'POST' ? 'POST' : 'GET',
      headers,
      ...(body ? { body: String(body) } : {}),
      ...(signal ? { signal } : {}),
    });
    if (answer.cut) throw new OutboundError('broken_answer');
    const empty = answer.status === 204 || answer.status === 304;
    return new Response(empty ? null : answer.body, {
      status: answer.status,
      headers: answer.headers,
    });
  };
}

/** Http is for hosts that the installation allows; the way out refuses it for all others. Signatures are checked always. */
const execute = [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks];

/**
 * What a provider says of itself. Throws 422 on `issuer`: the address may not be called, does not answer, or is of another
 * issuer; and for addresses within it that a browser must not be sent to.
 */
export async function discovered(app: App, issuer: string): Promise<Record<string, unknown>> {
  const refuse = (code: string, message: string) => invalid([{ path: 'issuer', code, message }]);
  try {
    await app.outbound.check(issuer);
    const config = await oidc.discovery(new URL(issuer), 'none', undefined, oidc.None(), {
      [oidc.customFetch]: fetchFor(app),
      execute,
    });
    const { authorization_endpoint, token_endpoint, jwks_uri, ...rest } = config.serverMetadata();
    if (!authorization_endpoint || !token_endpoint || !jwks_uri)
      throw refuse('no_provider', 'This provider names no addresses to sign in at.');
    for (const url of [authorization_endpoint, token_endpoint, jwks_uri])
      await app.outbound.check(url);
    const { supportsPKCE: _, ...metadata } = rest as Record<string, unknown>;
    return { ...metadata, authorization_endpoint, token_endpoint, jwks_uri };
  } catch (error) {
    const cause = outboundErrorIn(error);
    if (cause) throw refuse(cause.code, cause.message);
    if (error instanceof oidc.ClientError || error instanceof TypeError)
      throw refuse('no_provider', 'There is no OpenID provider of this name.');
    throw error;
  }
}

function outboundErrorIn(error: unknown): OutboundError | null {
  for (let at = error; at instanceof Error; at = at.cause)
    if (at instanceof OutboundError) return at;
  return null;
}

/** The library's view of a connection, from what discovery told when it was saved. */
export function configurationOf(app: App, connection: OpenConnection): oidc.Configuration {
  const { client_id, metadata, id } = connection;
  const server = metadata as unknown as oidc.ServerMetadata;
  const secret =
    connection.client_secret === '' ? '' : secretSeal(app).open(connection.client_secret, id);
  const config = new oidc.Configuration(
    server,
    client_id,
    { id_token_signed_response_alg: undefined },
    authenticationOf(secret, server.token_endpoint_auth_methods_supported),
  );
  config[oidc.customFetch] = fetchFor(app);
  for (const change of execute) change(config);
  return config;
}

function authenticationOf(secret: string, methods: readonly string[] | undefined): oidc.ClientAuth {
  if (secret === '') return oidc.None();
  return !methods || methods.includes('client_secret_basic')
    ? oidc.ClientSecretBasic(secret)
    : oidc.ClientSecretPost(secret);
}
