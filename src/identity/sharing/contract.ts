import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import * as shapes from '../shapes';

const tag = 'Sharing';
const object = z.string().max(63);
const about = z.strictObject({ object, record_id: shapes.id });

const shareShape = z.strictObject({
  id: shapes.id,
  object: z.string(),
  record_id: shapes.id,
  grantee: z.strictObject({ kind: z.enum(['user', 'team']), id: shapes.id, name: z.string() }),
  access: z.enum(['read', 'change']),
  created_by: shapes.id.nullable(),
  created_at: shapes.instant,
});

export const listShares = defineContract({
  name: 'shares.list',
  method: 'GET',
  path: '/shares',
  summary: 'With whom a record is shared',
  tag,
  auth: 'any',
  query: about,
  output: z.array(shareShape),
});

export const createShare = defineContract({
  name: 'shares.create',
  method: 'POST',
  path: '/shares',
  summary:
    'Let a member or a team see a record, or change it as well; said again, it changes what they may',
  tag,
  auth: 'any',
  /** One of `user_id` and `team_id`. */
  body: z.strictObject({
    object,
    record_id: shapes.id,
    user_id: shapes.id.optional(),
    team_id: shapes.id.optional(),
    access: z.enum(['read', 'change']).default('read'),
  }),
  output: shareShape,
  status: 201,
  events: ['share.created', 'share.updated'],
});

export const removeShare = defineContract({
  name: 'shares.delete',
  method: 'DELETE',
  path: '/shares/{id}',
  summary: 'Share a record no longer',
  tag,
  auth: 'any',
  params: z.strictObject({ id: shapes.id }),
  output: shareShape,
  events: ['share.deleted'],
});

/** Why somebody sees a record, or may change it. */
const reason = z.strictObject({
  /**
   * `role`: a role reaches all of them. `owner`, `team`, `below`: a role reaches those of the owner. `shared`: with them or a
   * team of theirs. `through`: what `object` and `record_id` name is seen. `private`: what they name is private. `no_right`: no role allows it. `not_reached`: a role
   * allows it, but not with this record.
   */
  code: z.enum([
    ...(['role', 'owner', 'team', 'below', 'shared', 'through'] as const),
    ...(['private', 'no_right', 'not_reached'] as const),
  ]),
  object: z.string().nullable(),
  record_id: shapes.id.nullable(),
});

const answer = z.strictObject({ allowed: z.boolean(), reason });

export const explainAccess = defineContract({
  name: 'access.explain',
  method: 'GET',
  path: '/access',
  summary: 'Who sees a record, who may change and delete it, and why, or why not',
  tag,
  auth: 'any',
  query: about.extend({ user_id: shapes.id.optional() }),
  output: z.strictObject({
    owner_id: shapes.id.nullable(),
    people: z.array(
      z.strictObject({
        user_id: shapes.id,
        name: z.string(),
        role: shapes.role,
        read: answer,
        update: answer,
        delete: answer,
      }),
    ),
  }),
});
