import { fold } from '@/core/run/engine/fold';
import { recordEvents } from '@/core/run/events';
import type { Tx } from '@/platform/db/types';
import { insertMember } from '../company/new-company';
import { takeAway } from '../members/take-away';
import { noteEverywhere } from '../note-everywhere';
import { mayManage, standingOf } from '../roles/standing';
import { tellOfChange } from '../tell-of-change';
import { type Directory, inCompany } from './directory';
import type { Person } from './people';
import { ScimError } from './protocol';
import type { Wanted } from './wanted';

/** Whether an address is in a domain that the company proved for this connection. `tx` is of the auth role. */
export async function isOwnAddress(tx: Tx, directory: Directory, email: string): Promise<boolean> {
  const { rows } = await tx.run({
    text: 'select from sso_routes where domain = $1 and active_company_id = $2 and connection_id = $3',
    values: [
      email.slice(email.lastIndexOf('@') + 1),
      directory.company_id,
      directory.connection_id,
    ],
  });
  return rows.length > 0;
}

/** Writes what the directory calls a person. Throws 409 when another one is called that. */
export async function keepNames(
  tx: Tx,
  directory: Directory,
  user_id: string,
  wanted: Wanted,
): Promise<void> {
  const { company_id, connection_id } = directory;
  const key = wanted.user_name.toLowerCase();
  await inCompany(tx, directory, async () => {
    const { rows } = await tx.run({
      text: `select from scim_users where company_id = $1 and connection_id = $2 and user_name_key = $3 and user_id <> $4`,
      values: [company_id, connection_id, key, user_id],
    });
    if (rows.length > 0) throw taken('userName');
    await tx.run({
      text: `insert into scim_users (company_id, connection_id, user_id, user_name, user_name_key, external_id, given_name, family_name)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (company_id, connection_id, user_id) do update set user_name = excluded.user_name, user_name_key = excluded.user_name_key,
          external_id = excluded.external_id, given_name = excluded.given_name, family_name = excluded.family_name, updated_at = now()`,
      values: [
        ...[company_id, connection_id, user_id, wanted.user_name, key],
        ...[wanted.external_id, wanted.given_name, wanted.family_name],
      ],
    });
  });
}

export const taken = (what: string) =>
  new ScimError(409, `${what} is taken by somebody else.`, 'uniqueness');

/** Nobody above whoever vouches for the connection is changed by it. */
async function mayChange(tx: Tx, directory: Directory, person: Person): Promise<void> {
  const { app, company_id, vouched_role } = directory;
  const by = standingOf(app.registry, vouched_role);
  const member = { company_id, ...person };
  if (!(await inCompany(tx, directory, () => mayManage(tx, app.registry, by, member))))
    throw new ScimError(403, 'This person stands above what the directory may change.');
}

/** Changes name and address, which belong to the person everywhere: only of people in the company's own domains. */
export async function changeIdentity(
  tx: Tx,
  directory: Directory,
  person: Person,
  { name, email }: Pick<Wanted, 'name' | 'email'>,
): Promise<void> {
  const next = { name: name || person.name, email: email || person.email };
  if (next.name === person.name && next.email === person.email) return;
  await mayChange(tx, directory, person);
  for (const address of new Set([person.email, next.email]))
    if (!(await isOwnAddress(tx, directory, address)))
      throw new ScimError(
        400,
        `The domain of ${address} is not proved by this company.`,
        'mutability',
      );
  const { rows } = await tx.run({
    text: 'select from users where email = $1 and id <> $2',
    values: [next.email, person.user_id],
  });
  if (rows.length > 0) throw taken('The address');
  await tx.run({
    text: `update users set name = $2, email = $3, updated_at = now() where id = $1`,
    values: [person.user_id, next.name, next.email],
  });
  await tx.run({
    text: `update members set name = $2, title_key = $3, email = $4, updated_at = now() where user_id = $1`,
    values: [person.user_id, next.name, fold(next.name), next.email],
  });
  // Links on their way to the old address open nothing any more.
  if (next.email !== person.email)
    await tx.run({
      text: 'delete from verifications where value = any($1)',
      values: [[person.user_id, `${person.user_id} ${person.email}`]],
    });
  const of = (row: { name: string; email: string }) =>
    Object.fromEntries(
      (['name', 'email'] as const)
        .filter((key) => next[key] !== person[key])
        .map((key) => [key, row[key]]),
    );
  await note(tx, directory, person.user_id, 'updated', of(person), of(next));
  if (next.email !== person.email)
    await tellOfChange(
      tx,
      { app: directory.app, origin: directory.actor.origin },
      person.user_id,
      'email',
      person.email,
    );
  // Other companies do not learn what this one calls its directory.
  const { app, actor, company_id } = directory;
  await noteEverywhere(
    tx,
    { app, origin: actor.origin },
    person.user_id,
    { name: 'member.updated', before: of(person), after: of(next) },
    { by: 'system', except: company_id },
  );
}

