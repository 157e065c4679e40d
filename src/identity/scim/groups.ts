import { open } from '@/core/run/module';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { instantJson } from '../members/rows';
import { principalsOf } from '../session/principals';
import { nameOf } from '../sso/person';
import * as contract from './contract';
import type { Directory } from './directory';
import { equalityIn } from './filter';
import {
  asDirectory,
  type Json,
  listAnswer,
  notThere,
  objectIn,
  operationsIn,
  pageOf,
  ScimError,
  schema,
  scimAnswer,
} from './protocol';
import { refreshRoles } from './roles';
import { refreshTeam } from './teams';
import { patched } from './users';

interface Group {
  readonly id: string;
  readonly display_name: string;
  readonly external_id: string;
  readonly members: readonly { readonly value: string; readonly display: string }[];
  readonly created_at: string;
  readonly updated_at: string;
}

/** Most groups of a directory, and most people of one. */
const most = { groups: 2000, members: 10_000 } as const;

const columns = `g.id, g.display_name, g.external_id, ${instantJson('g.created_at')} as created_at, ${instantJson('g.updated_at')} as updated_at,
  coalesce((select jsonb_agg(jsonb_build_object('value', gm.user_id, 'display', m.name) order by gm.user_id)
    from scim_group_members gm join members m on m.company_id = gm.company_id and m.user_id = gm.user_id
    where gm.company_id = g.company_id and gm.group_id = g.id), '[]') as members`;

const filters: Readonly<Record<string, string>> = {
  id: 'g.id::text = lower($3)',
  displayname: 'lower(g.display_name) = lower($3)',
  externalid: 'g.external_id = $3',
};

const scopeOf = ({ company_id }: Directory) => ({ company_id, user_id: null });

const resource = ({ app }: Directory, group: Group): Json => ({
  schemas: [schema.group],
  id: group.id,
  ...(group.external_id ? { externalId: group.external_id } : {}),
  displayName: group.display_name,
  members: group.members,
  meta: {
    resourceType: 'Group',
    created: group.created_at,
    lastModified: group.updated_at,
    location: `${app.env.base_url}/api/scim/v2/Groups/${group.id}`,
  },
});

const withoutMembers = (excluded: string | undefined, group: Json): Json => {
  if (!/(^|,)\s*members\s*(,|$)/i.test(excluded ?? '')) return group;
  const { members: _, ...rest } = group;
  return rest;
};

/** GET /api/scim/v2/Groups */
export const listGroups = open(contract.listGroups, (ctx, { query, request }) =>
  asDirectory(ctx, request, async (directory) => {
    const page = pageOf(query);
    const by = equalityIn(query.filter);
    const condition = by && filters[by.attribute.toLowerCase()];
    if (by && !condition)
      throw new ScimError(
        400,
        'Groups are found by displayName, externalId or id.',
        'invalidFilter',
      );
    const where = `from scim_groups g where g.company_id = $1 and g.connection_id = $2 and ${condition ?? '$3::text is null'}`;
    const { rows } = await ctx.app.db.read<{ total: number; groups: Group[] }>(scopeOf(directory), {
      text: `select (select count(*)::int ${where}) as total,
        coalesce((select jsonb_agg(to_jsonb(p)) from (select ${columns} ${where} order by g.id limit $4 offset $5) p), '[]') as groups`,
      values: [
        ...[directory.company_id, directory.connection_id],
        ...[by?.value ?? null, page.count, page.start - 1],
      ],
    });
    const { total = 0, groups = [] } = rows[0] ?? {};
    const shown = groups.map((group) =>
      withoutMembers(query.excludedAttributes, resource(directory, group)),
    );
    return listAnswer(shown, total, page.start);
  }),
);

/** GET /api/scim/v2/Groups/{id} */
export const getGroup = open(contract.getGroup, (ctx, { params, query, request }) =>
  asDirectory(ctx, request, async (directory) => {
    const group = await ctx.app.db.withCompany(scopeOf(directory), (tx) =>
      lock(tx, directory, params.id),
    );
    return scimAnswer(withoutMembers(query.excludedAttributes, resource(directory, group)));
  }),
);

/** POST /api/scim/v2/Groups */
export const createGroup = open(contract.createGroup, (ctx, { body, request }) =>
  asDirectory(ctx, request, async (directory) => {
    const wanted = wantedIn(objectIn(body));
    const id = newId();
    const group = await ctx.app.db.withCompany(scopeOf(directory), async (tx) => {
      const { count } = await tx.run({
        text: `insert into scim_groups (company_id, id, connection_id, display_name, external_id)
          select $1, $2, $3, $4, $5 where (select count(*) from scim_groups where company_id = $1 and connection_id = $3) < ${most.groups}`,
        values: [
          ...[directory.company_id, id, directory.connection_id],
          ...[wanted.display_name, wanted.external_id],
        ],
      });
      if (count === 0) throw new ScimError(409, `A directory has at most ${most.groups} groups.`);
      await setMembers(tx, directory, id, wanted.members);
      return lock(tx, directory, id);
    });
    return scimAnswer(resource(directory, group), 201);
  }),
);

