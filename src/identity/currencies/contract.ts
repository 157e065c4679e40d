import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import * as shapes from '../shapes';

const tag = 'Exchange rates';
const params = z.strictObject({ id: shapes.id });

const rate = z
  .union([z.string().max(40), z.number()])
  .describe('Exact decimal, more than 0, at most 10 digits after the point');

const valid_from = z.iso
  .date()
  .refine((day) => day >= '1900-01-01', { message: 'Give a day after 1899.' })
  .describe('The first day it counts, not after today');

const rateShape = z.strictObject({
  id: shapes.id,
  currency: z.string(),
  rate: z.string().describe('What one unit is worth in the currency of the company, exact decimal'),
  valid_from: z.string(),
  created_at: shapes.instant,
  updated_at: shapes.instant,
});

const manage = { tag, auth: 'any', permission: 'currencies:manage' } as const;

export const listRates = defineContract({
  name: 'exchange_rates.list',
  method: 'GET',
  path: '/exchange-rates',
  summary: 'Every exchange rate, by currency, the latest first',
  tag,
  auth: 'any',
  query: z.strictObject({ currency: shapes.currency.optional() }),
  output: z.array(rateShape),
  cache: { tags: ['exchange_rate'], ttl: 300, per: 'company' },
});

export const createRate = defineContract({
  ...manage,
  name: 'exchange_rates.create',
  method: 'POST',
  path: '/exchange-rates',
  summary: 'Say what a currency is worth from a day on; amounts of deals follow',
  body: z.strictObject({ currency: shapes.currency, rate, valid_from }),
  output: rateShape,
  status: 201,
  events: ['exchange_rate.created'],
});

export const updateRate = defineContract({
  ...manage,
  name: 'exchange_rates.update',
  method: 'PATCH',
  path: '/exchange-rates/{id}',
  summary: 'Change a rate or its first day; amounts of deals follow',
  params,
  body: z.strictObject({ rate: rate.optional(), valid_from: valid_from.optional() }),
  output: rateShape,
  events: ['exchange_rate.updated'],
});

export const removeRate = defineContract({
  ...manage,
  name: 'exchange_rates.delete',
  method: 'DELETE',
  path: '/exchange-rates/{id}',
  summary: 'Remove a rate; the one before it counts again',
  params,
  output: rateShape,
  events: ['exchange_rate.deleted'],
});
