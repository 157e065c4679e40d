import type { App, CompanyInfo, Ctx, Principal, Role } from '@/core/run/context';
import { scopeOf } from '@/core/run/reach';
import { memberPrincipal } from '@/identity/member-principal';
import { permissionsOf } from '@/identity/permissions';
import { firstPipeline, firstStagesOf } from '@/objects/pipelines/start';
import type { Scope } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { startDatabase, type TestDatabase } from './database';

export interface TestMember {
  readonly user: Principal['user'];
  readonly role: Role;
  readonly scope: Scope;
}

export interface TestCompany extends TestMember {
  readonly company: CompanyInfo;
  /** Adds a person with another role. */
  member(role: Role, name?: string): Promise<TestMember>;
}

/** A new company with its owner, made through SQL. Everything in it belongs to this test alone. */
export async function testCompany(
  options: Partial<CompanyInfo> = {},
  database?: Pick<TestDatabase, 'admin'>,
): Promise<TestCompany> {
  const { admin } = database ?? (await startDatabase());
  const company: CompanyInfo = {
    id: newId(),
    name: 'Acme',
    currency: 'EUR',
    country: 'DE',
    time_zone: 'Europe/Berlin',
    language: 'en',
    fields_version: 0,
    ...options,
  };
  await admin.query(
    'insert into companies (id, name, currency, country, time_zone, language) values ($1, $2, $3, $4, $5, $6)',
    [
      company.id,
      company.name,
      company.currency,
      company.country,
      company.time_zone,
      company.language,
    ],
  );
  const member = async (role: Role, name = 'Ada Byron'): Promise<TestMember> => {
    const id = newId();
    const user = { id, name, email: `${id}@example.com` };
    await admin.query(
      'insert into users (id, name, email, email_verified) values ($1, $2, $3, true)',
      [id, name, user.email],
    );
    await admin.query(
      'insert into members (company_id, user_id, name, title_key, email, role) values ($1, $2, $3, lower($3), $4, $5)',
      [company.id, id, name, user.email, role],
    );
    return { user, role, scope: { company_id: company.id, user_id: id } };
  };
  const owner = await member('owner');
  // What the registration gives a company to start with.
  const pipeline = newId();
  const start = { ...owner.scope, user_id: owner.user.id, language: company.language };
  for (const { text, values } of [
    firstPipeline(start, pipeline),
    firstStagesOf(start, company.language, [pipeline]),
  ])
    await admin.query(text, [...values]);
  return { company, member, ...owner };
}

/** The context of a call by a member with the rights they have now, composed roles and teams included. */
export async function memberCtx(app: App, company: TestCompany, user_id: string): Promise<Ctx> {
  const principal = await memberPrincipal(app, company.company.id, user_id, null);
  if (!principal) throw new Error('no member any more');
  return { ...testCtx(app, company, company), principal, scope: scopeOf(principal) };
}

/** The context of a call by a member, with the rights of their role. */
export function testCtx(
  app: App,
  { company }: Pick<TestCompany, 'company'>,
  member: TestMember,
  given: Partial<Ctx> = {},
): Ctx {
  const principal: Principal = {
    kind: 'user',
    user: member.user,
    company,
    role: member.role,
    permissions: permissionsOf(member.role, app.registry.objects.values()),
    reach: null,
    fields: null,
    session_id: newId(),
    api_key_id: null,
  };
  return {
    app,
    principal,
    scope: member.scope,
    origin: { request_id: newId(), source: 'api', ip: '127.0.0.1', user_agent: 'vitest' },
    signal: new AbortController().signal,
    language: company.language,
    ...given,
  };
}
