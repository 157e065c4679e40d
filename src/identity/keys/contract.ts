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
  expires_at: shapes.instant.nullable(),
  last_used_at: shapes.instant.nullable(),
  created_at: shapes.instant,
});

export const createKey = defineContract({
  name: 'api_keys.create',
  method: 'POST',
  path: '/api-keys',
  summary: 'Make a key that acts as you within its scopes; the key is shown this once',
  tag,
  auth: 'session',
  permission: 'api_keys:manage',
  body: z.strictObject({
    name: shapes.line(100),
    scopes: z.array(z.string().max(80)).min(1, { message: 'Name at least one scope.' }).max(200),
    expires_at: shapes.instantInput.optional(),
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
  summary: 'Keys in use, newest first',
  tag,
  auth: 'session',
  permission: 'api_keys:manage',
  output: z.array(keyShape),
});

export const revokeKey = defineContract({
  name: 'api_keys.delete',
  method: 'DELETE',
  path: '/api-keys/{id}',
  summary: 'End a key at once',
  tag,
  auth: 'session',
  permission: 'api_keys:manage',
  params,
  output: keyShape,
  events: ['api_key.revoked'],
});
