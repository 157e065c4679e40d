import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

/** What the provider knows of a person, by the address they sign in under. */
export interface Claims {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
}

export interface OidcProvider {
  readonly issuer: string;
  readonly client_id: string;
  readonly client_secret: string;
  /** Who may sign in, by login hint. */
  readonly people: Map<string, Claims>;
  close(): Promise<void>;
}

/** A real OpenID provider on loopback. Its sign-in page asks for one click: the person of the login hint goes on. */
export async function startOidcProvider(redirect_uri: string): Promise<OidcProvider> {
  const people = new Map<string, Claims>();
  const byId = (id: string) => [...people.values()].find(({ sub }) => sub === id);
  const secret = 'a secret of forty characters or a few more';
  let answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) =>
    void response.end();
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'ambit', client_secret: secret, redirect_uris: [redirect_uri] }],
    // biome-ignore lint/suspicious/noExplicitAny: node's JWK has looser types
    jwks: { keys: [{ ...(privateKey.export({ format: 'jwk' }) as any), use: 'sig', kid: 'one' }] },
    cookies: { keys: ['a key for cookies'] },
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: async (_ctx, id) => {
      const claims = byId(id);
      return claims && { accountId: id, claims: async () => ({ ...claims }) };
    },
    // Nobody is asked what the company may know of them.
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client?.clientId ?? '',
        accountId: ctx.oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  const callback = provider.callback();
  answer = (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void callback(request, response);
    void interact(request, response).catch((error: unknown) =>
      response.writeHead(500).end(`${error}`),
    );
  };
  async function interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { params } = await provider.interactionDetails(request, response);
    const hint = String(params.login_hint ?? '');
    if (request.method === 'GET') {
      response.setHeader('content-type', 'text/html');
      response.end(
        `<title>Provider</title><form method="post"><button>Continue as ${hint}</button></form>`,
      );
      return;
    }
    const accountId = people.get(hint)?.sub;
    const result = accountId ? { login: { accountId } } : { error: 'access_denied' };
    await provider.interactionFinished(request, response, result, {
      mergeWithLastSubmission: false,
    });
  }
  return {
    issuer,
    client_id: 'ambit',
    client_secret: secret,
    people,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Goes through the provider as a browser without a person would; answers the address it sends back to. */
export async function throughProvider(start: string, back: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = start;
  let method = 'GET';
  for (let hops = 0; hops < 12; hops++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { method, headers: { cookie }, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) {
      if (!response.ok || method === 'POST') throw new Error(await response.text());
      method = 'POST';
      continue;
    }
    const next = new URL(location, url);
    if (next.href.startsWith(back)) return next;
    [url, method] = [next.href, 'GET'];
  }
  throw new Error('the provider leads nowhere');
}
