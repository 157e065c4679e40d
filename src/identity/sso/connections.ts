import type { Ctx } from '@/core/run/context';
import { actorOf, recordEvents } from '@/core/run/events';
import { action } from '@/core/run/module';
import { AppError, invalid } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { enterCompany } from '../enter-company';
import { type RoleName, ranks } from '../permissions';
import { principalsOf } from '../session/principals';
import * as contract from './contract';
import { discovered, secretSeal } from './provider';
import { type Connection, connectionJson, lockOurs, providerOf } from './rows';

/** Most connections of a company. */
const most = 20;

/** Nobody gives a role above their own, by a connection neither. */
export function mayGive(ctx: Ctx, role: RoleName | undefined): void {
  if (role === undefined || ranks(ctx.principal.role, role)) return;
  throw invalid([
    { path: 'default_role', code: 'above_own', message: 'You cannot give a role above your own.' },
  ]);
}

const told = ({
  name,
  kind,
  active,
  issuer,
  client_id,
  sso_url,
  just_in_time,
  default_role,
  trusts_mail,
}: Connection) =>
  ({
    name,
    kind,
    active,
    issuer,
    client_id,
    sso_url,
    just_in_time,
    default_role,
    trusts_mail,
  }) as const;

/** Writes down what became of a connection, naming the fields that changed; secrets are no part of it. */
export function noteConnection(
  ctx: Ctx,
  tx: Tx,
  verb: 'created' | 'updated' | 'deleted',
  before: Connection | null,
  after: Connection | null,
  more: object = {},
): Promise<void> {
  const [old, now] = [before && told(before), after && told(after)];
  const of = (row: typeof old, other: typeof old) =>
    row &&
    Object.fromEntries(
      Object.entries(row).filter(([key, value]) => other?.[key as keyof typeof other] !== value),
    );
  const id = (after ?? before)?.id ?? null;
  return recordEvents(tx, actorOf(ctx), [
    {
      name: `sso_connection.${verb}`,
      object: 'sso_connections',
      record_id: id,
      before: of(old, now),
      after: now && { ...of(now, old), ...more },
    },
  ]);
}

/** Throws 409 when the company has too many. */
export async function checkRoom(tx: Tx, company_id: string): Promise<void> {
  const { rows } = await tx.run<{ count: number }>({
    text: 'select count(*)::int as count from sso_connections where company_id = $1',
    values: [company_id],
  });
  if ((rows[0]?.count ?? 0) >= most)
    throw new AppError('conflict', `A company has at most ${most} identity providers.`);
}

/** POST /api/sso/oidc */
export const createOidc = action(contract.createOidc, async (ctx, { body }) => {
  mayGive(ctx, body.default_role);
  const metadata = await discovered(ctx.app, body.issuer);
  const id = newId();
  const { company_id } = ctx.scope;
  const data = await ctx.app.db.withCompany(ctx.scope, async (tx) => {
    await checkRoom(tx, company_id);
    const { client_secret } = body;
    const { rows } = await tx.run<{ connection: Connection }>({
      text: `insert into sso_connections as c (company_id, id, kind, name, issuer, client_id, client_secret, metadata, just_in_time,
          default_role, trusts_mail, vouched_role, created_by)
        values ($1, $2, 'oidc', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning ${connectionJson} as connection`,
      values: [
        company_id,
        id,
        body.name,
        metadata.issuer,
        body.client_id,
        client_secret === '' ? '' : secretSeal(ctx.app).close(client_secret, id),
        JSON.stringify(metadata),
        body.just_in_time,
        body.default_role,
        body.trusts_mail,
        ctx.principal.role,
        ctx.principal.user.id,
      ],
    });
    const made = rows[0]?.connection ?? null;
    await noteConnection(ctx, tx, 'created', null, made);
    return made;
  });
  return { data };
});

/** PATCH /api/sso/oidc/{id} */
export const updateOidc = action(contract.updateOidc, async (ctx, { params, body }) => {
  mayGive(ctx, body.default_role);
  const { company_id } = ctx.scope;
  const before = await ctx.app.db.withCompany(ctx.scope, (tx) => lockOurs(ctx, tx, params.id));
  mustBe(before, 'oidc');
  const metadata = await discovered(ctx.app, body.issuer ?? before.issuer);
  const { client_secret: secret } = body;
  const other =
    metadata.issuer !== before.issuer ||
    (body.client_id ?? before.client_id) !== before.client_id ||
    (body.trusts_mail ?? before.trusts_mail) !== before.trusts_mail ||
    secret !== undefined;
  const data = await changed(ctx, params.id, other, (tx) =>
    tx.run({
      text: `update sso_connections set name = coalesce($3, name), issuer = $4, client_id = coalesce($5, client_id),
          client_secret = coalesce($6, client_secret), metadata = $7, just_in_time = coalesce($8, just_in_time),
          default_role = coalesce($9, default_role), trusts_mail = coalesce($10, trusts_mail), active = coalesce($11, active)
        where company_id = $1 and id = $2`,
      values: [
        company_id,
        params.id,
        body.name ?? null,
        metadata.issuer,
        body.client_id ?? null,
        secret ? secretSeal(ctx.app).close(secret, params.id) : (secret ?? null),
        JSON.stringify(metadata),
        body.just_in_time ?? null,
        body.default_role ?? null,
        body.trusts_mail ?? null,
        body.active ?? null,
      ],
    }),
  );
  return { data };
});

