import { randomBytes } from 'node:crypto';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { sha256 } from './keys';

/** What a one-time token is for: one of another purpose is no token. */
type Purpose = 'second_step' | 'passkey_sign_in' | 'passkey_new';

const identifierOf = (purpose: Purpose, token: string): string => sha256(`${purpose}:${token}`);

/** A new token that stands for `value` for some seconds; only its hash is kept. `tx` is of the auth role. */
export async function keepOnce(
  tx: Tx,
  purpose: Purpose,
  value: string,
  seconds: number,
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await tx.run({
    name: 'keep_once',
    text: 'insert into verifications (id, identifier, value, expires_at) values ($1, $2, $3, now() + make_interval(secs => $4))',
    values: [newId(), identifierOf(purpose, token), value, seconds],
  });
  return token;
}

/** What a token stands for; null when it was used, is too old or never was. Others who ask wait until this is over. */
export async function lookOnce(tx: Tx, purpose: Purpose, token: string): Promise<string | null> {
  const { rows } = await tx.run<{ value: string }>({
    name: 'look_once',
    text: 'select value from verifications where identifier = $1 and expires_at > now() for update',
    values: [identifierOf(purpose, token)],
  });
  return rows[0]?.value ?? null;
}

/** Uses a token up and tells what it stood for; of parallel calls one succeeds. */
export async function takeOnce(tx: Tx, purpose: Purpose, token: string): Promise<string | null> {
  const { rows } = await tx.run<{ value: string }>({
    name: 'use_once',
    text: 'delete from verifications where identifier = $1 and expires_at > now() returning value',
    values: [identifierOf(purpose, token)],
  });
  return rows[0]?.value ?? null;
}
