import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { betterAuth } from 'better-auth/minimal';
import type { Tx } from '@/platform/db/types';
import type { Env } from '@/platform/env';
import { newId } from '@/platform/ids';
import { cookieSecret, sessionCookieName, sessionSeconds } from './cookie';
import { hashedSessionTokens } from './hashed-tokens';
import { longestPassword, shortestPassword } from './password-rules';
import { hashPassword, verifyPassword } from './passwords';
import { sessions, sign_in_accounts, users, verifications } from './tables';

const times = { createdAt: 'created_at', updatedAt: 'updated_at' } as const;

/** Receives the token of a password reset; it must be mailed after the commit only. */
export type OnReset = (user: { id: string; name: string; email: string }, token: string) => void;

/**
 * Better Auth on an open transaction of the auth role: what it writes commits or rolls back with the rest.
 * It is called as a library; none of its own endpoints is mounted, and limits and the origin check are ours.
 */
export function authOn(tx: Tx, env: Env, onReset: OnReset = () => undefined) {
  const schema = {
    user: users,
    session: sessions,
    account: sign_in_accounts,
    verification: verifications,
  };
  return betterAuth({
    appName: 'Ambit',
    baseURL: env.base_url,
    basePath: '/api/auth',
    secret: cookieSecret(env),
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    database: hashedSessionTokens(drizzleAdapter(tx.orm, { provider: 'pg', schema })),
    advanced: {
      database: { generateId: () => newId() },
      ipAddress: { disableIpTracking: true },
      disableCSRFCheck: true,
      disableOriginCheck: true,
      cookies: {
        session_token: { name: sessionCookieName(env), attributes: { secure: env.secure } },
      },
      useSecureCookies: false,
    },
    user: { fields: { emailVerified: 'email_verified', ...times } },
    session: {
      expiresIn: sessionSeconds,
      disableSessionRefresh: true,
      fields: {
        token: 'token_hash',
        userId: 'user_id',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        expiresAt: 'expires_at',
        ...times,
      },
    },
    account: {
      fields: {
        userId: 'user_id',
        providerId: 'provider_id',
        accountId: 'account_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        ...times,
      },
    },
    verification: { storeIdentifier: 'hashed', fields: { expiresAt: 'expires_at', ...times } },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: shortestPassword,
      maxPasswordLength: longestPassword * 2,
      password: { hash: hashPassword, verify: verifyPassword },
      resetPasswordTokenExpiresIn: 3600,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: async ({ user, token }) => onReset(user, token),
    },
  });
}
