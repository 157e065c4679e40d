import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';

export const id = z.uuid().toLowerCase();
export const amount = z.string().describe('Exact decimal in the currency of the company');
export const by = z.enum(['month', 'quarter']);
export const day = z.iso.date().refine((text) => text >= '1970-01-01' && text < '2200-01-01', {
  message: 'Give a day in the years 1970 to 2199.',
  params: { code: 'out_of_range' },
});

const figures = z.strictObject({
  won: amount,
  won_count: z.int(),
  commit: amount,
  best_case: amount,
  pipeline: amount.describe('Open deals without a category among them'),
  omitted: amount,
  open_count: z.int().describe('Without those omitted'),
  weighted: amount.describe('Open deals but those omitted, each times its probability'),
  expected: amount.describe('won + weighted'),
  quota: amount.nullable().describe('Null: none set, or deals of one pipeline alone'),
  attainment: z.number().nullable().describe('Won in percent of the quota'),
});

export const getForecast = defineContract({
  tag: 'deals',
  auth: 'any',
  name: 'forecast.get',
  method: 'GET',
  path: '/forecast',
  summary: 'What was won and what is expected, by month or quarter, category and owner',
  permission: 'deals:read',
  query: z.strictObject({
    by: by.optional().describe('quarter unless given'),
    from: day.optional().describe('A day of the first period; today unless given'),
    periods: z
      .string()
      .regex(/^([1-9]|1[0-2])$/, { message: 'Give a number from 1 to 12.' })
      .optional()
      .describe('1 to 12; 4 unless given'),
    pipeline_id: id.optional().describe('Only its deals'),
    owner_id: id.optional().describe('Only deals of this member'),
  }),
  output: z.strictObject({
    by,
    currency: z.string(),
    fiscal_start_month: z.int(),
    periods: z.array(
      z.strictObject({
        start: z.string(),
        end: z.string(),
        quarter: z.int().nullable(),
        fiscal_year: z.int(),
      }),
    ),
    totals: z.array(figures).describe('By period'),
    owners: z.array(
      z.strictObject({
        owner_id: z.uuid().nullable(),
        name: z.string().nullable(),
        figures: z.array(figures).describe('By period'),
      }),
    ),
    undated: figures.describe('Open deals without an expected close'),
  }),
});

export const setQuota = defineContract({
  tag: 'deals',
  auth: 'any',
  name: 'forecast.set_quota',
  method: 'PUT',
  path: '/forecast/quotas',
  summary:
    'Set what a member is to win in a month or quarter; a quarter is divided among its months',
  permission: 'company:update',
  body: z.strictObject({
    user_id: id,
    by,
    from: day.describe('A day of the period'),
    amount: z
      .union([z.number().min(0).max(1e13), z.string().regex(/^\d{1,13}(\.\d{1,4})?$/)])
      .nullable()
      .describe('Null takes it away'),
  }),
  output: z.strictObject({ user_id: z.uuid(), start: z.string(), amount: amount.nullable() }),
  events: ['quota.updated'],
});
