import OAuth2Server, {
  type AuthorizationCodeModel,
  type RefreshTokenModel,
  type Token,
  type User,
} from '@node-oauth/oauth2-server';
import type { Anonymous } from '@/core/run/context';
import { recordEvents, userActor } from '@/core/run/events';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { memberPrincipal } from '../member-principal';
import { companyOfToken, newApiKey, newToken, sha256 } from '../session/keys';
import { findApp, type OAuthApp, provesItself } from './client';
import { endGrant } from './grants';

/** Seconds. A refresh token that was not used for so long ends; each use gives a new one, until the member is asked again. */
export const lifetime = { access: 3600, refresh: 30 * 86_400, grant: 365 * 86_400 } as const;

interface CodeRow {
  readonly user_id: string;
  readonly app_id: string;
  readonly redirect_uri: string;
  readonly scopes: string[];
  readonly code_challenge: string;
  readonly expires_at: string;
  readonly used_at: string | null;
}

interface RefreshRow {
  readonly key_id: string;
  readonly app_id: string;
  readonly user_id: string;
  readonly scopes: string[];
  readonly expires_at: string;
  readonly used_at: string | null;
}

/**
 * What the library asks of the database, for one request, which asks for `scope`. A grant is a row of api_keys: the access token is
 * its secret, so a token acts, is logged and ends exactly as a key does.
 */
