import { createHmac, randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type { App } from '@/core/run/context';
import { invalid } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { sealFor } from '@/platform/seal';
import { derivedSecret } from '@/platform/secret';

const period = 30;
const sixDigits = /^\d{6}$/;
const howMany = 10;
/** Without what is easily mistaken: 24 of them are 118 bits, enough for a fast hash (ASVS V6.5.2 asks for 112). */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

type Parts = Pick<App, 'env' | 'clock'>;

const sealOf = ({ env }: Parts) => sealFor(env.secret, 'second_factor');

const totpOf = (secret: Secret, email: string): TOTP =>
  new TOTP({ issuer: 'Ambit', label: email, secret, period });

/** Makes the secret of an authenticator app that is not on yet, replacing one that never was. False when one is on. */
export async function offerTotp(
  tx: Tx,
  app: Parts,
  { id, email }: { readonly id: string; readonly email: string },
): Promise<{ secret: string; uri: string } | null> {
  const secret = new Secret({ size: 20 });
  const { count } = await tx.run({
    text: `insert into totp_secrets as t (user_id, sealed) values ($1, $2)
      on conflict (user_id) do update set sealed = excluded.sealed, last_step = 0 where t.confirmed_at is null`,
    values: [id, sealOf(app).close(secret.base32, id)],
  });
  return count === 1 ? { secret: secret.base32, uri: totpOf(secret, email).toString() } : null;
}

/** Whether a code of the app is right; it is used up. `on`: whether the app has to be on already, or not yet. */
export async function totpFits(
  tx: Tx,
  app: Parts,
  user_id: string,
  code: string,
  on: boolean,
): Promise<boolean> {
  if (!sixDigits.test(code)) return false;
  const { rows } = await tx.run<{ sealed: string }>({
    text: 'select sealed from totp_secrets where user_id = $1 and (confirmed_at is not null) = $2 for update',
    values: [user_id, on],
  });
  if (!rows[0]) return false;
  const secret = Secret.fromBase32(sealOf(app).open(rows[0].sealed, user_id));
  const timestamp = app.clock.now().getTime();
  const delta = totpOf(secret, '').validate({ token: code, timestamp, window: 1 });
  if (delta === null) return false;
  const step = Math.floor(timestamp / 1000 / period) + delta;
  const { count } = await tx.run({
    text: 'update totp_secrets set last_step = $2, confirmed_at = coalesce(confirmed_at, now()) where user_id = $1 and last_step < $2',
    values: [user_id, step],
  });
  return count === 1;
}

/** Replaces the recovery codes of a user. Only their hashes are kept, so they are shown this once. */
export async function newRecoveryCodes(tx: Tx, app: Parts, user_id: string): Promise<string[]> {
  const codes = Array.from({ length: howMany }, () => {
    const text = Array.from({ length: 24 }, () => letters[randomInt(letters.length)]).join('');
    return text.replace(/.{6}(?=.)/g, '$&-');
  });
  await tx.run({ text: 'delete from recovery_codes where user_id = $1', values: [user_id] });
  await tx.run({
    text: 'insert into recovery_codes (user_id, code_hash) select $1, unnest($2::text[])',
    values: [user_id, codes.map((code) => recoveryHash(app, user_id, code))],
  });
  return codes;
}

const recoveryHash = ({ env }: Parts, user_id: string, code: string): string =>
  createHmac('sha256', derivedSecret(env.secret, 'recovery_codes'))
    .update(`${user_id}:${code.replace(/[\s-]/g, '').toLowerCase()}`)
    .digest('base64url');

/** What a code proved: that of the app, or one of the recovery codes. */
export type Proof = 'totp' | 'recovery_code';

/** Checks a code of somebody whose second factor is on, and uses it up. Throws 422 on `code`. */
export async function checkCode(tx: Tx, app: Parts, user_id: string, code: string): Promise<Proof> {
  const plain = code.replace(/[\s-]/g, '');
  if (sixDigits.test(plain)) {
    if (await totpFits(tx, app, user_id, plain, true)) return 'totp';
    throw wrongCode();
  }
  const { count } = await tx.run({
    text: 'delete from recovery_codes where user_id = $1 and code_hash = $2',
    values: [user_id, recoveryHash(app, user_id, code)],
  });
  if (count === 0) throw wrongCode();
  return 'recovery_code';
}

/** Whether signing in with the password takes a second step. */
export async function hasTotp(tx: Tx, user_id: string): Promise<boolean> {
  const { count } = await tx.run({
    name: 'has_totp',
    text: 'select from totp_secrets where user_id = $1 and confirmed_at is not null',
    values: [user_id],
  });
  return count > 0;
}

export const wrongCode = () =>
  invalid([
    {
      path: 'code',
      code: 'wrong_code',
      message: 'This code is wrong or was used already. Wait for the next one.',
    },
  ]);
