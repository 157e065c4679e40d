import type { Statement, Tx } from '@/platform/db/types';
import { instantJson } from '../members/rows';
import type { RoleName } from '../permissions';
import type { Directory } from './directory';
import { type Json, notThere, ScimError, schema } from './protocol';

/** A member as a directory sees them. */
export interface Person {
  readonly user_id: string;
  readonly name: string;
  readonly email: string;
  readonly role: RoleName;
  readonly status: 'active' | 'deactivated' | 'removed';
  /** The directory knows them: it made them or has changed them. */
  readonly provisioned: boolean;
  readonly user_name: string;
  readonly external_id: string;
  readonly given_name: string;
  readonly family_name: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly groups: readonly { readonly value: string; readonly display: string }[];
}

/** Members of the company, and those the directory has brought and taken away again. */
const from = `from members m
  left join scim_users s on s.company_id = m.company_id and s.connection_id = $2 and s.user_id = m.user_id
  where m.company_id = $1 and m.kind = 'person' and (m.status = 'active' or s.user_id is not null)`;

const columns = `m.user_id, m.name, m.email, m.role, m.status, s.user_id is not null as provisioned,
  coalesce(s.user_name, m.email) as user_name, coalesce(s.external_id, '') as external_id,
  coalesce(s.given_name, '') as given_name, coalesce(s.family_name, '') as family_name,
  ${instantJson('m.created_at')} as created_at, ${instantJson('greatest(m.updated_at, s.updated_at)')} as updated_at,
  coalesce((select jsonb_agg(jsonb_build_object('value', g.id, 'display', g.display_name) order by g.id)
    from scim_group_members gm join scim_groups g on g.company_id = gm.company_id and g.id = gm.group_id
    where gm.company_id = m.company_id and gm.user_id = m.user_id and g.connection_id = $2), '[]') as groups`;

/** What a filter may compare, and with which column. */
const filters: Readonly<Record<string, string>> = {
  id: 'm.user_id::text = lower($3)',
  username: 'coalesce(s.user_name_key, m.email) = lower($3)',
  externalid: 's.external_id = $3',
  'emails.value': 'm.email = lower($3)',
  'emails[].value': 'm.email = lower($3)',
};

/** A page of people by name of attribute and value. */
export function peopleStatement(
  { company_id, connection_id }: Directory,
  by: { attribute: string; value: string } | null,
  { start, count }: { start: number; count: number },
): Statement {
  const condition = by && filters[by.attribute.toLowerCase()];
  if (by && !condition)
    throw new ScimError(
      400,
      'Users are found by userName, externalId, emails.value or id.',
      'invalidFilter',
    );
  const where = condition ? `${from} and ${condition}` : `${from} and $3::text is null`;
  return {
    text: `select (select count(*)::int ${where}) as total,
      coalesce((select jsonb_agg(to_jsonb(p)) from (select ${columns} ${where} order by m.created_at, m.user_id limit $4 offset $5) p), '[]') as people`,
    values: [company_id, connection_id, by?.value ?? null, count, start - 1],
  };
}

/** One person, locked. Throws 404 for whoever the directory does not see. */
export async function lockPerson(tx: Tx, directory: Directory, id: string): Promise<Person> {
  const { company_id, connection_id } = directory;
  await tx.run({
    text: 'select from members where company_id = $1 and user_id::text = $2 for update',
    values: [company_id, id],
  });
  const { rows } = await tx.run<Person>({
    text: `select ${columns} ${from} and m.user_id::text = $3`,
    values: [company_id, connection_id, id],
  });
  if (!rows[0]) throw notThere();
  return rows[0];
}

/** A person as the resource of SCIM. */
export function userResource({ app }: Directory, person: Person): Json {
  const { user_id: id, name, email, given_name, family_name, external_id } = person;
  return {
    schemas: [schema.user],
    id,
    ...(external_id ? { externalId: external_id } : {}),
    userName: person.user_name,
    displayName: name,
    name: {
      formatted: name,
      ...(given_name ? { givenName: given_name } : {}),
      ...(family_name ? { familyName: family_name } : {}),
    },
    emails: [{ value: email, type: 'work', primary: true }],
    active: person.status === 'active',
    groups: person.groups,
    meta: {
      resourceType: 'User',
      created: person.created_at,
      lastModified: person.updated_at,
      location: `${app.env.base_url}/api/scim/v2/Users/${id}`,
    },
  };
}
