import type { App } from '@/core/run/context';
import { recordVerbs } from '@/identity/permissions';

/** Where RFC 8414 has programs look. */
export const metadataPath = '/.well-known/oauth-authorization-server';

/** What this authorisation server can, for programs that set themselves up. */
export function oauthMetadata({ env, registry }: Pick<App, 'env' | 'registry'>): string {
  const api = `${env.base_url}/api/oauth`;
  return JSON.stringify({
    issuer: env.base_url,
    authorization_endpoint: `${api}/authorize`,
    token_endpoint: `${api}/token`,
    revocation_endpoint: `${api}/revoke`,
    introspection_endpoint: `${api}/introspect`,
    scopes_supported: [...registry.objects.keys()].flatMap((name) =>
      recordVerbs.map((verb) => `${name}:${verb}`),
    ),
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    service_documentation: `${env.base_url}/api/docs`,
  });
}
