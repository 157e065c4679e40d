import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Env } from '@/platform/env';
import { derivedSecret } from '@/platform/secret';

/** Longest life of a session, seconds. */
export const sessionSeconds = 30 * 24 * 3600;
/** A browser counts as known for this long after it signed in, seconds. */
const deviceSeconds = 365 * 24 * 3600;

/** `__Host-` binds a cookie to this host and to https; browsers refuse the prefix without https. */
const cookieName = (env: Env, name: string): string => (env.secure ? `__Host-${name}` : name);

export const sessionCookieName = (env: Env): string => cookieName(env, 'ambit_session');
const pendingCookieName = (env: Env): string => cookieName(env, 'ambit_pending');
const deviceCookieName = (env: Env): string => cookieName(env, 'ambit_device');

const cookieSecrets = new WeakMap<Env, string>();

/** The key that signs cookies; Better Auth is given the same one. Needed with every request, so derived once. */
export function cookieSecret(env: Env): string {
  const known = cookieSecrets.get(env);
  if (known !== undefined) return known;
  const secret = derivedSecret(env.secret, 'cookies');
  cookieSecrets.set(env, secret);
  return secret;
}

/** The value of a cookie of `request`, decoded; null when absent or malformed. */
function readCookie(request: Request, name: string): string | null {
  const header = request.headers.get('cookie');
  if (!header) return null;
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at < 0 || part.slice(0, at).trim() !== name) continue;
    try {
      return decodeURIComponent(part.slice(at + 1).trim());
    } catch {
      return null;
    }
  }
  return null;
}

const signature = (secret: string, value: string): string =>
  createHmac('sha256', secret).update(value).digest('base64');

/** The part before the signature; null when the signature is not ours. */
function unsign(secret: string, signed: string): string | null {
  const dot = signed.lastIndexOf('.');
  if (dot < 1) return null;
  const value = signed.slice(0, dot);
  const given = Buffer.from(signed.slice(dot + 1));
  const wanted = Buffer.from(signature(secret, value));
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? value : null;
}

const attributes = (env: Env, seconds: number): string =>
  `Max-Age=${seconds}; Path=/; HttpOnly; SameSite=Lax${env.secure ? '; Secure' : ''}`;

const setCookie = (env: Env, name: string, value: string, seconds: number): string =>
  `${name}=${encodeURIComponent(value)}; ${attributes(env, seconds)}`;

/** Cookies whose signature was ours, with their tokens: a browser sends the same one with every request. */
const checked = new WeakMap<Env, Map<string, string>>();
const mostChecked = 2000;

/** The session token a request carries, its signature checked; whether it still lives is for the database. */
export function sessionToken(env: Env, request: Request): string | null {
  const value = readCookie(request, sessionCookieName(env));
  if (value === null) return null;
  let tokens = checked.get(env);
  if (!tokens) checked.set(env, (tokens = new Map()));
  const known = tokens.get(value);
  if (known !== undefined) return known;
  const token = unsign(cookieSecret(env), value);
  if (token === null) return null;
  if (tokens.size >= mostChecked) tokens.clear();
  tokens.set(value, token);
  return token;
}

/** `Set-Cookie` that starts a session in the browser. */
export const sessionCookie = (env: Env, token: string): string =>
  setCookie(
    env,
    sessionCookieName(env),
    `${token}.${signature(cookieSecret(env), token)}`,
    sessionSeconds,
  );

/** `Set-Cookie` that ends it. */
export const endedCookie = (env: Env): string =>
  `${sessionCookieName(env)}=; ${attributes(env, 0)}`;

/** A password that was right waits this long for the second factor, seconds. */
export const pendingSeconds = 600;

/** The token of a sign-in that waits for its second factor. It is no session: it opens nothing but the second step. */
export const pendingToken = (env: Env, request: Request): string | null =>
  readCookie(request, pendingCookieName(env));

/** `Set-Cookie` that lets the browser go on with the second step. */
export const pendingCookie = (env: Env, token: string): string =>
  setCookie(env, pendingCookieName(env), token, pendingSeconds);

/** `Set-Cookie` that ends it. */
export const endedPendingCookie = (env: Env): string =>
  `${pendingCookieName(env)}=; ${attributes(env, 0)}`;

/**
 * Whether this browser signed in as `email` before. Such a browser keeps its own count of wrong
 * passwords, so somebody who guesses from the same network cannot lock its owner out.
 * Returns a stable name of the device, or null.
 */
export function knownDevice(env: Env, request: Request, email: string): string | null {
  const value = readCookie(request, deviceCookieName(env));
  const device = value === null ? null : unsign(deviceSecret(env, email), value);
  return device;
}

/** `Set-Cookie` that makes this browser a known device of `email`. */
export function deviceCookie(env: Env, email: string, device: string): string {
  const signed = `${device}.${signature(deviceSecret(env, email), device)}`;
  return setCookie(env, deviceCookieName(env), signed, deviceSeconds);
}

const ssoCookieName = (env: Env): string => cookieName(env, 'ambit_sso');

/** What binds a sign-in at an identity provider to the browser that began it. */
export const ssoKeyOf = (env: Env, request: Request): string | null =>
  readCookie(request, ssoCookieName(env));

/** `Set-Cookie` of that key; null ends it. */
export const ssoCookie = (env: Env, key: string | null, seconds: number): string =>
  setCookie(env, ssoCookieName(env), key ?? '', key === null ? 0 : seconds);

const deviceSecret = (env: Env, email: string): string =>
  derivedSecret(env.secret, `device:${email}`);
