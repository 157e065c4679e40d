import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import * as shapes from '../shapes';
import { givenRole } from '../sso/contract';

/** The API of directories (RFC 7643 and 7644). They bring a token of their own, so these are open to the pipeline. */
const scim = { tag: 'SCIM', auth: 'none', answer: 'raw', output: z.unknown() } as const;
const params = z.strictObject({ id: z.string().max(200) });
const body = z.string().describe('application/scim+json');
const writing = { ...scim, form: 'text', body } as const;
const listing = z.strictObject({
  filter: z.string().max(500).optional().describe('userName eq "ada@example.com"'),
  startIndex: z.string().max(20).optional(),
  count: z.string().max(20).optional(),
  attributes: z.string().max(1000).optional(),
  excludedAttributes: z.string().max(1000).optional(),
  sortBy: z.string().max(100).optional(),
  sortOrder: z.string().max(20).optional(),
});
const fields = z.strictObject({
  attributes: z.string().max(1000).optional(),
  excludedAttributes: z.string().max(1000).optional(),
});

export const serviceProviderConfig = defineContract({
  ...scim,
  name: 'scim.config',
  method: 'GET',
  path: '/scim/v2/ServiceProviderConfig',
  summary: 'What of SCIM is spoken here',
});

export const resourceTypes = defineContract({
  ...scim,
  name: 'scim.resource_types',
  method: 'GET',
  path: '/scim/v2/ResourceTypes',
  summary: 'Users and groups',
});

export const schemas = defineContract({
  ...scim,
  name: 'scim.schemas',
  method: 'GET',
  path: '/scim/v2/Schemas',
  summary: 'Attributes of users and groups',
});

const memberEvents = [
  ...['member.created', 'member.updated', 'member.deactivated', 'member.reactivated'],
  'member.removed',
];

export const listUsers = defineContract({
  ...scim,
  name: 'scim.list_users',
  method: 'GET',
  path: '/scim/v2/Users',
  summary: 'Members of the company as users of the directory',
  query: listing,
});

export const createUser = defineContract({
  ...writing,
  name: 'scim.create_user',
  method: 'POST',
  path: '/scim/v2/Users',
  summary: 'Make a member',
  events: ['member.created', 'member.deactivated', 'user.reclaimed'],
});

export const getUser = defineContract({
  ...scim,
  name: 'scim.get_user',
  method: 'GET',
  path: '/scim/v2/Users/{id}',
  summary: 'One user',
  params,
  query: fields,
});

export const replaceUser = defineContract({
  ...writing,
  name: 'scim.replace_user',
  method: 'PUT',
  path: '/scim/v2/Users/{id}',
  summary: 'Replace a user; active false ends what they can do at once',
  params,
  events: memberEvents,
});

export const patchUser = defineContract({
  ...writing,
  name: 'scim.patch_user',
  method: 'PATCH',
  path: '/scim/v2/Users/{id}',
  summary: 'Change a user; active false ends what they can do at once',
  params,
  events: memberEvents,
});

export const deleteUser = defineContract({
  ...writing,
  name: 'scim.delete_user',
  method: 'DELETE',
  path: '/scim/v2/Users/{id}',
  summary: 'Remove a member',
  params,
  events: ['member.removed'],
});

export const listGroups = defineContract({
  ...scim,
  name: 'scim.list_groups',
  method: 'GET',
  path: '/scim/v2/Groups',
  summary: 'Groups of the directory',
  query: listing,
});

export const createGroup = defineContract({
  ...writing,
  name: 'scim.create_group',
  method: 'POST',
  path: '/scim/v2/Groups',
  summary: 'Make a group',
  events: ['member.updated', 'team.updated'],
});

export const getGroup = defineContract({
  ...scim,
  name: 'scim.get_group',
  method: 'GET',
  path: '/scim/v2/Groups/{id}',
  summary: 'One group',
  params,
  query: fields,
});

export const replaceGroup = defineContract({
  ...writing,
  name: 'scim.replace_group',
  method: 'PUT',
  path: '/scim/v2/Groups/{id}',
  summary: 'Replace a group; the roles of its people follow',
  params,
  events: ['member.updated', 'team.updated'],
});

export const patchGroup = defineContract({
  ...writing,
  name: 'scim.patch_group',
  method: 'PATCH',
  path: '/scim/v2/Groups/{id}',
  summary: 'Change a group; roles and teams of its people follow',
  params,
  events: ['member.updated', 'team.updated'],
});

export const deleteGroup = defineContract({
  ...writing,
  name: 'scim.delete_group',
  method: 'DELETE',
  path: '/scim/v2/Groups/{id}',
  summary: 'Remove a group; the roles of its people follow',
  params,
  events: ['member.updated', 'team.updated'],
});

const manage = {
  tag: 'Single sign-on',
  auth: 'session',
  fresh: true,
  permission: 'sso:manage',
} as const;
const idParams = z.strictObject({ id: shapes.id });

export const createToken = defineContract({
  ...manage,
  name: 'sso.create_scim_token',
  method: 'POST',
  path: '/sso/connections/{id}/scim-token',
  summary: 'A token for the directory of a provider, shown this once; the one before ends',
  params: idParams,
  output: z.strictObject({ token: z.string(), base_url: z.string() }),
  status: 201,
  secret_answer: true,
  events: ['sso_connection.scim_token_created'],
});

export const deleteToken = defineContract({
  ...manage,
  name: 'sso.delete_scim_token',
  method: 'DELETE',
  path: '/sso/connections/{id}/scim-token',
  summary: 'End the token of a directory at once',
  params: idParams,
  output: shapes.doneShape,
  events: ['sso_connection.scim_token_revoked'],
});

export const mapGroup = defineContract({
  ...manage,
  name: 'sso.map_group',
  method: 'PUT',
  path: '/sso/groups/{id}',
  summary:
    'Which role a group of the directory gives, and which team its people are in; they follow at once',
  params: idParams,
  body: z.strictObject({
    role: givenRole.nullable().optional(),
    team_id: shapes.id
      .nullable()
      .optional()
      .describe('For who manages teams and reaches all records'),
  }),
  output: shapes.doneShape,
  events: ['sso_group.updated', 'member.updated', 'team.updated'],
});
