import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Json = Record<string, unknown>;

/** What the provider is asked for at the token endpoint, and what a good answer would say. */
export interface Asked {
  readonly header: Json;
  readonly claims: Json;
}

export interface ForgingProvider {
  readonly issuer: string;
  /** Makes the identity token of the next answer; `signed` is an honest one. */
  forge: (asked: Asked, signed: (header: Json, claims: Json) => string) => string;
  /** The nonce of the sign-in under way, which a provider sees in the address it is called at. */
  nonce: string;
  email: string;
  close(): Promise<void>;
}

const encoded = (value: Json): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token as it would be without a signature. */
export const unsigned = (header: Json, claims: Json): string =>
  `${encoded({ ...header, alg: 'none' })}.${encoded(claims)}.`;

/** A provider that answers every code with an identity token as a test wants it. */
export async function startForgingProvider(): Promise<ForgingProvider> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' };
  const signed = (header: Json, claims: Json): string => {
    const text = `${encoded(header)}.${encoded(claims)}`;
    return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
  };
  const server = createServer((request, response) => {
    const answer = (body: Json) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const { issuer } = provider;
    if (request.url === '/.well-known/openid-configuration')
      return answer({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256', 'none', 'HS256'],
      });
    if (request.url === '/jwks') return answer({ keys: [jwk] });
    const now = Math.floor(performance.timeOrigin / 1000 + performance.now() / 1000);
    const claims = {
      iss: issuer,
      aud: 'ambit',
      sub: 'subject-1',
      nonce: provider.nonce,
      iat: now,
      exp: now + 300,
      email: provider.email,
      email_verified: true,
    };
    const header = { alg: 'RS256', kid: 'one', typ: 'JWT' };
    const id_token = provider.forge({ header, claims }, signed);
    return answer({ access_token: 'token', token_type: 'Bearer', id_token });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const provider: ForgingProvider = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forge: ({ header, claims }, honest) => honest(header, claims),
    nonce: '',
    email: '',
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return provider;
}