/** A connection of one kind is not changed as one of the other: 404, as everything that is not there. */
export function mustBe({ kind }: Connection, wanted: Connection['kind']): void {
  if (kind !== wanted) throw new AppError('not_found', 'This record does not exist.');
}

/**
 * Runs a change of a connection. Once it is another provider (`other`), whoever changed it vouches for it, and accounts known
 * by the old one mean nothing any more; switched off, its sessions end.
 */
export async function changed(
  ctx: Ctx,
  id: string,
  other: boolean,
  write: (tx: Tx) => Promise<unknown>,
): Promise<Connection> {
  const { company_id } = ctx.scope;
  const after = await ctx.app.db.asAuth(async (tx) => {
    const row = await enterCompany(tx, ctx.scope, async () => {
      const before = await lockOurs(ctx, tx, id);
      await write(tx);
      const { rows } = await tx.run<{ connection: Connection }>({
        text: `update sso_connections c set updated_at = now(), vouched_role = case when $3 then $4 else vouched_role end
          where c.company_id = $1 and c.id = $2 returning ${connectionJson} as connection`,
        values: [company_id, id, other, ctx.principal.role],
      });
      const now = rows[0]?.connection ?? before;
      if (before.active && !now.active) await mustNotLockOut(tx, company_id, id);
      await noteConnection(
        ctx,
        tx,
        'updated',
        before,
        now,
        other ? { provider_changed: true } : {},
      );
      return { before, now };
    });
    if (row.before.issuer !== row.now.issuer) await forgetAccounts(tx, id);
    if (!row.now.active || other) await endSessions(tx, id);
    return row.now;
  });
  principalsOf(ctx.app.db).revoke({ company_id });
  return after;
}

/** DELETE /api/sso/connections/{id} */
export const deleteConnection = action(contract.deleteConnection, async (ctx, { params }) => {
  const { company_id } = ctx.scope;
  const data = await ctx.app.db.asAuth(async (tx) => {
    const gone = await enterCompany(tx, ctx.scope, async () => {
      const before = await lockOurs(ctx, tx, params.id);
      await mustNotLockOut(tx, company_id, params.id);
      for (const text of [
        `delete from scim_group_members where company_id = $1
          and group_id in (select id from scim_groups where company_id = $1 and connection_id = $2)`,
        'delete from scim_groups where company_id = $1 and connection_id = $2',
        'delete from scim_users where company_id = $1 and connection_id = $2',
        'delete from scim_tokens where company_id = $1 and connection_id = $2',
        'delete from sso_domains where company_id = $1 and connection_id = $2',
        'delete from sso_connections where company_id = $1 and id = $2',
      ])
        await tx.run({ text, values: [company_id, params.id] });
      await noteConnection(ctx, tx, 'deleted', before, null);
      return before;
    });
    await tx.run({ text: 'delete from sso_routes where connection_id = $1', values: [params.id] });
    await forgetAccounts(tx, params.id);
    await endSessions(tx, params.id);
    return gone;
  });
  principalsOf(ctx.app.db).revoke({ company_id });
  return { data };
});

/** While everybody has to sign in by a provider, there is one: 409. */
async function mustNotLockOut(tx: Tx, company_id: string, without: string): Promise<void> {
  const { rows } = await tx.run<{ locked: boolean }>({
    text: `select c.sso_required and not exists (select from sso_connections o join sso_domains d
          on d.company_id = o.company_id and d.connection_id = o.id and d.verified_at is not null
        where o.company_id = c.id and o.active and o.id <> $2) as locked
      from companies c where c.id = $1`,
    values: [company_id, without],
  });
  if (rows[0]?.locked)
    throw new AppError(
      'conflict',
      'Everybody has to sign in by this provider. Switch that off first.',
    );
}

const forgetAccounts = (tx: Tx, id: string) =>
  tx.run({ text: 'delete from sign_in_accounts where provider_id = $1', values: [providerOf(id)] });

const endSessions = (tx: Tx, id: string) =>
  tx.run({ text: 'delete from sessions where sso_connection_id = $1', values: [id] });
