import { randomBytes } from 'node:crypto';
import { domainToASCII } from 'node:url';
import type { Ctx } from '@/core/run/context';
import { actorOf, recordEvents } from '@/core/run/events';
import { action, command } from '@/core/run/module';
import { AppError, invalid, notFound } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { enterCompany } from '../enter-company';
import { mustBeOperator } from '../operator';
import * as contract from './contract';
import { domainJson, lockConnection, lockOurs, mayVouch } from './rows';

interface Domain {
  readonly id: string;
  readonly connection_id: string;
  readonly domain: string;
  readonly record: { readonly name: string; readonly value: string };
  readonly verified_at: string | null;
}

/** Most domains of a company. */
const most = 100;

const form = /^(?=.{1,253}$)([a-z\d]([a-z\d-]{0,61}[a-z\d])?\.)+[a-z][a-z\d-]{0,61}[a-z\d]$/;

/** A domain as DNS writes it, whatever letters it was given in. Throws 422. */
function domainIn(text: string): string {
  const domain = domainToASCII(text.trim().replace(/\.$/, '')).toLowerCase();
  if (form.test(domain)) return domain;
  throw invalid([
    { path: 'domain', code: 'invalid_domain', message: 'Give a domain such as example.com.' },
  ]);
}

/** POST /api/sso/domains */
export const createDomain = command(contract.createDomain, async (ctx, tx, { body }) => {
  const { company_id } = ctx.scope;
  const domain = domainIn(body.domain);
  const { vouched_role } = await lockConnection(tx, company_id, body.connection_id).catch(() => {
    throw invalid([
      { path: 'connection_id', code: 'not_found', message: 'There is no such provider.' },
    ]);
  });
  mayVouch(ctx, vouched_role);
  const { rows } = await tx.run<{ domain: Domain | null; count: number }>({
    text: `with there as (select count(*)::int as count, coalesce(bool_or(domain = $4), false) as taken from sso_domains where company_id = $1),
      made as (insert into sso_domains as d (company_id, id, connection_id, domain, proof)
        select $1, $2, $3, $4, $5 from there where not taken and count < ${most} returning ${domainJson} as domain)
      select (select domain from made), count from there`,
    values: [
      company_id,
      newId(),
      body.connection_id,
      domain,
      randomBytes(16).toString('base64url'),
    ],
  });
  const [row] = rows;
  if (!row?.domain) {
    if ((row?.count ?? 0) >= most)
      throw new AppError('conflict', `A company names at most ${most} domains.`);
    throw taken();
  }
  await noted(ctx, tx, 'created', row.domain);
  return { data: row.domain };
});

/** POST /api/sso/domains/{id}/verify. From now on the domain leads to its connection. */
export const verifyDomain = action(contract.verifyDomain, async (ctx, { params, body }) => {
  const found = await ctx.app.db.withCompany(ctx.scope, async (tx) => {
    const domain = await load(ctx, tx, params.id);
    await lockOurs(ctx, tx, domain.connection_id);
    return domain;
  });
  const { name, value } = found.record;
  if (body.without_record)
    await mustBeOperator(ctx, 'Only the operator can confirm a domain without its record.');
  else if (!(await ctx.app.outbound.texts(name)).includes(value))
    throw invalid([
      {
        path: 'domain',
        code: 'no_record',
        message: `There is no TXT record ${name} with this value yet.`,
      },
    ]);
  const data = await ctx.app.db.asAuth(async (tx) => {
    const verified = await enterCompany(tx, ctx.scope, async () => {
      const { rows } = await tx.run<{ domain: Domain }>({
        text: `update sso_domains d set verified_at = coalesce(verified_at, now()) where d.company_id = $1 and d.id = $2
          returning ${domainJson} as domain`,
        values: [ctx.scope.company_id, params.id],
      });
      if (!rows[0]) throw notFound();
      if (found.verified_at === null) await noted(ctx, tx, 'verified', rows[0].domain);
      return rows[0].domain;
    });
    const { count } = await tx.run({
      text: `insert into sso_routes as r (domain, active_company_id, connection_id) values ($1, $2, $3)
        on conflict (domain) do update set connection_id = excluded.connection_id where r.active_company_id = $2`,
      values: [verified.domain, ctx.scope.company_id, verified.connection_id],
    });
    if (count === 0)
      throw new AppError(
        'conflict',
        'Another company of this installation has proved this domain.',
      );
    return verified;
  });
  return { data };
});

/** DELETE /api/sso/domains/{id} */
export const deleteDomain = action(contract.deleteDomain, async (ctx, { params }) => {
  const { company_id } = ctx.scope;
  const data = await ctx.app.db.asAuth(async (tx) => {
    const gone = await enterCompany(tx, ctx.scope, async () => {
      const domain = await load(ctx, tx, params.id);
      await lockOurs(ctx, tx, domain.connection_id);
      await tx.run({
        text: 'delete from sso_domains where company_id = $1 and id = $2',
        values: [company_id, params.id],
      });
      const { rows } = await tx.run<{ locked: boolean }>({
        text: `select c.sso_required and not exists (select from sso_domains d join sso_connections o
            on o.company_id = d.company_id and o.id = d.connection_id and o.active
          where d.company_id = c.id and d.verified_at is not null) as locked from companies c where c.id = $1`,
        values: [company_id],
      });
      if (rows[0]?.locked)
        throw new AppError(
          'conflict',
          'Everybody has to sign in by this domain. Switch that off first.',
        );
      await noted(ctx, tx, 'deleted', domain);
      return domain;
    });
    await tx.run({
      text: 'delete from sso_routes where domain = $1 and active_company_id = $2',
      values: [gone.domain, company_id],
    });
    return gone;
  });
  return { data };
});

async function load(ctx: Ctx, tx: Tx, id: string): Promise<Domain> {
  const { rows } = await tx.run<{ domain: Domain }>({
    text: `select ${domainJson} as domain from sso_domains d where d.company_id = $1 and d.id = $2 for update`,
    values: [ctx.scope.company_id, id],
  });
  if (!rows[0]) throw notFound();
  return rows[0].domain;
}

const noted = (ctx: Ctx, tx: Tx, verb: string, { id, domain }: Domain) =>
  recordEvents(tx, actorOf(ctx), [
    { name: `sso_domain.${verb}`, object: 'sso_domains', record_id: id, after: { domain } },
  ]);

const taken = () =>
  new AppError('conflict', 'The company has named this domain already.', {
    issues: [{ path: 'domain', code: 'taken', message: 'It is there already.' }],
  });
