import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import * as shapes from '../shapes';

const tag = 'Teams';
const params = z.strictObject({ id: shapes.id });

const teamMember = z.strictObject({ user_id: shapes.id, is_manager: z.boolean() });

const teamShape = z.strictObject({
  id: shapes.id,
  name: z.string(),
  parent_id: shapes.id.nullable(),
  members: z.array(teamMember),
  created_at: shapes.instant,
  updated_at: shapes.instant,
});

const given = {
  name: shapes.line(80),
  parent_id: shapes.id.nullable(),
  members: z
    .array(z.strictObject({ user_id: shapes.id, is_manager: z.boolean().default(false) }))
    .max(1000),
};

export const listTeams = defineContract({
  name: 'teams.list',
  method: 'GET',
  path: '/teams',
  summary: 'Teams by name, with their members',
  tag,
  auth: 'any',
  output: z.array(teamShape),
  cache: { tags: ['team', 'member'], ttl: 60, per: 'company' },
});

export const createTeam = defineContract({
  name: 'teams.create',
  method: 'POST',
  path: '/teams',
  summary: 'Make a team, on its own or below another',
  tag,
  auth: 'session',
  fresh: true,
  permission: 'teams:manage',
  body: z.strictObject({
    ...given,
    parent_id: given.parent_id.default(null),
    members: given.members.default([]),
  }),
  output: teamShape,
  status: 201,
  events: ['team.created'],
});

export const updateTeam = defineContract({
  name: 'teams.update',
  method: 'PATCH',
  path: '/teams/{id}',
  summary: 'Rename a team, move it below another, or say who is in it',
  tag,
  auth: 'session',
  fresh: true,
  permission: 'teams:manage',
  params,
  body: z.strictObject(given).partial(),
  output: teamShape,
  events: ['team.updated'],
});

export const removeTeam = defineContract({
  name: 'teams.delete',
  method: 'DELETE',
  path: '/teams/{id}',
  summary:
    'Remove a team; the teams below it move up, what was shared with it is shared with it no longer',
  tag,
  auth: 'session',
  fresh: true,
  permission: 'teams:manage',
  params,
  output: teamShape,
  events: ['team.deleted'],
});
