import { fold } from '@/core/run/engine/fold';
import type { NewCompany } from '@/core/run/module';
import { AppError } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';

/** What is known of a company when it is made. */
export interface CompanyStart {
  readonly name: string;
  readonly language: 'en' | 'tr';
  readonly currency?: string | undefined;
  readonly country?: string | undefined;
  readonly time_zone?: string | undefined;
}

const defaults = {
  en: { currency: 'USD', country: '', time_zone: 'UTC' },
  tr: { currency: 'TRY', country: 'TR', time_zone: 'Europe/Istanbul' },
} as const;

/** Inserts a company and its owner, as the auth role. */
export async function insertCompany(
  tx: Tx,
  company_id: string,
  user_id: string,
  start: CompanyStart,
): Promise<NewCompany> {
  const { name, language } = start;
  const fallback = defaults[language];
  const currency = start.currency ?? fallback.currency;
  await tx.run({
    text: 'insert into companies (id, name, currency, country, time_zone, language) values ($1, $2, $3, $4, $5, $6)',
    values: [
      company_id,
      name,
      currency,
      start.country ?? fallback.country,
      start.time_zone ?? fallback.time_zone,
      language,
    ],
  });
  await insertMember(tx, company_id, user_id, 'owner');
  return { company_id, user_id, currency, language };
}

/**
 * Makes a user a member, as the auth role. Somebody who was removed comes back with the new role; an active member keeps
 * the role they have. Throws 403 for a deactivated one: only an administrator brings them back.
 */
export async function insertMember(
  tx: Tx,
  company_id: string,
  user_id: string,
  role: string,
): Promise<void> {
  const found = await tx.run<{ name: string }>({
    text: 'select name from users where id = $1',
    values: [user_id],
  });
  const { count } = await tx.run({
    text: `insert into members as m (company_id, user_id, name, title_key, email, avatar_url, role, last_seen_at)
      select $1, u.id, u.name, $4, u.email, coalesce(u.image, ''), $3, now() from users u where u.id = $2
      on conflict (company_id, user_id) do update set
        role = case when m.status = 'active' then m.role else excluded.role end, status = 'active',
        name = excluded.name, title_key = excluded.title_key, email = excluded.email, last_seen_at = now(), updated_at = now()
      where m.status <> 'deactivated'`,
    values: [company_id, user_id, role, fold(found.rows[0]?.name ?? '')],
  });
  if (count === 0)
    throw new AppError('forbidden', 'Your membership was deactivated. Ask an administrator.');
}
