import type { Anonymous } from '@/core/run/context';
import { type NewEvent, recordEvents, userActor } from '@/core/run/events';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { insertMember } from '../company/new-company';
import { enterCompany } from '../enter-company';
import type { RoleName } from '../permissions';
import { mayManage, standingOf } from '../roles/standing';
import { reclaim } from '../session/reclaim';
import { refused } from './refusals';
import { type OpenConnection, providerOf } from './rows';

/** Whom a provider vouches for. */
export interface Vouched {
  /** Who it is at the provider, for ever. */
  readonly subject: string;
  /** Lower case; empty: the provider told none. */
  readonly email: string;
  /** What the provider says of it; null: nothing. */
  readonly email_verified: boolean | null;
  readonly name: string;
}

/**
 * Who somebody is here: the user known by connection and subject; else, by an address in a proved domain of this connection,
 * the user of that address; else somebody new. `tx` is of the auth role. Throws 403.
 */
export async function admit(
  tx: Tx,
  ctx: Anonymous,
  connection: OpenConnection,
  person: Vouched,
): Promise<string> {
  const { company_id, id } = connection;
  const known = await tx.run<{ user_id: string }>({
    name: 'sso_account',
    text: 'select user_id from sign_in_accounts where provider_id = $1 and account_id = $2',
    values: [providerOf(id), person.subject],
  });
  const user_id = known.rows[0]?.user_id ?? (await link(tx, ctx, connection, person));
  const { rows } = await tx.run<{ role: RoleName; status: string }>({
    text: 'select role, status from members where company_id = $1 and user_id = $2',
    values: [company_id, user_id],
  });
  const member = rows[0];
  // Whoever was removed comes back by a person or the directory, not by trying.
  if (member?.status !== 'active') throw refused('sso_not_admitted');
  const { registry } = ctx.app;
  const by = standingOf(registry, connection.vouched_role);
  const covered = await enterCompany(tx, { company_id, user_id }, () =>
    mayManage(tx, registry, by, { company_id, user_id, role: member.role }),
  );
  if (!covered) throw refused('sso_above');
  return user_id;
}

/** Ties a subject that was never here to a user. An address alone never does: it has to be confirmed, and of the company's own domain. */
async function link(
  tx: Tx,
  ctx: Anonymous,
  connection: OpenConnection,
  person: Vouched,
): Promise<string> {
  const { company_id, id } = connection;
  if (person.email === '') throw refused('sso_no_address');
  const confirmed = person.email_verified ?? (connection.kind === 'saml' || connection.trusts_mail);
  if (!confirmed) throw refused('sso_not_confirmed');
  const domain = person.email.slice(person.email.lastIndexOf('@') + 1);
  const own = await tx.run({
    text: 'select from sso_routes where domain = $1 and active_company_id = $2 and connection_id = $3',
    values: [domain, company_id, id],
  });
  if (own.rows.length === 0) throw refused('sso_foreign_domain');

  const found = await tx.run<{ user_id: string; status: string | null; subjects: string[] }>({
    text: `select u.id as user_id, m.status,
        array(select a.account_id from sign_in_accounts a where a.user_id = u.id and a.provider_id = $3) as subjects
      from users u left join members m on m.company_id = $2 and m.user_id = u.id where u.email = $1 for update of u`,
    values: [person.email, company_id, providerOf(id)],
  });
  const user = found.rows[0];
  // Another sign-in of the same person was quicker.
  if (user?.subjects.includes(person.subject)) return user.user_id;
  // The address belongs to another subject of this provider: mail addresses are given to new people.
  if (user && user.subjects.length > 0) throw refused('sso_other_subject');
  const isMember = user?.status !== null && user?.status !== undefined;
  if (!isMember && !connection.just_in_time) throw refused('sso_not_admitted');
  if (!user && ctx.app.env.registration === 'off') throw refused('sso_not_admitted');

  const user_id = user?.user_id ?? (await insertUser(tx, ctx, person));
  await reclaim(tx, ctx, user_id);
  await tx.run({
    text: 'insert into sign_in_accounts (id, user_id, provider_id, account_id) values ($1, $2, $3, $4)',
    values: [newId(), user_id, providerOf(id), person.subject],
  });
  if (!isMember) await insertMember(tx, company_id, user_id, connection.default_role);
  const events: NewEvent[] = [
    {
      name: 'member.sso_linked',
      object: 'members',
      record_id: user_id,
      after: { connection: connection.name },
    },
  ];
  if (!isMember)
    events.unshift({
      name: 'member.created',
      object: 'members',
      record_id: user_id,
      after: { role: connection.default_role },
    });
  await enterCompany(tx, { company_id, user_id }, () =>
    recordEvents(tx, userActor(ctx, company_id, user_id), events),
  );
  return user_id;
}

/** A user without a password, whose address a provider confirmed. */
async function insertUser(
  tx: Tx,
  ctx: Anonymous,
  { name, email }: Pick<Vouched, 'name' | 'email'>,
): Promise<string> {
  const id = newId();
  await tx.run({
    text: 'insert into users (id, name, email, email_verified, language) values ($1, $2, $3, true, $4)',
    values: [id, name === '' ? email : name, email, ctx.language],
  });
  return id;
}
