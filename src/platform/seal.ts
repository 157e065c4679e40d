import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { derivedSecret } from './secret';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** Makes texts unreadable without the installation's secret, and bound to where they belong. */
export interface Seal {
  /** `place` is what the text belongs to, such as the id of its row: elsewhere it does not open. */
  close(text: string, place: string): string;
  /** Throws when the secret, the place or a bit of it is another. */
  open(sealed: string, place: string): string;
}

/** The seal for one purpose; its key is derived from the secret, so that of another purpose opens nothing. */
export function sealFor(secret: string, purpose: string): Seal {
  const key = Buffer.from(derivedSecret(secret, `seal:${purpose}`), 'base64url');
  return {
    close(text, place) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(place));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(sealed, place) {
      const bytes = Buffer.from(sealed, 'base64url');
      const body = bytes.subarray(nonceBytes + tagBytes);
      const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      })
        .setAAD(Buffer.from(place))
        .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    },
  };
}
