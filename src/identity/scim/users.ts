import { type ScimPatchOperation, type ScimResource, scimPatch } from 'scim-patch';
import { open } from '@/core/run/module';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { insertMember } from '../company/new-company';
import { principalsOf } from '../session/principals';
import { reclaim } from '../session/reclaim';
import { providerOf } from '../sso/rows';
import {
  changeIdentity,
  deactivate,
  isOwnAddress,
  keepNames,
  note,
  reactivate,
  remove,
  taken,
} from './change-person';
import * as contract from './contract';
import { type Directory, inCompany } from './directory';
import { equalityIn } from './filter';
import { lockPerson, type Person, peopleStatement, userResource } from './people';
import {
  asDirectory,
  type Json,
  listAnswer,
  objectIn,
  operationsIn,
  pageOf,
  ScimError,
  scimAnswer,
} from './protocol';
import { type Wanted, wantedIn } from './wanted';

/** GET /api/scim/v2/Users */
export const listUsers = open(contract.listUsers, (ctx, { query, request }) =>
  asDirectory(ctx, request, async (directory) => {
    const page = pageOf(query);
    const statement = peopleStatement(directory, equalityIn(query.filter), page);
    const { company_id } = directory;
    const { rows } = await ctx.app.db.read<{ total: number; people: Person[] }>(
      { company_id, user_id: null },
      statement,
    );
    const { total = 0, people = [] } = rows[0] ?? {};
    return listAnswer(
      people.map((person) => userResource(directory, person)),
      total,
      page.start,
    );
  }),
);

/** GET /api/scim/v2/Users/{id} */
export const getUser = open(contract.getUser, (ctx, { params, request }) =>
  asDirectory(ctx, request, async (directory) => {
    const { company_id } = directory;
    const person = await ctx.app.db.withCompany({ company_id, user_id: null }, (tx) =>
      lockPerson(tx, directory, params.id),
    );
    return scimAnswer(userResource(directory, person));
  }),
);

/** POST /api/scim/v2/Users. Somebody with an account here is taken by their address; nobody from outside the proved domains is. */
export const createUser = open(contract.createUser, (ctx, { body, request }) =>
  asDirectory(ctx, request, async (directory) => {
    const wanted = wantedIn(objectIn(body));
    const made = await ctx.app.db.asAuth(async (tx) => {
      const user_id = await newMember(tx, directory, wanted);
      await keepNames(tx, directory, user_id, wanted);
      const person = await inCompany(tx, directory, () => lockPerson(tx, directory, user_id));
      if (wanted.active) return person;
      await deactivate(tx, directory, person);
      return inCompany(tx, directory, () => lockPerson(tx, directory, user_id));
    });
    principalsOf(ctx.app.db).revoke({ user_id: made.user_id });
    return scimAnswer(userResource(directory, made), 201);
  }),
);

async function newMember(tx: Tx, directory: Directory, wanted: Wanted): Promise<string> {
  const { company_id, app, default_role, language } = directory;
  const { email, name } = wanted;
  if (email === '') throw new ScimError(400, 'A user needs a mail address.', 'invalidValue');
  if (!(await isOwnAddress(tx, directory, email)))
    throw new ScimError(
      400,
      `The domain of ${email} is not proved by this company.`,
      'invalidValue',
    );
  const { rows } = await tx.run<{ id: string; status: string | null }>({
    text: `select u.id, m.status from users u left join members m on m.company_id = $2 and m.user_id = u.id
      where u.email = $1 for update of u`,
    values: [email, company_id],
  });
  const known = rows[0];
  if (known?.status === 'active') throw taken('The address');
  if (known?.status === 'deactivated' && (await isBrought(tx, directory, known.id)))
    throw taken('The address');
  if (!known && app.env.registration === 'off')
    throw new ScimError(403, 'New accounts are not possible here.');
  const user_id = known?.id ?? newId();
  if (!known)
    await tx.run({
      text: 'insert into users (id, name, email, email_verified, language) values ($1, $2, $3, true, $4)',
      values: [user_id, name || email, email, language],
    });
  await reclaim(tx, { app, origin: directory.actor.origin }, user_id, 'system');
  await insertMember(tx, company_id, user_id, default_role);
  await note(tx, directory, user_id, 'created', null, { role: default_role });
  return user_id;
}

