import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Anonymous, App } from '@/core/run/context';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { type Seal, sealFor } from '@/platform/seal';
import { ssoCookie, ssoKeyOf } from '../session/cookie';
import { sha256 } from '../session/keys';
import type { Vouched } from './admit';

/** How long somebody may take at their provider, seconds. */
const patience = 600;

/** A sign-in that was begun: where, and what its answer has to match. */
export interface Begun {
  readonly company_id: string;
  readonly connection_id: string;
  /** SHA-256 of the key in the cookie of the browser that began it. */
  readonly browser: string;
  /** OIDC. */
  readonly verifier?: string;
  readonly nonce?: string;
  /** SAML: the id of what was asked. */
  readonly request_id?: string;
  /** SAML, once the provider's answer was taken: who it is. */
  readonly person?: Vouched;
}

/** What can be used once: a `state` sent to a provider, a `ticket` made of its answer. */
type Use = 'state' | 'ticket';

const identifierOf = (use: Use, token: string): string => sha256(`sso ${use} ${token}`);

const sealOf = ({ env }: Pick<App, 'env'>): Seal => sealFor(env.secret, 'sso-state');

export const newToken = (): string => randomBytes(32).toString('base64url');

/** Remembers what was begun under a token. `tx` is of the auth role. */
export async function remember(
  tx: Tx,
  app: App,
  use: Use,
  token: string,
  begun: Begun,
): Promise<void> {
  const identifier = identifierOf(use, token);
  await tx.run({
    name: 'sso_remember',
    text: `insert into verifications (id, identifier, value, expires_at) values ($1, $2, $3, now() + make_interval(secs => $4))`,
    values: [newId(), identifier, sealOf(app).close(JSON.stringify(begun), identifier), patience],
  });
}

/** What was begun under a token, this once: of parallel calls one gets it. Null for a token that is unknown, used or too old. */
export async function recall(app: App, use: Use, token: string): Promise<Begun | null> {
  const identifier = identifierOf(use, token);
  const { rows } = await app.db.asAuth((tx) =>
    tx.run<{ value: string; alive: boolean }>({
      name: 'sso_recall',
      text: 'delete from verifications where identifier = $1 returning value, expires_at > now() as alive',
      values: [identifier],
    }),
  );
  const row = rows[0];
  return row?.alive ? (JSON.parse(sealOf(app).open(row.value, identifier)) as Begun) : null;
}

/** The key by which a browser is known until it comes back; the one it has, or a new one. */
export function browserKey({ app }: Anonymous, request: Request): { key: string; cookie: string } {
  const known = ssoKeyOf(app.env, request);
  const key = known && /^[\w-]{43}$/.test(known) ? known : newToken();
  return { key, cookie: ssoCookie(app.env, key, patience) };
}

/** Whether it is the browser that began it: nobody can sign another person in as themselves by a link. */
export function isSameBrowser(app: App, request: Request, { browser }: Begun): boolean {
  const key = ssoKeyOf(app.env, request);
  if (key === null) return false;
  const [given, wanted] = [Buffer.from(sha256(key)), Buffer.from(browser)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
