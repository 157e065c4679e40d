import type { Ctx } from '@/core/run/context';
import { companyFields } from '@/core/run/engine/custom-fields';
import { fold } from '@/core/run/engine/fold';
import { actorOf, recordEvents } from '@/core/run/events';
import { command, commandKnowing, query } from '@/core/run/module';
import { AppError, type Issue, invalid, notFound } from '@/core/shape/errors';
import { type FieldRights, rightsOn, rightsOnCustom } from '@/core/shape/field-rights';
import type { Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';
import { manageable } from '../members/commands';
import { instantJson } from '../members/rows';
import { principalsOf } from '../session/principals';
import * as contract from './contract';
import { covers, objectsWithRights, type RoleRights } from './rights';

interface Role {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly rights: RoleRights;
  readonly member_ids: readonly string[];
}

/** Most roles of a company. */
const most = 100;

/** JSON of the row `r` of roles. */
const roleJson = `jsonb_build_object('id', r.id, 'name', r.name, 'description', r.description, 'rights', r.rights,
  'member_ids', coalesce((select jsonb_agg(a.user_id order by a.user_id) from member_roles a
    join members m on m.company_id = a.company_id and m.user_id = a.user_id and m.status = 'active'
    where a.company_id = r.company_id and a.role_id = r.id), '[]'),
  'created_at', ${instantJson('r.created_at')}, 'updated_at', ${instantJson('r.updated_at')})`;

/** GET /api/roles */
export const listRoles = query(contract.listRoles, async (ctx) => {
  const { rows } = await ctx.app.db.read<{ role: Role }>(ctx.scope, {
    name: 'roles_list',
    text: `select ${roleJson} as role from roles r where r.company_id = $1 order by r.name_key, r.id limit ${most}`,
    values: [ctx.scope.company_id],
  });
  return { data: rows.map(({ role }) => role) };
});

/** POST /api/roles */
export const createRole = commandKnowing(
  contract.createRole,
  companyFields,
  async (ctx, tx, custom, { body }) => {
    mayAllow(ctx, body.rights, fieldIssues(ctx, custom, body.rights.fields));
    await lock(ctx, tx);
    await mustBeFree(ctx, tx, body.name, null);
    const { rows: known } = await tx.run<{ roles: number }>({
      text: 'select count(*)::int as roles from roles where company_id = $1',
      values: [ctx.scope.company_id],
    });
    if ((known[0]?.roles ?? 0) >= most)
      throw new AppError('conflict', `A company has at most ${most} roles.`);
    const { rows } = await tx.run<{ role: Role }>({
      text: `insert into roles as r (company_id, id, name, name_key, description, rights) values ($1, $2, $3, $4, $5, $6)
      returning ${roleJson} as role`,
      values: [
        ...[ctx.scope.company_id, newId(), body.name, fold(body.name)],
        ...[body.description, JSON.stringify({ fields: {}, ...body.rights })],
      ],
    });
    return { data: await noted(ctx, tx, 'created', null, rows[0]?.role ?? null) };
  },
);

/** PATCH /api/roles/{id} */
export const updateRole = commandKnowing(
  contract.updateRole,
  companyFields,
  async (ctx, tx, custom, { params, body }) => {
    await lock(ctx, tx);
    const before = await load(ctx, tx, params.id);
    // Neither what it allows now nor what it is to allow may go beyond the caller's own rights.
    mayAllow(ctx, before.rights);
    const { name = before.name, description = before.description } = body;
    const rights = { ...before.rights, ...body.rights };
    mayAllow(ctx, rights, fieldIssues(ctx, custom, rights.fields, before.rights.fields));
    if (name !== before.name) await mustBeFree(ctx, tx, name, params.id);
    const { rows } = await tx.run<{ role: Role }>({
      text: `update roles r set name = $3, name_key = $4, description = $5, rights = $6, updated_at = now()
      where r.company_id = $1 and r.id = $2 returning ${roleJson} as role`,
      values: [
        ...[ctx.scope.company_id, params.id, name, fold(name)],
        ...[description, JSON.stringify(rights)],
      ],
    });
    return { data: await noted(ctx, tx, 'updated', before, rows[0]?.role ?? null) };
  },
);

/** DELETE /api/roles/{id} */
export const removeRole = command(contract.removeRole, async (ctx, tx, { params }) => {
  await lock(ctx, tx);
  const before = await load(ctx, tx, params.id);
  mayAllow(ctx, before.rights);
  if (before.member_ids.length > 0)
    throw new AppError('conflict', 'Members have this role. Give them another one first.');
  const { company_id } = ctx.scope;
  for (const text of [
    'delete from member_roles where company_id = $1 and role_id = $2',
    'delete from roles where company_id = $1 and id = $2',
  ])
    await tx.run({ text, values: [company_id, params.id] });
  await noted(ctx, tx, 'deleted', before, null);
  return { data: before };
});

/** PUT /api/members/{id}/roles. Roles that go beyond the caller's own rights are neither given nor taken. */
export const assignRoles = command(contract.assignRoles, async (ctx, tx, { params, body }) => {
  const { company_id } = ctx.scope;
  await lock(ctx, tx);
  await manageable(ctx, tx, params.id);
  const wanted = [...new Set(body.role_ids)].sort();
  const { rows: roles } = await tx.run<{ id: string; rights: RoleRights; has: boolean }>({
    text: `select r.id, r.rights, a.user_id is not null as has from roles r
      left join member_roles a on a.company_id = r.company_id and a.role_id = r.id and a.user_id = $3
      where r.company_id = $1 and (r.id = any($2::uuid[]) or a.user_id is not null) order by r.id`,
    values: [company_id, wanted, params.id],
  });
  const known = new Set(roles.map(({ id }) => id));
  const unknown = body.role_ids.flatMap((id, at): Issue[] =>
    known.has(id)
      ? []
      : [{ path: `role_ids.${at}`, code: 'not_found', message: 'This role does not exist.' }],
  );
  if (unknown.length > 0) throw invalid(unknown);
  for (const { id, rights, has } of roles) if (has !== wanted.includes(id)) mayAllow(ctx, rights);
  const before = roles.filter(({ has }) => has).map(({ id }) => id);
  if (before.join() !== wanted.join()) {
    await tx.run({
      text: 'delete from member_roles where company_id = $1 and user_id = $2 and role_id <> all($3::uuid[])',
      values: [company_id, params.id, wanted],
    });
    await tx.run({
      text: `insert into member_roles (company_id, user_id, role_id) select $1, $2, unnest($3::uuid[]) on conflict do nothing`,
      values: [company_id, params.id, wanted],
    });
    await recordEvents(tx, actorOf(ctx), [
      {
        name: 'member.updated',
        object: 'members',
        record_id: params.id,
        before: { role_ids: before },
        after: { role_ids: wanted },
      },
    ]);
    forget(ctx, tx);
  }
  return { data: { role_ids: wanted } };
});

/** 403 unless the caller may do all of it, and 422 for objects that do not exist, beside what else is wrong with it. */
function mayAllow(ctx: Ctx, rights: RoleRights, wrong: readonly Issue[] = []): void {
  const { objects } = ctx.app.registry;
  const known = new Set(objectsWithRights(objects.values()).map(({ name }) => name));
  const unknown = Object.keys(rights.objects).flatMap((name): Issue[] =>
    name === '*' || known.has(name)
      ? []
      : [
          {
            path: `rights.objects.${name}`,
            code: 'unknown_object',
            message: 'There are no rights for an object of this name.',
          },
        ],
  );
  const issues = [...unknown, ...wrong];
  if (issues.length > 0) throw invalid(issues);
  if (!covers(ctx.principal, rights, objects.values()))
    throw new AppError('forbidden', 'A role cannot allow what you may not do yourself.');
}

/**
 * Rights that no role can give on a field. Those a role `has` already may stay: of a removed field they wait for it to come back.
 */
function fieldIssues(
  { app }: Ctx,
  custom: Awaited<ReturnType<typeof companyFields>>,
  fields: FieldRights = {},
  has: FieldRights = {},
): Issue[] {
  return Object.entries(fields).flatMap(([name, rights]) => {
    const object = app.registry.objects.get(name);
    return Object.entries(rights).flatMap(([field, right]): Issue[] => {
      if (has[name]?.[field] === right) return [];
      const path = `rights.fields.${name}.${field}`;
      const own = custom.get(name)?.find(({ key }) => `custom.${key}` === field);
      const there = own ?? object?.fields[field];
      if (!object || !there)
        return [{ path, code: 'unknown_field', message: 'There is no field of this name.' }];
      const possible = own ? rightsOnCustom(own) : rightsOn(object, field);
      if (possible.includes(right)) return [];
      const words = { hidden: 'hide', masked: 'mask', read_only: 'make read-only' };
      const message = `A role cannot ${words[right]} ${field} of ${name}.`;
      return [{ path, code: 'not_possible', message }];
    });
  });
}

async function mustBeFree(ctx: Ctx, tx: Tx, name: string, id: string | null): Promise<void> {
  const { rows } = await tx.run({
    text: 'select 1 from roles where company_id = $1 and name_key = $2 and id is distinct from $3',
    values: [ctx.scope.company_id, fold(name), id],
  });
  if (rows.length === 0) return;
  const issues = [{ path: 'name', code: 'taken', message: 'Another role has this name.' }];
  throw new AppError('conflict', 'Another role has this name.', { issues });
}

async function load(ctx: Ctx, tx: Tx, id: string): Promise<Role> {
  const { rows } = await tx.run<{ role: Role }>({
    text: `select ${roleJson} as role from roles r where r.company_id = $1 and r.id = $2`,
    values: [ctx.scope.company_id, id],
  });
  if (!rows[0]) throw notFound();
  return rows[0].role;
}

/** One change of roles at a time: names and what members have are looked at before they are written. */
const lock = (ctx: Ctx, tx: Tx) =>
  tx.run({
    text: 'select pg_advisory_xact_lock(hashtextextended($1, 0))',
    values: [`roles:${ctx.scope.company_id}`],
  });

/** Once it is true, nobody's rights are what they were. */
function forget({ app, scope }: Ctx, tx: Tx): void {
  tx.afterCommit(() => principalsOf(app.db).revoke({ company_id: scope.company_id }));
}

const told = (role: Role | null) =>
  role && { name: role.name, description: role.description, rights: role.rights };

async function noted(
  ctx: Ctx,
  tx: Tx,
  what: 'created' | 'updated' | 'deleted',
  before: Role | null,
  after: Role | null,
): Promise<Role | null> {
  const [was, is] = [told(before), told(after)];
  await recordEvents(tx, actorOf(ctx), [
    {
      name: `role.${what}`,
      object: 'roles',
      record_id: (after ?? before)?.id ?? null,
      ...(was ? { before: was } : {}),
      ...(is ? { after: is } : {}),
    },
  ]);
  if (what === 'updated') forget(ctx, tx);
  return after;
}
