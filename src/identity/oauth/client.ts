import type { Anonymous } from '@/core/run/context';
import { appOfClientId, sha256 } from '../session/keys';

/** An app as the protocol knows it. */
export interface OAuthApp {
  readonly company_id: string;
  readonly id: string;
  readonly name: string;
  readonly secret_hash: string | null;
  readonly redirect_uris: readonly string[];
  readonly scopes: readonly string[];
}

/** An app by its client id; null when there is none. */
export async function findApp(ctx: Anonymous, client_id: string): Promise<OAuthApp | null> {
  const named = appOfClientId(client_id);
  if (named === null) return null;
  const { rows } = await ctx.app.db.read<OAuthApp>(
    { company_id: named.company_id, user_id: null },
    {
      name: 'oauth_app_of_client',
      text: `select company_id, id, name, secret_hash, redirect_uris, scopes from oauth_apps
        where company_id = $1 and id = $2 and removed_at is null`,
      values: [named.company_id, named.id],
    },
  );
  return rows[0] ?? null;
}

/** Whether this is the secret of the app; a public app has none, and none may be given for it. */
export const provesItself = ({ secret_hash }: OAuthApp, secret: string | undefined): boolean =>
  secret_hash === null
    ? secret === undefined
    : secret !== undefined && sha256(secret) === secret_hash;

/** What an app calls itself, and its proof. */
interface Credentials {
  readonly client_id?: string | undefined;
  readonly client_secret?: string | undefined;
}

/** The app that calls; null when it does not prove itself. */
export async function callingApp(
  ctx: Anonymous,
  request: Request,
  body: Credentials,
): Promise<OAuthApp | null> {
  const given = credentialsOf(request, body);
  const app = given.client_id === undefined ? null : await findApp(ctx, given.client_id);
  return app && provesItself(app, given.client_secret) ? app : null;
}

/** Who calls, by HTTP Basic (each part form-encoded, RFC 6749, 2.3.1) or else by the fields of the body. */
export function credentialsOf(request: Request, body: Credentials): Credentials {
  const basic = /^Basic (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (basic === undefined) return body;
  const text = Buffer.from(basic, 'base64').toString('utf8');
  const [client_id, client_secret] = text.split(':', 2).map(decoded);
  return client_id ? { client_id, client_secret } : {};
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
