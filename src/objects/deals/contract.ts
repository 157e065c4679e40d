import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import { recordSchema } from '@/core/shape/record-schemas';
import { dealItems, deals } from './object';

const id = z.uuid().toLowerCase();
const about = { tag: 'deals', auth: 'any', object: 'deals' } as const;
const deal = recordSchema(deals);
const amount = z
  .string()
  .describe('Exact decimal in the currency of the company, of the deals that have a rate');
/** Null for whoever does not see the amounts of deals. */
const seenAmount = amount.nullable();

const groupings = ['stage', 'owner', 'month'] as const;
export type Grouping = (typeof groupings)[number];

const column = z.strictObject({
  id: z.string().describe('Of the stage or owner, or `2026-12`; `none` for deals without'),
  name: z.string(),
  kind: z.enum(['open', 'won', 'lost']),
  probability: z.number().nullable().describe('Percent; of stages only'),
  rotting_days: z.int().nullable(),
  count: z.int(),
  amount: seenAmount,
  weighted_amount: seenAmount.describe('Amounts times the probability of each deal'),
  without_rate: z
    .int()
    .describe('Deals with an amount in a currency without a rate: they are in no sum'),
  deals: z.array(deal),
  next_cursor: z
    .string()
    .nullable()
    .describe(
      'For GET /api/deals with the same filter and q, `filter` of this column and sort=rank',
    ),
  filter: z
    .record(z.string(), z.string())
    .describe('Which deals these are, as parameters of GET /api/deals'),
});

/** As in a list: text and filters. */
const whichDeals = { q: z.string().optional().describe('Text to search for') };

export const pipelineBoard = defineContract({
  ...about,
  name: 'deals.pipeline',
  method: 'GET',
  path: '/deals/pipeline',
  summary:
    'The board of a pipeline: its stages, or owners or months, with their sums and first deals',
  permission: 'deals:read',
  query: z
    .object({
      pipeline_id: id.optional().describe('The default pipeline unless given'),
      group_by: z
        .enum(groupings)
        .optional()
        .describe(
          'Columns are stages unless given; by owner or month of the expected close: open deals only',
        ),
      ...whichDeals,
      include: z.string().optional().describe('Related records: owner,account'),
      fields: z.string().optional().describe('Only these fields'),
    })
    .catchall(z.string()),
  output: z.array(column),
});

export const dealResults = defineContract({
  ...about,
  name: 'deals.results',
  method: 'GET',
  path: '/deals/results',
  summary: 'Won and lost deals by the month they were closed in',
  permission: 'deals:read',
  query: z
    .object({
      months: z.coerce
        .number()
        .int()
        .min(1)
        .max(36)
        .optional()
        .describe('12 unless given, this one included'),
      ...whichDeals,
    })
    .catchall(z.string()),
  output: z.array(
    z.strictObject({
      month: z.string().describe('YYYY-MM, oldest first'),
      won: z.int(),
      won_amount: seenAmount,
      lost: z.int(),
      lost_amount: seenAmount,
    }),
  ),
});

export const moveDeal = defineContract({
  ...about,
  name: 'deals.move',
  method: 'PUT',
  path: '/deals/{id}/stage',
  summary: 'Move a deal to a stage, or within it',
  permission: 'deals:update',
  params: z.strictObject({ id }),
  body: z.strictObject({
    stage_id: id,
    after_id: id
      .nullable()
      .optional()
      .describe('The deal to stand behind; null: on top. Absent: on top, or where it is'),
    version: z.int().min(1).optional(),
    lost_reason: z.string().max(100).optional(),
    lost_note: z.string().max(2000).optional(),
    closed_on: z.iso.date().optional().describe('Today unless given'),
  }),
  output: deal,
  events: ['deal.updated'],
});

export const tickChecks = defineContract({
  ...about,
  name: 'deals.tick',
  method: 'POST',
  path: '/deals/tick',
  summary: 'Tick entries of the checklists of stages in the deals that are there and lack them',
  permission: 'deals:update',
  body: z.strictObject({
    deal_ids: z.array(id).min(1).max(1000),
    check_ids: z.array(id).min(1).max(200),
  }),
  output: z.strictObject({ ticked: z.int().describe('Entries, counted by deal') }),
  events: ['deal_check.created'],
});

export const dealStays = defineContract({
  ...about,
  name: 'deals.stages',
  method: 'GET',
  path: '/deals/{id}/stages',
  summary: 'The stages a deal was in and how long, the latest first',
  permission: 'deals:read',
  params: z.strictObject({ id }),
  output: z.array(
    z.strictObject({
      stage_id: z.uuid(),
      name: z.string(),
      kind: z.string(),
      entered_at: z.iso.datetime(),
      left_at: z.iso.datetime().nullable(),
      seconds: z.number(),
    }),
  ),
});

export const placeItem = defineContract({
  tag: 'deal_items',
  auth: 'any',
  object: 'deal_items',
  name: 'deal_items.place',
  method: 'PUT',
  path: '/deal_items/{id}/place',
  summary: 'Move an item of a deal behind another one',
  permission: 'deal_items:update',
  params: z.strictObject({ id }),
  body: z.strictObject({
    after_id: id.nullable().describe('The item to stand behind; null: the first place'),
  }),
  output: recordSchema(dealItems),
  events: ['deal_item.updated'],
});
