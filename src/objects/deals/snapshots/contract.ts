import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import { amount, by, day, id } from '../forecast/contract';

/** A number of the forecast that is a sum of deals. */
export const measures = [
  ...(['expected', 'won', 'weighted', 'commit', 'best_case', 'pipeline', 'omitted'] as const),
] as const;
export type Measure = (typeof measures)[number];

export const changeKinds = [
  ...(['new', 'won', 'lost', 'reopened', 'removed', 'moved_in', 'moved_out'] as const),
  ...(['amount_up', 'amount_down', 'category', 'stage', 'probability'] as const),
  ...(['moved_within', 'reassigned'] as const),
] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** Which number of the forecast, of which period and deals. */
const which = {
  by: by.optional().describe('quarter unless given'),
  period: day.optional().describe('A day of the period; today unless given'),
  pipeline_id: id.optional().describe('Only its deals'),
  owner_id: id.optional().describe('Only deals of this member'),
};

const period = z.strictObject({
  start: z.string(),
  end: z.string(),
  quarter: z.int().nullable(),
  fiscal_year: z.int(),
});
const recorded_since = z
  .string()
  .nullable()
  .describe('The first day there is a snapshot of; null before the first one');

const state = z.strictObject({
  status: z.enum(['open', 'won', 'lost']),
  pipeline_id: z.uuid().nullable(),
  stage_id: z.uuid().nullable(),
  stage: z.string().nullable().describe('How it is called now'),
  owner_id: z.uuid().nullable(),
  category: z.string().nullable(),
  probability: z.number().nullable().describe('Percent'),
  amount: amount.nullable().describe('What it was worth then in the currency of the company'),
  day: z.string().nullable().describe('Of the win, else the expected close'),
});

export const forecastChanges = defineContract({
  tag: 'deals',
  auth: 'any',
  name: 'forecast.changes',
  method: 'GET',
  path: '/forecast/changes',
  summary:
    'What changed a number of the forecast between the ends of two days, deal by deal: start and differences add up to end',
  permission: 'deals:read',
  query: z.strictObject({
    ...which,
    since: day.describe('How it stood at the end of this day, or of the last one before it kept'),
    until: day.optional().describe('To the end of this day; to now unless given'),
    measure: z.enum(measures).optional().describe('expected (won + weighted) unless given'),
    kind: z.enum(changeKinds).optional().describe('Only these deals; the sums are of all'),
    limit: z.coerce.number().int().min(1).max(200).optional().describe('Deals; 50 unless given'),
    cursor: z.string().max(500).optional(),
  }),
  output: z.strictObject({
    measure: z.enum(measures),
    currency: z.string(),
    period,
    recorded_since,
    since: z
      .string()
      .nullable()
      .describe('The day compared with; null: nothing is known of that time'),
    until: z.string().nullable().describe('Null: now'),
    start: amount.nullable(),
    end: amount.nullable(),
    kinds: z
      .array(z.strictObject({ kind: z.enum(changeKinds), count: z.int(), difference: amount }))
      .describe('Of all deals that changed'),
    deals: z
      .array(
        z.strictObject({
          id: z.uuid(),
          title: z.string().nullable().describe('Null: it is gone for good'),
          in_bin: z.boolean(),
          kind: z.enum(changeKinds),
          before: state.nullable(),
          after: state.nullable(),
          start: amount.describe('What it added then'),
          end: amount.describe('What it adds at the end'),
          difference: amount,
        }),
      )
      .describe('The largest difference first'),
    next_cursor: z.string().nullable(),
  }),
});

export const forecastSeries = defineContract({
  tag: 'deals',
  auth: 'any',
  name: 'forecast.series',
  method: 'GET',
  path: '/forecast/series',
  summary: 'How the forecast of a period stood at the end of each day, and now',
  permission: 'deals:read',
  query: z.strictObject(which),
  output: z.strictObject({
    currency: z.string(),
    period,
    recorded_since,
    points: z
      .array(
        z.strictObject({
          day: z.string(),
          ...Object.fromEntries(measures.map((name) => [name, amount])),
        }),
      )
      .describe('The 180 days up to the end of the period, or to now: the last one is today'),
  }),
});
