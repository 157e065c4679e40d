import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import { day, id } from '../forecast/contract';

export const outcomes = ['there', 'onward', 'won', 'lost', 'back'] as const;
export type Outcome = (typeof outcomes)[number];

const about = { tag: 'deals', auth: 'any', permission: 'deals:read', object: 'deals' } as const;
const when = {
  from: day.describe('Stays that began on this day or later, by the clocks of the company'),
  to: day.describe('And on this day or before'),
  owner_id: id.optional().describe('Only deals of this member'),
};

export const dealVelocity = defineContract({
  ...about,
  name: 'deals.velocity',
  method: 'GET',
  path: '/deals/velocity',
  summary: 'How long deals stay in the stages of a pipeline and what comes of it',
  query: z.strictObject({
    pipeline_id: id.optional().describe('The default pipeline unless given'),
    ...when,
  }),
  output: z.strictObject({
    pipeline_id: z.uuid(),
    stages: z
      .array(
        z.strictObject({
          stage_id: z.uuid(),
          name: z.string(),
          entered: z.int().describe('Stays that began then; a deal that comes twice counts twice'),
          there: z.int().describe('Still there'),
          onward: z.int().describe('Went on to a later open stage'),
          won: z.int(),
          lost: z.int(),
          back: z.int().describe('Went to an earlier stage or another pipeline'),
          conversion: z
            .number()
            .nullable()
            .describe('Percent that went on or were won, of those that are not there any more'),
          median_seconds: z.number().nullable().describe('Of the stays that ended'),
          mean_seconds: z.number().nullable(),
        }),
      )
      .describe('The open ones, in the order of the board'),
  }),
});

export const stageStays = defineContract({
  ...about,
  name: 'deals.stays',
  method: 'GET',
  path: '/deals/velocity/stays',
  summary: 'The stays in a stage that its velocity is counted from, the latest first',
  answer: 'list',
  query: z.strictObject({
    stage_id: id,
    ...when,
    outcome: z.enum(outcomes).optional(),
    limit: z.coerce.number().int().min(1).max(200).optional().describe('50 unless given'),
    cursor: z.string().max(500).optional(),
  }),
  output: z.array(
    z.strictObject({
      id: z.uuid().describe('Of the stay'),
      deal_id: z.uuid(),
      title: z.string(),
      owner_id: z.uuid().nullable(),
      entered_at: z.iso.datetime(),
      left_at: z.iso.datetime().nullable(),
      seconds: z.number().describe('Until now for those still there'),
      outcome: z.enum(outcomes),
    }),
  ),
});
