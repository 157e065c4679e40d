import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  verifyAuthenticationResponse,
} from '@simplewebauthn/server';
import type { z } from 'zod';
import type { App } from '@/core/run/context';
import { invalid } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { keepOnce, takeOnce } from '../session/one-time';
import type { passkeyAnswer } from '../shapes';

export type PasskeyAnswer = z.output<typeof passkeyAnswer>;

interface Row {
  readonly id: string;
  readonly user_id: string;
  readonly public_key: string;
  readonly counter: number;
}

/** How long a browser may take to answer, seconds. */
export const challengeSeconds = 300;

/** The site a passkey belongs to: it works at no other. */
export const siteOf = ({ env }: Pick<App, 'env'>): { id: string; origin: string } => ({
  id: new URL(env.base_url).hostname,
  origin: env.base_url,
});

/** The challenge inside of what the browser signed; '' when there is none. */
export function challengeIn(clientDataJSON: string): string {
  try {
    const data: unknown = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'));
    const challenge = (data as { challenge?: unknown } | null)?.challenge;
    // We hand out a token as text, which travels as its bytes.
    return typeof challenge === 'string'
      ? Buffer.from(challenge, 'base64url').toString('utf8')
      : '';
  } catch {
    return '';
  }
}

/** What a browser needs to sign in with any passkey it has for this site. */
export async function passkeyQuestion(tx: Tx, app: App) {
  const challenge = await keepOnce(tx, 'passkey_sign_in', '', challengeSeconds);
  return generateAuthenticationOptions({
    rpID: siteOf(app).id,
    challenge,
    timeout: challengeSeconds * 1000,
    userVerification: 'required',
  });
}

/** Checks the answer of a passkey and uses its challenge up. Returns whose it is. Throws 422. */
export async function checkPasskey(tx: Tx, app: App, answer: PasskeyAnswer): Promise<string> {
  const challenge = challengeIn(answer.response.clientDataJSON);
  const { rows } = await tx.run<Row>({
    text: 'select id, user_id, public_key, counter::float8 as counter from passkeys where credential_id = $1 for update',
    values: [answer.id],
  });
  const [key] = rows;
  if (!key || (await takeOnce(tx, 'passkey_sign_in', challenge)) === null) throw wrongPasskey();
  const { id, origin } = siteOf(app);
  const verified = await verifyAuthenticationResponse({
    response: answer as AuthenticationResponseJSON,
    expectedChallenge: Buffer.from(challenge).toString('base64url'),
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
    credential: {
      id: answer.id,
      publicKey: new Uint8Array(Buffer.from(key.public_key, 'base64url')),
      counter: key.counter,
    },
  }).catch(() => null);
  if (!verified?.verified) throw wrongPasskey();
  await tx.run({
    text: 'update passkeys set counter = $2, last_used_at = now() where id = $1',
    values: [key.id, verified.authenticationInfo.newCounter],
  });
  return key.user_id;
}

/** The same whatever is wrong, so nothing is learnt of passkeys that exist. */
export const wrongPasskey = () =>
  invalid([
    {
      path: 'passkey',
      code: 'wrong_passkey',
      message: 'This passkey is not known here or was not confirmed in time. Try again.',
    },
  ]);
