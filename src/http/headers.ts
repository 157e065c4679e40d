import type { Env, S3 } from '@/platform/env';

type HeaderSet = Readonly<Record<string, string>>;

/** On every answer, whatever it is. HSTS only when people reach us by https. */
export function commonHeaders(env: Env): HeaderSet {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    ...(env.secure ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains' } : {}),
  };
}

/** Data is never a page: should a browser render it all the same, nothing in it runs. */
export function apiHeaders(env: Env): HeaderSet {
  return {
    ...commonHeaders(env),
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  };
}

/** Inline style elements that cannot carry a nonce: the empty string, and the style sheet of sonner 2.0.8. */
const knownStyles =
  "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-StEaX+se6YS7pqjzrzMIA0KaX9zF/8zAhvQXZAe5epY='";

/** Where browsers send files when they go past us. */
function bucketOrigin({ endpoint, bucket, region, path_style }: S3): string {
  const { protocol, host } = new URL(endpoint ?? `https://s3.${region}.amazonaws.com`);
  return `${protocol}//${path_style ? host : `${bucket}.${host}`}`;
}

/** The policy of a page. Development needs eval and a web socket for reloading. */
export function pagePolicy(env: Env, nonce: string): string {
  const development = !env.production;
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}' ${knownStyles}`}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${env.s3 ? ` ${bucketOrigin(env.s3)}` : ''}${development ? ' ws: wss:' : ''}`,
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(env.secure ? ['upgrade-insecure-requests'] : []),
  ].join('; ');
}
