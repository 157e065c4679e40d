import type { z } from 'zod';
import { AppError } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import type { RoleName } from './permissions';
import type { arrivalShape, userShape } from './shapes';

export type Arrival = z.output<typeof arrivalShape>;
export type UserView = z.output<typeof userShape>;

const userJson = `jsonb_build_object('id', u.id, 'name', u.name, 'email', u.email, 'email_verified', u.email_verified,
  'avatar_url', u.image, 'language', u.language, 'theme', u.theme, 'time_zone', nullif(u.time_zone, ''),
  'is_operator', u.is_operator)`;

/** The same of a service account, which is no user. */
const serviceJson = `jsonb_build_object('id', m.user_id, 'name', m.name, 'email', m.email, 'email_verified', false,
  'avatar_url', null, 'language', c.language, 'theme', 'system', 'time_zone', null, 'is_operator', false)`;

/** JSON of the row `c` of companies. */
export const companyJson = `jsonb_build_object('id', c.id, 'name', c.name, 'currency', c.currency,
  'country', nullif(c.country, ''), 'time_zone', c.time_zone, 'language', c.language, 'accent', nullif(c.accent, ''),
  'logo_url', nullif(c.logo_url, ''), 'audit_retention_months', nullif(c.audit_retention_months, 0), 'fiscal_start_month', c.fiscal_start_month,
  'mail_domains', c.mail_domains)`;

/** A member where they arrive. `tx` is of the auth role. Throws 403 when they are not, or no longer, a member. */
export async function arrivalOf(tx: Tx, user_id: string, company_id: string): Promise<Arrival> {
  const { rows } = await tx.run<Arrival>({
    name: 'arrival',
    text: `select case when u.id is null then ${serviceJson} else ${userJson} end as "user", ${companyJson} as company, m.role
      from members m left join users u on u.id = m.user_id join companies c on c.id = m.company_id
      where m.company_id = $1 and m.user_id = $2 and m.status = 'active'`,
    values: [company_id, user_id],
  });
  const arrival = rows[0];
  if (!arrival) throw new AppError('forbidden', 'You are not a member of this company.');
  return arrival;
}

/** The companies a user is an active member of, by name. */
export async function companiesOf(
  tx: Tx,
  user_id: string,
): Promise<{ id: string; name: string; role: RoleName }[]> {
  const { rows } = await tx.run<{ id: string; name: string; role: RoleName }>({
    name: 'companies_of',
    text: `select c.id, c.name, m.role from members m join companies c on c.id = m.company_id
      where m.user_id = $1 and m.status = 'active' order by lower(c.name), c.id`,
    values: [user_id],
  });
  return rows;
}

/** One user as the API shows them; null when unknown. */
export async function userView(tx: Tx, user_id: string): Promise<UserView | null> {
  const { rows } = await tx.run<{ user: UserView }>({
    text: `select ${userJson} as "user" from users u where u.id = $1`,
    values: [user_id],
  });
  return rows[0]?.user ?? null;
}