/** PUT /api/scim/v2/Groups/{id} */
export const replaceGroup = open(contract.replaceGroup, (ctx, { params, body, request }) =>
  asDirectory(ctx, request, (directory) => change(directory, params.id, () => objectIn(body))),
);

/** PATCH /api/scim/v2/Groups/{id} */
export const patchGroup = open(contract.patchGroup, (ctx, { params, body, request }) =>
  asDirectory(ctx, request, (directory) =>
    change(directory, params.id, (before) => patched(before, operationsIn(body))),
  ),
);

async function change(directory: Directory, id: string, say: (before: Json) => Json) {
  const { app, company_id } = directory;
  const group = await app.db.withCompany(scopeOf(directory), async (tx) => {
    const before = await lock(tx, directory, id);
    const wanted = wantedIn(say(resource(directory, before)));
    await tx.run({
      text: `update scim_groups set display_name = $3, external_id = $4, updated_at = now() where company_id = $1 and id = $2`,
      values: [company_id, before.id, wanted.display_name, wanted.external_id],
    });
    await setMembers(tx, directory, before.id, wanted.members);
    return lock(tx, directory, id);
  });
  principalsOf(app.db).revoke({ company_id });
  return scimAnswer(resource(directory, group));
}

/** DELETE /api/scim/v2/Groups/{id} */
export const deleteGroup = open(contract.deleteGroup, (ctx, { params, request }) =>
  asDirectory(ctx, request, async (directory) => {
    const { company_id } = directory;
    await ctx.app.db.withCompany(scopeOf(directory), async (tx) => {
      const { id } = await lock(tx, directory, params.id);
      await setMembers(tx, directory, id, []);
      await tx.run({
        text: 'delete from scim_groups where company_id = $1 and id = $2',
        values: [company_id, id],
      });
    });
    principalsOf(ctx.app.db).revoke({ company_id });
    return scimAnswer(null);
  }),
);

async function lock(tx: Tx, { company_id, connection_id }: Directory, id: string): Promise<Group> {
  const { rows } = await tx.run<Group>({
    text: `select ${columns} from scim_groups g where g.company_id = $1 and g.connection_id = $2 and g.id::text = $3 for update of g`,
    values: [company_id, connection_id, id],
  });
  if (!rows[0]) throw notThere();
  return rows[0];
}

/** Makes these the people of a group; roles and the team follow where it gives them. */
async function setMembers(
  tx: Tx,
  directory: Directory,
  id: string,
  user_ids: readonly string[],
): Promise<void> {
  const { company_id, connection_id } = directory;
  const known = await tx.run({
    text: `select from members m left join scim_users s on s.company_id = m.company_id and s.connection_id = $2 and s.user_id = m.user_id
      where m.company_id = $1 and m.user_id::text = any($3) and m.kind = 'person' and (m.status = 'active' or s.user_id is not null)`,
    values: [company_id, connection_id, user_ids],
  });
  if (known.rows.length < user_ids.length)
    throw new ScimError(400, 'A member of the group is no user here.', 'invalidValue');
  const gone = await tx.run<{ user_id: string }>({
    text: `delete from scim_group_members where company_id = $1 and group_id = $2 and user_id::text <> all($3) returning user_id`,
    values: [company_id, id, user_ids],
  });
  const come = await tx.run<{ user_id: string }>({
    text: `insert into scim_group_members (company_id, group_id, user_id) select $1, $2, u::uuid from unnest($3::text[]) u
      on conflict do nothing returning user_id`,
    values: [company_id, id, user_ids],
  });
  const group = await tx.run<{ role: string; team_id: string | null }>({
    text: 'select role, team_id from scim_groups where company_id = $1 and id = $2',
    values: [company_id, id],
  });
  const { role, team_id } = group.rows[0] ?? { role: '', team_id: null };
  const [left, joined] = [gone, come].map(({ rows }) => rows.map(({ user_id }) => user_id));
  if (team_id !== null) await refreshTeam(tx, directory, team_id, { left, joined });
  if (role !== '') await refreshRoles(tx, directory, [...(left ?? []), ...(joined ?? [])]);
}

function wantedIn(given: Json) {
  const display_name = nameOf(given.displayName);
  if (display_name === '') throw new ScimError(400, 'displayName is required.', 'invalidValue');
  const { externalId: external = '', members = [] } = given;
  if (typeof external !== 'string' || external.length > 300)
    throw new ScimError(400, 'externalId is a text of at most 300 characters.', 'invalidValue');
  if (!Array.isArray(members) || members.length > most.members)
    throw new ScimError(400, `A group has at most ${most.members} members.`, 'invalidValue');
  const ids = members.map((one: Json) => (typeof one?.value === 'string' ? one.value : ''));
  return { display_name, external_id: external, members: [...new Set(ids)] };
}
