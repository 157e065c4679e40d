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

const wish = {
  which: z
    .enum(['wrong_owner', 'without_owner', 'all'])
    .describe(
      'Those without an owner or with one to whom their rule does not give; those without an owner or with one who has left; ' +
        'all that the rules give, anew',
    ),
  filter: z.unknown().optional().describe('Only records that meet this filter tree; {} = all'),
};

const preview = z.strictObject({
  version: z.int().describe('Of the rules, for `apply`'),
  changing: z.int().describe('Records that would have another owner'),
  refused: z.int().describe('Records that your role does not let you change'),
  gives: z.array(
    z.strictObject({
      rule_id: z.uuid().nullable().describe('Null where no rule fits'),
      owner_id: z.uuid(),
      count: z.int(),
    }),
  ),
  sample: z
    .array(
      z.strictObject({
        ...{ id: z.uuid(), title: z.string(), rule_id: z.uuid().nullable() },
        from: z.uuid().nullable(),
        to: z.uuid(),
      }),
    )
    .describe(
      'The first records of each rule, with the owner they have and the one they would have',
    ),
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

  preview: defineContract({
    tag: name,
    auth: 'any',
    name: `${name}.preview_assignment`,
    method: 'POST',
    path: `/${name}/assignment/preview`,
    summary: `Which ${name} that are there would get another owner by the rules, and whom; changes nothing`,
    permission: 'company:update',
    body: z.strictObject(wish),
    output: preview,
  }),

  apply: defineContract({
    tag: name,
    auth: 'any',
    name: `${name}.apply_assignment`,
    method: 'POST',
    path: `/${name}/assignment/apply`,
    summary: `Give ${name} that are there to people by the rules, in the background; undo takes this request`,
    permission: 'company:update',
    body: z.strictObject({ ...wish, version: z.int().min(0).describe('The version you saw') }),
    output: z.strictObject({ job_id: z.uuid() }),
    status: 202,
    events: [`${singular}_assignment.applied`, `${singular}.updated`],
  }),
});
