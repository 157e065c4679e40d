import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import * as shapes from '../shapes';

const tag = 'Sessions';

const sessionShape = z.strictObject({
  id: shapes.id,
  ip_address: z.string().nullable(),
  user_agent: z.string().nullable(),
  created_at: shapes.instant,
  last_seen_at: shapes.instant,
  expires_at: shapes.instant,
  current: z.boolean(),
});

export const listSessions = defineContract({
  name: 'sessions.list',
  method: 'GET',
  path: '/sessions',
  summary: 'Browsers you are signed in with',
  tag,
  auth: 'session',
  output: z.array(sessionShape),
});

export const endSession = defineContract({
  name: 'sessions.delete',
  method: 'DELETE',
  path: '/sessions/{id}',
  summary: 'Sign one of your browsers out',
  tag,
  auth: 'session',
  fresh: true,
  params: z.strictObject({ id: shapes.id }),
  output: shapes.doneShape,
  events: ['session.ended'],
});

export const endOtherSessions = defineContract({
  name: 'sessions.delete_others',
  method: 'DELETE',
  path: '/sessions',
  summary: 'Sign out everywhere but here',
  tag,
  auth: 'session',
  fresh: true,
  output: z.strictObject({ ended: z.int() }),
  events: ['session.ended'],
});