/** Whether the directory knows somebody. */
const isBrought = (tx: Tx, directory: Directory, user_id: string): Promise<boolean> =>
  inCompany(tx, directory, async () => {
    const { company_id, connection_id } = directory;
    const { count } = await tx.run({
      text: 'select from scim_users where company_id = $1 and connection_id = $2 and user_id = $3',
      values: [company_id, connection_id, user_id],
    });
    return count > 0;
  });

/** PUT /api/scim/v2/Users/{id} */
export const replaceUser = open(contract.replaceUser, (ctx, { params, body, request }) =>
  asDirectory(ctx, request, (directory) =>
    change(directory, params.id, (before) => wantedIn(objectIn(body), before)),
  ),
);

/** PATCH /api/scim/v2/Users/{id} */
export const patchUser = open(contract.patchUser, (ctx, { params, body, request }) =>
  asDirectory(ctx, request, (directory) =>
    change(directory, params.id, (before) => wantedIn(patched(before, operationsIn(body)), before)),
  ),
);

/** The resource after its operations. Throws 400 for what makes no sense of it. */
export function patched(resource: Json, operations: readonly Json[]): Json {
  const copy = structuredClone(resource) as unknown as ScimResource;
  try {
    return operations.reduce<ScimResource>(
      (done, one) =>
        scimPatch(done, [one as unknown as ScimPatchOperation], { mutateDocument: false }),
      copy,
    ) as unknown as Json;
  } catch {
    throw new ScimError(400, 'This operation cannot be done.', 'invalidPath');
  }
}

async function change(directory: Directory, id: string, say: (before: Json) => Wanted) {
  const { app } = directory;
  const after = await app.db.asAuth(async (tx) => {
    const load = () => inCompany(tx, directory, () => lockPerson(tx, directory, id));
    const person = await load();
    const wanted = say(userResource(directory, person));
    await changeIdentity(tx, directory, person, wanted);
    await keepNames(tx, directory, person.user_id, wanted);
    const active = person.status === 'active';
    if (active && !wanted.active) await deactivate(tx, directory, person);
    if (!active && wanted.active) await reactivate(tx, directory, await load());
    return load();
  });
  principalsOf(app.db).revoke({ company_id: directory.company_id });
  return scimAnswer(userResource(directory, after));
}

/** DELETE /api/scim/v2/Users/{id}: the member is removed, and the directory knows them no more. */
export const deleteUser = open(contract.deleteUser, (ctx, { params, request }) =>
  asDirectory(ctx, request, async (directory) => {
    const { company_id, connection_id } = directory;
    await ctx.app.db.asAuth(async (tx) => {
      const found = await inCompany(tx, directory, () => lockPerson(tx, directory, params.id));
      if (found.status !== 'removed') await remove(tx, directory, found);
      await inCompany(tx, directory, async () => {
        await tx.run({
          text: 'delete from scim_users where company_id = $1 and connection_id = $2 and user_id = $3',
          values: [company_id, connection_id, found.user_id],
        });
        await tx.run({
          text: `delete from scim_group_members gm using scim_groups g where gm.company_id = $1 and gm.user_id = $3
            and g.company_id = gm.company_id and g.id = gm.group_id and g.connection_id = $2`,
          values: [company_id, connection_id, found.user_id],
        });
      });
      // Whoever gets the address next is somebody else.
      await tx.run({
        text: 'delete from sign_in_accounts where provider_id = $1 and user_id = $2',
        values: [providerOf(connection_id), found.user_id],
      });
    });
    principalsOf(ctx.app.db).revoke({ company_id: directory.company_id });
    return scimAnswer(null);
  }),
);
