import { AppError } from '@/core/shape/errors';
import type { Limit, Limiter } from '@/platform/limits';

/** Wrong passwords for one account from one network, or from one known browser. */
const perNetwork: Limit = { points: 10, seconds: 15 * 60 };
/** For one account from everywhere but its known browsers. */
const perAccount: Limit = { points: 100, seconds: 60 * 60 };

/** Wrong codes, for somebody whose password was right or who is signed in: a guess hits once in 300,000. */
const codesPerNetwork: Limit = { points: 5, seconds: 15 * 60 };
const codesPerAccount: Limit = { points: 30, seconds: 60 * 60 };

const networkBucket = 'sign_in_network';
const accountBucket = 'sign_in_account';

/** One try to sign in. */
export interface Attempt {
  readonly email: string;
  readonly ip: string | null;
  /** A browser that signed in as this account before. */
  readonly device: string | null;
}

/** An IPv4 /24 or an IPv6 /48: changing the last digits of an address does not make a new guesser. */
export function networkOf(ip: string | null): string {
  if (ip === null) return 'unknown';
  if (!ip.includes(':')) return ip.split('.').slice(0, 3).join('.');
  const [head = ''] = ip.split('::', 1);
  return head.split(':').slice(0, 3).join(':');
}

const keyOf = ({ email, ip, device }: Attempt): string =>
  device === null ? `${email} ${networkOf(ip)}` : `${email} device ${device}`;

/** Counts an attempt before the password is looked at, so parallel guesses count too. Throws 429. */
export async function countAttempt(limiter: Limiter, attempt: Attempt): Promise<void> {
  await take(limiter, networkBucket, keyOf(attempt), perNetwork);
  if (attempt.device === null) await take(limiter, accountBucket, attempt.email, perAccount);
}

/** Counts a code of the second factor before it is looked at. Throws 429. */
export async function countCode(limiter: Limiter, attempt: Attempt): Promise<void> {
  await take(limiter, 'code_network', keyOf(attempt), codesPerNetwork, 'codes');
  if (attempt.device === null)
    await take(limiter, 'code_account', attempt.email, codesPerAccount, 'codes');
}

/** Forgets the codes of whoever gave the right one. */
export async function clearCodes(limiter: Limiter, attempt: Attempt): Promise<void> {
  await limiter.forget('code_network', keyOf(attempt), codesPerNetwork);
}

/** Forgets the attempts of whoever proved to know the password. Guesses from elsewhere go on counting. */
export async function clearAttempts(limiter: Limiter, attempt: Attempt): Promise<void> {
  await limiter.forget(networkBucket, keyOf(attempt), perNetwork);
}

async function take(
  limiter: Limiter,
  bucket: string,
  key: string,
  limit: Limit,
  what: 'passwords' | 'codes' = 'passwords',
): Promise<void> {
  const { allowed, reset_seconds } = await limiter.take(bucket, key, limit);
  if (allowed) return;
  const minutes = Math.ceil(reset_seconds / 60);
  throw new AppError(
    'rate_limited',
    what === 'passwords'
      ? `Too many wrong passwords. Try again in ${minutes} minutes or reset the password.`
      : `Too many wrong codes. Try again in ${minutes} minutes.`,
    { retry_after: reset_seconds, points: limit.points },
  );
}
