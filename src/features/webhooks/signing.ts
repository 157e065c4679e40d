import { createHmac, randomBytes } from 'node:crypto';
import type { App } from '@/core/run/context';
import { type Seal, sealFor } from '@/platform/seal';

const prefix = 'whsec_';

/** A new secret: 256 random bits, as Standard Webhooks writes them. */
export const newSecret = (): string => prefix + randomBytes(32).toString('base64');

/** Seals the secrets of webhooks; the place is the id of the webhook. */
export const secretSeal = ({ env }: Pick<App, 'env'>): Seal => sealFor(env.secret, 'webhooks');

/** The headers of Standard Webhooks, signed with every secret that is valid now. */
export function signedHeaders(
  secrets: readonly string[],
  id: string,
  sent_at: Date,
  body: string,
): Record<string, string> {
  const timestamp = String(Math.floor(sent_at.getTime() / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(prefix.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}
