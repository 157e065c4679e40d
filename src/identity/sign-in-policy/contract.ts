import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import { shortestPassword } from '../session/password-rules';
import * as shapes from '../shapes';

const tag = 'Sign-in policy';
const permission = 'sign_in:manage';

const policyShape = z.strictObject({
  second_factor_required: z.boolean(),
  session_idle_minutes: z.int(),
  session_hours: z.int(),
  shortest_password: z.int(),
  allowed_networks: z.array(z.string()),
});

export const getPolicy = defineContract({
  name: 'sign_in_policy.get',
  method: 'GET',
  path: '/sign-in-policy',
  summary: 'How people sign in to the company, and for how long',
  tag,
  auth: 'session',
  permission,
  output: policyShape,
});

export const updatePolicy = defineContract({
  name: 'sign_in_policy.update',
  method: 'PATCH',
  path: '/sign-in-policy',
  summary:
    'Change how people sign in to the company; it holds at once, for open sessions and keys as well',
  tag,
  auth: 'session',
  permission,
  fresh: true,
  body: z.strictObject({
    second_factor_required: z.boolean().optional(),
    session_idle_minutes: z
      .int()
      .min(15)
      .max(7 * 24 * 60)
      .optional()
      .describe('A session ends so long after its last use'),
    session_hours: z
      .int()
      .min(1)
      .max(30 * 24)
      .optional()
      .describe('A session ends so long after its start'),
    shortest_password: z.int().min(shortestPassword).max(64).optional(),
    allowed_networks: z
      .array(shapes.network)
      .max(100)
      .optional()
      .describe('CIDR; none: from anywhere. Yours must be among them'),
  }),
  output: policyShape,
  events: ['sign_in_policy.updated'],
});
