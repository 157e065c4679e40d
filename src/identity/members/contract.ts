import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import * as shapes from '../shapes';

const tag = 'Members';
const params = z.strictObject({ id: shapes.id });
const byId = z.strictObject({ id: shapes.id });

const memberShape = z.strictObject({
  id: shapes.id,
  kind: z.enum(['person', 'service']),
  name: z.string(),
  email: z.string(),
  avatar_url: z.string().nullable(),
  role: shapes.role,
  status: z.enum(['active', 'deactivated', 'removed']),
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
  summary: 'Colleagues by name, at most 1,000; those who left or pause with status=all',
  tag,
  auth: 'any',
  query: z.strictObject({
    q: z.string().max(100).optional(),
    status: z.enum(['active', 'deactivated', 'removed', 'all']).default('active'),
    kind: z.enum(['person', 'service', 'all']).default('person'),
  }),
  output: z.array(memberShape),
  // When somebody was last seen is no event, so it may be as old as this.
  cache: { tags: ['member'], ttl: 60, per: 'company' },
});

export const memberFactors = defineContract({
  name: 'members.second_factors',
  method: 'GET',
  path: '/member-factors',
  summary:
    'Which second factors the active members have set up, and who lacks one that the company requires',
  tag,
  auth: 'session',
  permission: 'members:manage',
  output: z.array(
    z.strictObject({
      id: shapes.id,
      authenticator: z.boolean(),
      passkey: z.boolean(),
      /** The company requires one, and they have none. */
      lacking: z.boolean(),
    }),
  ),
});

export const createServiceAccount = defineContract({
  name: 'service_accounts.create',
  method: 'POST',
  path: '/service-accounts',
  summary: 'Make a member that is no person: nobody can sign in as it, only keys act for it',
  tag,
  auth: 'session',
  fresh: true,
  permission: 'members:manage',
  body: z.strictObject({
    name: shapes.line(100),
    role: shapes.role.exclude(['owner'], { message: 'An owner is a person.' }),
  }),
  output: memberShape,
  status: 201,
  events: ['member.created'],
});

export const changeRole = defineContract({
  name: 'members.update',
  method: 'PATCH',
  path: '/members/{id}',
  summary: 'Give a member another role, at most your own',
  tag,
  auth: 'session',
  fresh: true,
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
  fresh: true,
  permission: 'members:manage',
  params,
  output: memberShape,
  events: ['member.removed'],
});

export const deactivateMember = defineContract({
  name: 'members.deactivate',
  method: 'POST',
  path: '/members/{id}/deactivate',
  summary: 'Lock a member out; their sessions end, their keys and feeds rest, their records stay',
  tag,
  auth: 'session',
  fresh: true,
  permission: 'members:manage',
  params,
  output: memberShape,
  events: ['member.deactivated'],
});

export const reactivateMember = defineContract({
  name: 'members.reactivate',
  method: 'POST',
  path: '/members/{id}/reactivate',
  summary: 'Let a deactivated member back in, with their role and keys',
  tag,
  auth: 'session',
  fresh: true,
  permission: 'members:manage',
  params,
  output: memberShape,
  events: ['member.reactivated'],
});

export const endSessionsOfMember = defineContract({
  name: 'members.end_sessions',
  method: 'DELETE',
  path: '/members/{id}/sessions',
  summary: 'Sign a member out everywhere in this company; their keys and apps go on',
  tag,
  auth: 'session',
  fresh: true,
  permission: 'members:manage',
  params,
  output: z.strictObject({ ended: z.int() }),
  events: ['member.sessions_ended'],
});

export const endSessionsOfEverybody = defineContract({
  name: 'members.end_all_sessions',
  method: 'DELETE',
  path: '/member-sessions',
  summary:
    'Sign everybody out in this company, but for this session and members who may do more than you',
  tag,
  auth: 'session',
  fresh: true,
  permission: 'members:manage',
  output: z.strictObject({
    ended: z.int(),
    /** How many members may do more than the caller, and stay signed in. */
    above: z.int(),
  }),
  events: ['member.sessions_ended'],
});

export const recordsOfMember = defineContract({
  name: 'members.records',
  method: 'GET',
  path: '/members/{id}/records',
  summary: 'How many records of each object somebody else has to go on with when a member leaves',
  tag,
  auth: 'session',
  permission: 'members:manage',
  params,
  output: z.array(z.strictObject({ object: z.string(), count: z.int() })),
});

export const handOver = defineContract({
  name: 'members.hand_over',
  method: 'POST',
  path: '/members/{id}/handover',
  summary: 'Give what a member is working on to others, object by object; a job for each of them',
  tag,
  auth: 'session',
  fresh: true,
  permission: 'members:manage',
  params,
  body: z.strictObject({
    records: z
      .array(z.strictObject({ object: z.string().max(80), to: shapes.id }))
      .min(1, { message: 'Name at least one object.' })
      .max(50),
  }),
  output: z.strictObject({
    jobs: z.array(z.strictObject({ object: z.string(), job_id: shapes.id })),
  }),
  status: 202,
  events: ['member.handed_over'],
});

export const invite = defineContract({
  name: 'invitations.create',
  method: 'POST',
  path: '/invitations',
  summary: 'Invite somebody by mail; an open invitation of the same address is replaced',
  tag,
  auth: 'session',
  fresh: true,
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

export const resendInvitation = defineContract({
  name: 'invitations.resend',
  method: 'POST',
  path: '/invitations/{id}/resend',
  summary: 'Mail an invitation again with a new link for seven days; the old link ends',
  tag,
  auth: 'session',
  fresh: true,
  permission: 'members:manage',
  params: byId,
  output: invitationShape,
  limits: { rate: { points: 200, seconds: 3600, by: 'user' } },
  events: ['invitation.resent'],
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
