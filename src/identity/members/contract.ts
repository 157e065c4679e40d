import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import * as shapes from '../shapes';

const tag = 'Members';
const params = z.strictObject({ id: shapes.id });
const byId = z.strictObject({ id: shapes.id });

const memberShape = z.strictObject({
  id: shapes.id,
  name: z.string(),
  email: z.string(),
  avatar_url: z.string().nullable(),
  role: shapes.role,
  status: z.enum(['active', 'removed']),
  last_seen_at: shapes.instant.nullable(),
  created_at: shapes.instant,
});

const invitationShape = z.strictObject({
  id: shapes.id,
  email: z.string(),
  role: shapes.role,
  invited_by: shapes.id,
  expires_at: shapes.instant,
  created_at: shapes.instant,
});

export const listMembers = defineContract({
  name: 'members.list',
  method: 'GET',
  path: '/members',
  summary: 'Colleagues by name, at most 1,000; those who left with status=all',
  tag,
  auth: 'any',
  query: z.strictObject({
    q: z.string().max(100).optional(),
    status: z.enum(['active', 'removed', 'all']).default('active'),
  }),
  output: z.array(memberShape),
  // When somebody was last seen is no event, so it may be as old as this.
  cache: { tags: ['member'], ttl: 60, per: 'company' },
});

export const changeRole = defineContract({
  name: 'members.update',
  method: 'PATCH',
  path: '/members/{id}',
  summary: 'Give a member another role, at most your own',
  tag,
  auth: 'session',
  permission: 'members:manage',
  params,
  body: z.strictObject({ role: shapes.role }),
  output: memberShape,
  events: ['member.updated'],
});

export const removeMember = defineContract({
  name: 'members.delete',
  method: 'DELETE',
  path: '/members/{id}',
  summary: 'Remove a member; their sessions and keys end, their records stay',
  tag,
  auth: 'session',
  permission: 'members:manage',
  params,
  output: memberShape,
  events: ['member.removed'],
});

export const invite = defineContract({
  name: 'invitations.create',
  method: 'POST',
  path: '/invitations',
  summary: 'Invite somebody by mail; an open invitation of the same address is replaced',
  tag,
  auth: 'session',
  permission: 'members:manage',
  body: z.strictObject({ email: shapes.mailAddress, role: shapes.role }),
  output: invitationShape,
  status: 201,
  limits: { rate: { points: 200, seconds: 3600, by: 'user' } },
  events: ['invitation.created'],
});

export const listInvitations = defineContract({
  name: 'invitations.list',
  method: 'GET',
  path: '/invitations',
  summary: 'Open invitations, newest first',
  tag,
  auth: 'any',
  permission: 'members:manage',
  output: z.array(invitationShape),
});

export const revokeInvitation = defineContract({
  name: 'invitations.delete',
  method: 'DELETE',
  path: '/invitations/{id}',
  summary: 'Take an invitation back',
  tag,
  auth: 'session',
  permission: 'members:manage',
  params: byId,
  output: invitationShape,
  events: ['invitation.revoked'],
});

export const previewInvitation = defineContract({
  name: 'invitations.preview',
  method: 'POST',
  path: '/invitations/preview',
  summary: 'What an invitation is for, to whoever holds its token',
  tag,
  auth: 'none',
  body: z.strictObject({ token: shapes.oneTimeToken }),
  output: z.strictObject({
    email: z.string(),
    role: shapes.role,
    company_name: z.string(),
    inviter_name: z.string(),
    has_account: z.boolean(),
  }),
  limits: { rate: { points: 100, seconds: 900, by: 'address' } },
});

export const acceptInvitation = defineContract({
  name: 'invitations.accept',
  method: 'POST',
  path: '/invitations/accept',
  summary:
    'Join a company: signed in as the invited person, with their password, or with a new account',
  tag,
  auth: 'none',
  body: z.strictObject({
    token: shapes.oneTimeToken,
    name: shapes.line(100).optional(),
    password: shapes.password.optional(),
  }),
  output: shapes.arrivalShape,
  limits: { waits: true, rate: { points: 100, seconds: 900, by: 'address' } },
  secret_answer: true,
  events: ['invitation.accepted', 'member.created', 'session.created'],
});