/** Locks a member out until the directory or an administrator brings them back: what is theirs stays, and rests. */
export const deactivate = (tx: Tx, directory: Directory, person: Person): Promise<void> =>
  lockOut(tx, directory, person, 'deactivated');

/** Ends a membership for good: keys, composed roles and teams with it. */
export const remove = (tx: Tx, directory: Directory, person: Person): Promise<void> =>
  lockOut(tx, directory, person, 'removed');

/** Ends the sessions of somebody in this company, together with their status. The last owner stays. */
async function lockOut(
  tx: Tx,
  directory: Directory,
  person: Person,
  to: 'deactivated' | 'removed',
): Promise<void> {
  const { company_id } = directory;
  await mayChange(tx, directory, person);
  const before = await inCompany(tx, directory, async () => {
    if (person.role === 'owner' && person.status === 'active') {
      const { rows } = await tx.run<{ user_id: string }>({
        text: `select user_id from members where company_id = $1 and status = 'active' and role = 'owner' order by user_id for update`,
        values: [company_id],
      });
      if (rows.length <= 1)
        throw new ScimError(409, 'A company needs an owner. Make somebody else owner first.');
    }
    await tx.run({
      text: 'update members set status = $3, updated_at = now() where company_id = $1 and user_id = $2',
      values: [company_id, person.user_id, to],
    });
    if (to === 'deactivated') return { role: person.role };
    return { role: person.role, role_ids: await takeAway(tx, company_id, person.user_id) };
  });
  await tx.run({
    text: 'delete from sessions where user_id = $1 and active_company_id = $2',
    values: [person.user_id, company_id],
  });
  await note(tx, directory, person.user_id, to, before, {});
}

/** Brings somebody back: as they were when they were deactivated, with their role alone when they had been removed. */
export async function reactivate(tx: Tx, directory: Directory, person: Person): Promise<void> {
  await mayChange(tx, directory, person);
  if (person.status === 'deactivated') {
    await inCompany(tx, directory, () =>
      tx.run({
        text: `update members set status = 'active', updated_at = now() where company_id = $1 and user_id = $2`,
        values: [directory.company_id, person.user_id],
      }),
    );
    await note(tx, directory, person.user_id, 'reactivated', null, {});
    return;
  }
  await insertMember(tx, directory.company_id, person.user_id, person.role);
  await note(tx, directory, person.user_id, 'created', null, { role: person.role });
}

/** Writes a change of a member down, with the directory it came from. */
export const note = (
  tx: Tx,
  directory: Directory,
  user_id: string,
  verb: 'created' | 'updated' | 'deactivated' | 'reactivated' | 'removed',
  before: object | null,
  after: object,
): Promise<void> =>
  inCompany(tx, directory, () =>
    recordEvents(tx, directory.actor, [
      {
        name: `member.${verb}`,
        object: 'members',
        record_id: user_id,
        before: before && { ...before },
        after: { ...after, directory: directory.name },
      },
    ]),
  );
