import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';

const id = z.uuid().toLowerCase();

const to = z.strictObject({
  kind: z
    .enum(['creator', 'fixed', 'round_robin', 'least_open'])
    .describe(
      'Whoever makes the record; one member; members in turn; the member with the fewest open records',
    ),
  user_ids: z.array(id).max(100).describe('One for fixed, none for creator'),
  team_ids: z
    .array(id)
    .max(20)
    .optional()
    .describe('Whoever is in these teams then, beside the members; not for fixed and creator'),
});

const rule = z.strictObject({
  id: id.optional().describe('Of a rule that is there; it keeps its turn'),
  name: z.string().trim().min(1).max(100),
  filter: z.unknown().describe('Filter tree as the list takes it; {} fits every record'),
  to,
});

const stored = z.strictObject({
  rules: z.array(rule.extend({ id: z.uuid() })),
  otherwise: to,
  version: z.int().describe('0: never set'),
});

/** The operations that read and set the rules of an object. */
export const assignmentContracts = (name: string, singular: string) => ({
  get: defineContract({
    tag: name,
    auth: 'any',
    name: `${name}.assignment`,
    method: 'GET',
    path: `/${name}/assignment`,
    summary: `Who gets new ${name} that name no owner`,
    permission: `${name}:read`,
    output: stored,
  }),

  set: defineContract({
    tag: name,
    auth: 'any',
    name: `${name}.set_assignment`,
    method: 'PUT',
    path: `/${name}/assignment`,
    summary: `Set the rules, the first that fits a new ${singular} decides; \`otherwise\` where none does`,
    permission: 'company:update',
    body: z.strictObject({
      rules: z.array(rule).max(50),
      otherwise: to,
      version: z.int().min(0).optional().describe('The version you saw'),
    }),
    output: stored,
    events: [`${singular}_assignment.updated`],
  }),
});
