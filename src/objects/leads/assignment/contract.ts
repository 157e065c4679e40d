import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';

const id = z.uuid().toLowerCase();

const to = z.strictObject({
  kind: z
    .enum(['creator', 'fixed', 'round_robin', 'least_open'])
    .describe(
      'Whoever makes the lead; one member; members in turn; the member with the fewest open leads',
    ),
  user_ids: z.array(id).max(100).describe('One for fixed, none for creator'),
});

const rule = z.strictObject({
  id: id.optional().describe('Of a rule that is there; it keeps its turn'),
  name: z.string().trim().min(1).max(100),
  filter: z.unknown().describe('Filter tree as the list of leads takes it; {} fits every lead'),
  to,
});

const stored = z.strictObject({
  rules: z.array(rule.extend({ id: z.uuid() })),
  otherwise: to,
  version: z.int().describe('0: never set'),
});

export const getAssignment = defineContract({
  tag: 'leads',
  auth: 'any',
  name: 'leads.assignment',
  method: 'GET',
  path: '/leads/assignment',
  summary: 'Who gets new leads that name no owner',
  permission: 'leads:read',
  output: stored,
});

export const setAssignment = defineContract({
  tag: 'leads',
  auth: 'any',
  name: 'leads.set_assignment',
  method: 'PUT',
  path: '/leads/assignment',
  summary: 'Set the rules, the first that fits a lead decides; `otherwise` where none does',
  permission: 'company:update',
  body: z.strictObject({
    rules: z.array(rule).max(50),
    otherwise: to,
    version: z.int().min(0).optional().describe('The version you saw'),
  }),
  output: stored,
  events: ['lead_assignment.updated'],
});
