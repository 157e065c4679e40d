import type { Ctx } from '@/core/run/context';
import { action } from '@/core/run/module';
import { invalid } from '@/core/shape/errors';
import { newId } from '@/platform/ids';
import { changed, checkRoom, mayGive, mustBe, noteConnection } from './connections';
import * as contract from './contract';
import { type Connection, connectionJson, lockOurs } from './rows';
import { pemOf } from './saml-provider';

/** Certificates as they are kept. Throws 422 for what is none. */
const checkedCertificates = (list: readonly string[]): string[] =>
  list.map((text, at) => {
    const pem = pemOf(text);
    if (pem === null)
      throw invalid([
        {
          path: `certificates.${at}`,
          code: 'no_certificate',
          message: 'This is not an X.509 certificate.',
        },
      ]);
    return pem;
  });

/** Browsers are sent there, we never call it: https, or http at a host that the installation allows. Throws 422. */
function checkAddress({ app }: Ctx, address: string): void {
  const url = URL.canParse(address) ? new URL(address) : null;
  const inside = url?.protocol === 'http:' && app.env.outbound_allow.includes(url.hostname);
  if (url && !url.username && !url.password && (url.protocol === 'https:' || inside)) return;
  throw invalid([
    { path: 'sso_url', code: 'not_https', message: 'The address must start with https://.' },
  ]);
}

/** POST /api/sso/saml */
export const createSaml = action(contract.createSaml, async (ctx, { body }) => {
  mayGive(ctx, body.default_role);
  checkAddress(ctx, body.sso_url);
  const certificates = checkedCertificates(body.certificates);
  const { company_id } = ctx.scope;
  const data = await ctx.app.db.withCompany(ctx.scope, async (tx) => {
    await checkRoom(tx, company_id);
    const { rows } = await tx.run<{ connection: Connection }>({
      text: `insert into sso_connections as c (company_id, id, kind, name, issuer, sso_url, certificates, just_in_time, default_role, vouched_role, created_by)
        values ($1, $2, 'saml', $3, $4, $5, $6, $7, $8, $9, $10) returning ${connectionJson} as connection`,
      values: [
        ...[company_id, newId(), body.name, body.issuer, body.sso_url, certificates],
        ...[body.just_in_time, body.default_role, ctx.principal.role, ctx.principal.user.id],
      ],
    });
    const made = rows[0]?.connection ?? null;
    await noteConnection(ctx, tx, 'created', null, made);
    return made;
  });
  return { data };
});

/** PATCH /api/sso/saml/{id} */
export const updateSaml = action(contract.updateSaml, async (ctx, { params, body }) => {
  mayGive(ctx, body.default_role);
  if (body.sso_url !== undefined) checkAddress(ctx, body.sso_url);
  const certificates = body.certificates && checkedCertificates(body.certificates);
  const { company_id } = ctx.scope;
  const before = await ctx.app.db.withCompany(ctx.scope, (tx) => lockOurs(ctx, tx, params.id));
  mustBe(before, 'saml');
  const other =
    (body.issuer ?? before.issuer) !== before.issuer ||
    (body.sso_url ?? before.sso_url) !== before.sso_url ||
    (certificates ?? before.certificates).join() !== before.certificates.join();
  const data = await changed(ctx, params.id, other, (tx) =>
    tx.run({
      text: `update sso_connections set name = coalesce($3, name), issuer = coalesce($4, issuer), sso_url = coalesce($5, sso_url),
          certificates = coalesce($6, certificates), just_in_time = coalesce($7, just_in_time),
          default_role = coalesce($8, default_role), active = coalesce($9, active)
        where company_id = $1 and id = $2`,
      values: [
        ...[company_id, params.id, body.name ?? null, body.issuer ?? null, body.sso_url ?? null],
        ...[certificates ?? null, body.just_in_time ?? null, body.default_role ?? null],
        body.active ?? null,
      ],
    }),
  );
  return { data };
});
