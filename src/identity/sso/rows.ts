import type { Ctx } from '@/core/run/context';
import { AppError, notFound } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { instantJson } from '../members/rows';
import { type RoleName, ranks } from '../permissions';

/** A connection as it is shown; never its secret. */
export interface Connection {
  readonly id: string;
  readonly kind: 'oidc' | 'saml';
  readonly name: string;
  readonly active: boolean;
  readonly issuer: string;
  readonly client_id: string;
  readonly has_secret: boolean;
  readonly sso_url: string;
  readonly certificates: readonly string[];
  readonly just_in_time: boolean;
  readonly default_role: RoleName;
  readonly trusts_mail: boolean;
  readonly vouched_role: RoleName;
}

/** JSON of the row `c` of sso_connections. */
export const connectionJson = `jsonb_build_object('id', c.id, 'kind', c.kind, 'name', c.name, 'active', c.active, 'issuer', c.issuer,
  'client_id', c.client_id, 'has_secret', c.client_secret <> '', 'sso_url', c.sso_url, 'certificates', c.certificates,
  'just_in_time', c.just_in_time, 'default_role', c.default_role, 'trusts_mail', c.trusts_mail, 'vouched_role', c.vouched_role,
  'created_at', ${instantJson('c.created_at')}, 'updated_at', ${instantJson('c.updated_at')})`;

/** Below the domain, so that it stands in nobody's way there. */
const recordName = '_ambit-challenge';

/** JSON of the row `d` of sso_domains. */
export const domainJson = `jsonb_build_object('id', d.id, 'connection_id', d.connection_id, 'domain', d.domain,
  'record', jsonb_build_object('name', '${recordName}.' || d.domain, 'value', 'ambit-verification=' || d.proof),
  'verified_at', ${instantJson('d.verified_at')})`;

/** Locks a connection of the company. Throws 404. */
export async function lockConnection(tx: Tx, company_id: string, id: string): Promise<Connection> {
  const { rows } = await tx.run<{ connection: Connection }>({
    text: `select ${connectionJson} as connection from sso_connections c where c.company_id = $1 and c.id = $2 for update`,
    values: [company_id, id],
  });
  if (!rows[0]) throw notFound();
  return rows[0].connection;
}

/** Locks a connection that the caller may change. Throws 404, and 403 when somebody above them vouches for it. */
export async function lockOurs(ctx: Ctx, tx: Tx, id: string): Promise<Connection> {
  const connection = await lockConnection(tx, ctx.scope.company_id, id);
  mayVouch(ctx, connection.vouched_role);
  return connection;
}

/** Throws 403 for what somebody above the caller answers for. */
export function mayVouch(ctx: Ctx, role: RoleName): void {
  if (!ranks(ctx.principal.role, role))
    throw new AppError('forbidden', 'Somebody above your own role answers for this.');
}

/** A connection with what signing in by it takes; null when it is gone or switched off. */
export interface OpenConnection extends Connection {
  readonly company_id: string;
  readonly client_secret: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

export async function openConnection(
  tx: Tx,
  company_id: string,
  id: string,
): Promise<OpenConnection | null> {
  const { rows } = await tx.run<{ connection: OpenConnection }>({
    name: 'sso_connection',
    text: `select ${connectionJson} || jsonb_build_object('company_id', c.company_id, 'client_secret', c.client_secret, 'metadata', c.metadata) as connection
      from sso_connections c where c.company_id = $1 and c.id = $2 and c.active`,
    values: [company_id, id],
  });
  return rows[0]?.connection ?? null;
}

/** The provider part of a sign-in account: whoever signs in is known by connection and subject, never by mail. */
export const providerOf = (connection_id: string): string => `sso:${connection_id}`;
