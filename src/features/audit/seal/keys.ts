import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { derivedSecret } from '@/platform/secret';

/** What seals, checkpoints and values of events are proven with; never in the database. */
export interface SealKeys {
  readonly seals: string;
  readonly values: KeyObject;
}

/** From the installation's secret. */
export const sealKeys = (secret: string): SealKeys => ({
  seals: derivedSecret(secret, 'audit-seals'),
  values: createSecretKey(derivedSecret(secret, 'audit-values'), 'utf8'),
});

/** Proof that whoever knows the key wrote `text` for `purpose`. */
export const macOf = ({ seals }: SealKeys, purpose: string, text: string): string =>
  createHmac('sha256', seals).update(`${purpose}:${text}`).digest('base64url');

/** Whether `mac` is the proof of `text`. */
export function isMac(keys: SealKeys, purpose: string, text: string, mac: string): boolean {
  const [wanted, given] = [Buffer.from(macOf(keys, purpose, text)), Buffer.from(mac)];
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}
