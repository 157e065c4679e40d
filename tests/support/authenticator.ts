import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const userPresent = 0x01;
const userVerified = 0x04;
const hasCredential = 0x40;

export interface AuthenticatorOptions {
  /** The page that asks. */
  readonly origin?: string;
  /** Whether the person gave a fingerprint or PIN. */
  readonly verified?: boolean;
}

/** A passkey in software: answers as a browser would (WebAuthn, ES256, no attestation). */
export class Authenticator {
  private readonly id = randomBytes(32);
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  private counter = 0;

  constructor(private readonly site = 'localhost') {}

  /** Answers `POST /passkeys/options`. */
  make({ challenge }: { challenge: string }, how: AuthenticatorOptions = {}): object {
    const { x = '', y = '' } = this.keys.publicKey.export({ format: 'jwk' });
    // COSE: {1: 2, 3: -7, -1: 1, -2: x, -3: y}
    const key = Buffer.concat([
      Buffer.from('a5010203262001215820', 'hex'),
      Buffer.from(x, 'base64url'),
      Buffer.from('225820', 'hex'),
      Buffer.from(y, 'base64url'),
    ]);
    const length = Buffer.from([0, this.id.length]);
    const data = Buffer.concat([
      this.head(hasCredential, how),
      Buffer.alloc(16),
      length,
      this.id,
      key,
    ]);
    // CBOR: {fmt: 'none', attStmt: {}, authData: data}
    const attestationObject = Buffer.concat([
      Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746158', 'hex'),
      Buffer.from([data.length]),
      data,
    ]);
    return this.credential({
      clientDataJSON: clientData('webauthn.create', challenge, how).toString('base64url'),
      attestationObject: attestationObject.toString('base64url'),
      transports: ['internal'],
    });
  }

  /** Answers `POST /auth/passkey/options`. */
  answer({ challenge }: { challenge: string }, how: AuthenticatorOptions = {}): object {
    this.counter += 1;
    const data = this.head(0, how);
    const client = clientData('webauthn.get', challenge, how);
    const signed = Buffer.concat([data, createHash('sha256').update(client).digest()]);
    return this.credential({
      clientDataJSON: client.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: sign('sha256', signed, this.keys.privateKey).toString('base64url'),
    });
  }

  private head(extra: number, { verified = true }: AuthenticatorOptions): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    const flags = userPresent | (verified ? userVerified : 0) | extra;
    const site = createHash('sha256').update(this.site).digest();
    return Buffer.concat([site, Buffer.from([flags]), counter]);
  }

  private credential(response: object): object {
    const id = this.id.toString('base64url');
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
  }
}

const clientData = (
  type: string,
  challenge: string,
  { origin = 'http://localhost:3000' }: AuthenticatorOptions,
): Buffer => Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