export function tokenModel(
  ctx: Anonymous,
  scope: string | undefined,
): RefreshTokenModel & Omit<AuthorizationCodeModel, 'saveAuthorizationCode'> {
  const { db } = ctx.app;
  /** The app that calls, and the grant that is renewed. */
  let app: OAuthApp | null = null;
  let renewed: string | null = null;

  const companyOf = (secret: string): string | null => {
    const company_id = companyOfToken(secret);
    return company_id === app?.company_id ? company_id : null;
  };
  const within = <T>(fn: (tx: Tx, company_id: string) => Promise<T>): Promise<T> => {
    const company_id = app?.company_id ?? '';
    return db.withCompany({ company_id, user_id: null }, (tx) => fn(tx, company_id));
  };
  const clientOf = (app_id: string) => ({
    id: app_id,
    grants: ['authorization_code', 'refresh_token'],
  });
  const activeUser = async (company_id: string, user_id: string): Promise<User | null> =>
    (await memberPrincipal(ctx.app, company_id, user_id, null)) ? { id: user_id } : null;

  return {
    async getClient(client_id, secret) {
      app = await findApp(ctx, client_id);
      // The library says null where it has no secret.
      return app && provesItself(app, secret || undefined) ? clientOf(app.id) : null;
    },

    async getAuthorizationCode(code) {
      const company_id = companyOf(code);
      if (company_id === null) return null;
      const { rows } = await db.read<CodeRow>(
        { company_id, user_id: null },
        {
          text: `select user_id, app_id, redirect_uri, scopes, code_challenge, expires_at, used_at from oauth_codes
            where company_id = $1 and code_hash = $2`,
          values: [company_id, sha256(code)],
        },
      );
      const row = rows[0];
      const user = row ? await activeUser(company_id, row.user_id) : null;
      if (!row || !user) return null;
      return {
        authorizationCode: code,
        // A used one has to be found out however late it comes again.
        expiresAt: new Date(row.used_at === null ? row.expires_at : '9999-12-31'),
        redirectUri: row.redirect_uri,
        scope: row.scopes,
        client: clientOf(row.app_id),
        user,
        codeChallenge: row.code_challenge,
        codeChallengeMethod: 'S256',
      };
    },

    /** Of parallel calls one succeeds; every other voids what came of the code. */
    async revokeAuthorizationCode({ authorizationCode }) {
      return within(async (tx, company_id) => {
        const values = [company_id, sha256(authorizationCode)];
        const { count } = await tx.run({
          text: 'update oauth_codes set used_at = now() where company_id = $1 and code_hash = $2 and used_at is null',
          values,
        });
        if (count > 0) return true;
        const { rows } = await tx.run<{ key_id: string | null }>({
          text: 'update oauth_codes set reused = true where company_id = $1 and code_hash = $2 returning key_id',
          values,
        });
        if (rows[0]?.key_id) await endGrant(ctx, tx, company_id, rows[0].key_id, 'token_reused');
        return false;
      });
    },

    async getRefreshToken(token) {
      const company_id = companyOf(token);
      if (company_id === null) return null;
      const { rows } = await db.read<RefreshRow>(
        { company_id, user_id: null },
        {
          text: `select r.key_id, r.expires_at, r.used_at, k.app_id, k.user_id, k.scopes from oauth_refresh_tokens r
            join api_keys k on k.company_id = r.company_id and k.id = r.key_id and k.revoked_at is null
            where r.company_id = $1 and r.token_hash = $2`,
          values: [company_id, sha256(token)],
        },
      );
      const row = rows[0];
      const user = row ? await activeUser(company_id, row.user_id) : null;
      if (!row || !user) return null;
      return {
        refreshToken: token,
        refreshTokenExpiresAt: new Date(row.expires_at),
        scope: row.scopes,
        client: clientOf(row.app_id),
        user: { ...user, key_id: row.key_id },
      };
    },

    /**
     * A refresh token that comes again was copied by somebody: nobody goes on with it. One that asks for more than was granted is
     * refused here, because the library does so only after the token is used up.
     */
    async revokeToken({ refreshToken, user, scope: granted = [] }) {
      return within(async (tx, company_id) => {
        const { count } = await tx.run({
          text: 'update oauth_refresh_tokens set used_at = now() where company_id = $1 and token_hash = $2 and used_at is null',
          values: [company_id, sha256(refreshToken)],
        });
        if (count === 0) {
          await endGrant(ctx, tx, company_id, user.key_id, 'token_reused');
          return false;
        }
        const asked = scope?.trim().split(/\s+/) ?? [];
        if (!asked.every((one) => granted.includes(one)))
          throw new OAuth2Server.InvalidScopeError('Invalid scope: more than was granted');
        renewed = user.key_id;
        return true;
      });
    },

    generateAccessToken: async () => newApiKey(app?.company_id ?? ''),
    generateRefreshToken: async () => newToken(app?.company_id ?? ''),

    async saveToken(token, client, user) {
      return within(async (tx, company_id) => {
        const key_id =
          renewed === null
            ? await newGrant(tx, company_id, token, user)
            : await renewGrant(tx, company_id, token, renewed);
        if (key_id === null) return null;
        await tx.run({
          text: `insert into oauth_refresh_tokens (company_id, token_hash, key_id, expires_at)
            select company_id, $2, id, least(now() + make_interval(secs => $4::int), created_at + make_interval(secs => $5::int))
            from api_keys where company_id = $1 and id = $3`,
          values: [
            ...[company_id, sha256(token.refreshToken ?? ''), key_id],
            ...[lifetime.refresh, lifetime.grant],
          ],
        });
        return { ...token, client, user };
      });
    },
    getAccessToken: async () => null,
  };

  async function newGrant(
    tx: Tx,
    company_id: string,
    token: Token,
    user: User,
  ): Promise<string | null> {
    const id = newId();
    const { count } = await tx.run({
      text: 'update oauth_codes set key_id = $3 where company_id = $1 and code_hash = $2 and not reused',
      values: [company_id, sha256(token.authorizationCode ?? ''), id],
    });
    if (count === 0) return null;
    await tx.run({
      text: `insert into api_keys (company_id, id, user_id, app_id, name, prefix, key_hash, scopes, secret_expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, now() + make_interval(secs => $9::int))`,
      values: [
        ...[company_id, id, user.id, app?.id, app?.name],
        ...[token.accessToken.slice(0, 12), sha256(token.accessToken), token.scope],
        lifetime.access,
      ],
    });
    await recordEvents(tx, userActor(ctx, company_id, user.id), [
      {
        name: 'oauth_app.connected',
        object: 'oauth_apps',
        record_id: app?.id ?? null,
        after: { key_id: id, scopes: token.scope },
      },
    ]);
    return id;
  }

  /**
   * The token before it works on for a minute, for calls that are under way; but not when it had fewer scopes, because it would come by
   * more. The grant stays whole: what a token was narrowed to is of that token alone.
   */
  async function renewGrant(
    tx: Tx,
    company_id: string,
    token: Token,
    key_id: string,
  ): Promise<string | null> {
    const { count } = await tx.run({
      text: `update api_keys set previous_hash = case when $6::text[] <@ coalesce(secret_scopes, scopes) then key_hash end,
        previous_until = least(secret_expires_at, now() + interval '1 minute'),
        key_hash = $3, prefix = $4, secret_expires_at = now() + make_interval(secs => $5::int),
        secret_scopes = case when scopes <@ $6::text[] then null else $6::text[] end
        where company_id = $1 and id = $2 and revoked_at is null`,
      values: [
        ...[company_id, key_id, sha256(token.accessToken), token.accessToken.slice(0, 12)],
        ...[lifetime.access, token.scope],
      ],
    });
    return count > 0 ? key_id : null;
  }
}
