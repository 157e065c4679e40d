import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import * as shapes from '../shapes';

const tag = 'API keys';
const params = z.strictObject({ id: shapes.id });

const keyShape = z.strictObject({
  id: shapes.id,
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()),
  user_id: shapes.id,
  user_name: z.string(),
  user_kind: z.enum(['person', 'service']),
  networks: z.array(z.string()),
  previous_until: shapes.instant.nullable(),
  expires_at: shapes.instant.nullable(),
  last_used_at: shapes.instant.nullable(),
  created_at: shapes.instant,
});

export const createKey = defineContract({
  name: 'api_keys.create',
  method: 'POST',
  path: '/api-keys',
  summary:
    'Make a key that acts as you, or as a service account, within its scopes; it is shown this once',
  tag,
  auth: 'session',
  fresh: true,
  body: z.strictObject({
    name: shapes.line(100),
    scopes: z.array(z.string().max(80)).min(1, { message: 'Name at least one scope.' }).max(200),
    expires_at: shapes.instantInput.optional(),
    networks: z
      .array(shapes.network)
      .max(50)
      .optional()
      .describe('Addresses and networks it works from; none = all'),
    user_id: shapes.id.optional().describe('A service account; for who may manage all keys'),
  }),
  output: keyShape.extend({ key: z.string() }),
  status: 201,
  secret_answer: true,
  events: ['api_key.created'],
});

export const listKeys = defineContract({
  name: 'api_keys.list',
  method: 'GET',
  path: '/api-keys',
  summary: 'Your keys in use, or with api_keys:manage those of everybody, newest first',
  tag,
  auth: 'session',
  output: z.array(keyShape),
});

export const revokeKey = defineContract({
  name: 'api_keys.delete',
  method: 'DELETE',
  path: '/api-keys/{id}',
  summary: 'End a key at once: your own, or with api_keys:manage any',
  tag,
  auth: 'session',
  params,
  output: keyShape,
  events: ['api_key.revoked'],
});

export const rotateKey = defineContract({
  name: 'api_keys.rotate',
  method: 'POST',
  path: '/api-keys/{id}/rotate',
  summary:
    'Give a key a new secret, shown this once; the old one works on for the hours of the overlap',
  tag,
  auth: 'session',
  fresh: true,
  params,
  body: z.strictObject({ overlap_hours: z.int().min(0).max(168).default(24) }),
  output: keyShape.extend({ key: z.string() }),
  secret_answer: true,
  events: ['api_key.rotated'],
});
