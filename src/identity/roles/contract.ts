import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import { reaches } from '@/core/shape/reach';
import { administration, type RecordVerb } from '../permissions';
import * as shapes from '../shapes';

const tag = 'Roles';
const params = z.strictObject({ id: shapes.id });

const reach = z.enum(reaches);

/** `RoleRights` of rights.ts. */
const rights = {
  objects: z.record(
    z.string().regex(/^(\*|[a-z][a-z0-9_]{0,62})$/),
    z.strictObject({
      read: reach,
      create: reach,
      update: reach,
      delete: reach,
      export: reach,
      import: reach,
      bulk: reach,
    } satisfies Record<RecordVerb, z.ZodType>),
  ),
  administration: z.array(z.enum(administration)).max(administration.length),
};
const fields = shapes.fieldRights.describe(
  'Fields that are not seen or written whole, by object and name, custom ones as `custom.<key>`',
);

const roleShape = z.strictObject({
  id: shapes.id,
  name: z.string(),
  description: z.string(),
  rights: z.strictObject({ ...rights, fields: fields.default({}) }),
  /** User ids of the active members who have it. */
  member_ids: z.array(shapes.id),
  created_at: shapes.instant,
  updated_at: shapes.instant,
});

const given = {
  name: shapes.line(80),
  description: z.string().trim().max(500),
  rights: z.strictObject({
    ...rights,
    fields: fields.optional().describe('Unless given they stay as they are: none, for a new role'),
  }),
};

export const listRoles = defineContract({
  name: 'roles.list',
  method: 'GET',
  path: '/roles',
  summary: 'Roles that administrators composed, by name, and who has them',
  tag,
  auth: 'any',
  output: z.array(roleShape),
  cache: { tags: ['role', 'member'], ttl: 60, per: 'company' },
});

export const createRole = defineContract({
  name: 'roles.create',
  method: 'POST',
  path: '/roles',
  summary: 'Compose a role; it may allow nothing that you may not do yourself',
  tag,
  auth: 'session',
  fresh: true,
  permission: 'roles:manage',
  body: z.strictObject({ ...given, description: given.description.default('') }),
  output: roleShape,
  status: 201,
  events: ['role.created'],
});

export const updateRole = defineContract({
  name: 'roles.update',
  method: 'PATCH',
  path: '/roles/{id}',
  summary: 'Change a role; everybody who has it has the new rights within a second',
  tag,
  auth: 'session',
  fresh: true,
  permission: 'roles:manage',
  params,
  body: z.strictObject(given).partial(),
  output: roleShape,
  events: ['role.updated'],
});

export const removeRole = defineContract({
  name: 'roles.delete',
  method: 'DELETE',
  path: '/roles/{id}',
  summary: 'Remove a role that nobody has',
  tag,
  auth: 'session',
  fresh: true,
  permission: 'roles:manage',
  params,
  output: roleShape,
  events: ['role.deleted'],
});

export const assignRoles = defineContract({
  name: 'members.roles',
  method: 'PUT',
  path: '/members/{id}/roles',
  summary: 'Give a member these composed roles and no others, beside the built-in role',
  tag,
  auth: 'session',
  fresh: true,
  permission: 'members:manage',
  params,
  body: z.strictObject({ role_ids: z.array(shapes.id).max(20) }),
  output: z.strictObject({ role_ids: z.array(shapes.id) }),
  events: ['member.updated'],
});
