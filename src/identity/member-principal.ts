import type { App, CompanyInfo, Principal, Role } from '@/core/run/context';
import { permissionsOf, withinScopes } from './permissions';
import { type Composed, composedSql, grantsOf } from './roles/composed';

interface Row {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly composed: Composed | null;
  readonly company_name: string;
  readonly currency: string;
  readonly country: string;
  readonly time_zone: string;
  readonly language: 'en' | 'tr';
  readonly fields_version: number;
  readonly scopes: string[] | null;
}

/** Who the system is, where a user is asked for; no user has this id. */
const system = { id: '00000000-0000-0000-0000-000000000000', name: 'Ambit', email: '' } as const;

/** Whose rights work has that goes on without anybody: of a member or their key, else of the system. Null when they lost them. */
export const workPrincipal = (
  app: App,
  company_id: string,
  user_id: string | null,
  api_key_id: string | null,
): Promise<Principal | null> =>
  user_id === null
    ? systemPrincipal(app, company_id)
    : memberPrincipal(app, company_id, user_id, api_key_id);

/** May do everything in one company. Null when there is no such company. */
export async function systemPrincipal(app: App, company_id: string): Promise<Principal | null> {
  const { rows } = await app.db.read<CompanyInfo>(
    { company_id, user_id: null },
    {
      name: 'system_principal',
      text: 'select id, name, currency, country, time_zone, language, fields_version from companies where id = $1',
      values: [company_id],
    },
  );
  const company = rows[0];
  if (!company) return null;
  return {
    kind: 'system',
    user: system,
    company,
    role: 'owner',
    permissions: permissionsOf('owner', app.registry.objects.values()),
    reach: null,
    fields: null,
    session_id: null,
    api_key_id: null,
  };
}

/**
 * The rights somebody has now, for work that goes on without them. Null when they are no active member any more, or the
 * API key they started it with was revoked or has run out.
 */
export async function memberPrincipal(
  app: App,
  company_id: string,
  user_id: string,
  api_key_id: string | null,
): Promise<Principal | null> {
  const { rows } = await app.db.read<Row>(
    { company_id, user_id },
    {
      name: 'member_principal',
      text: `select m.name, m.email, m.role, ${composedSql} as composed, c.name as company_name, c.currency, c.country, c.time_zone, c.language, c.fields_version,
          coalesce(k.secret_scopes, k.scopes) as scopes
        from members m
        join companies c on c.id = m.company_id
        left join api_keys k on k.company_id = m.company_id and k.id = $3::uuid and k.revoked_at is null
          and (k.expires_at is null or k.expires_at > now())
        where m.company_id = $1 and m.user_id = $2 and m.status = 'active'`,
      values: [company_id, user_id, api_key_id],
    },
  );
  const row = rows[0];
  if (!row || (api_key_id !== null && row.scopes === null)) return null;
  const objects = [...app.registry.objects.values()];
  const { permissions, reach, fields } = grantsOf(app.registry)(user_id, row.role, row.composed);
  return {
    kind: api_key_id === null ? 'user' : 'api_key',
    user: { id: user_id, name: row.name, email: row.email },
    company: {
      id: company_id,
      name: row.company_name,
      currency: row.currency,
      country: row.country,
      time_zone: row.time_zone,
      language: row.language,
      fields_version: row.fields_version,
    },
    role: row.role,
    permissions: row.scopes === null ? permissions : withinScopes(permissions, row.scopes, objects),
    reach,
    fields,
    session_id: null,
    api_key_id,
  };
}
