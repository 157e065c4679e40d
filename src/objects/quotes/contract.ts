import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import { recordSchema } from '@/core/shape/record-schemas';
import { quotes } from './object';

const id = z.uuid().toLowerCase();
const about = {
  tag: 'quotes',
  auth: 'any',
  object: 'quotes',
  params: z.strictObject({ id }),
} as const;
const quote = recordSchema(quotes);
const amount = z.string().describe('Exact decimal in the currency of the quote');

const line = z.strictObject({
  product_id: z.uuid().nullable(),
  name: z.string(),
  unit: z.string().nullable(),
  quantity: z.number(),
  unit_price: amount.nullable(),
  discount_percent: z.number().nullable(),
  discount_amount: amount.nullable(),
  tax_rate: z.number().nullable(),
  net: amount.describe('After the discount, without tax'),
});

const totals = z.strictObject({
  subtotal: amount.describe('Before discounts'),
  discount: amount.describe('Of the lines and on the whole'),
  whole_discount: amount.describe('The part of discount that is on the whole'),
  net: amount,
  tax: amount,
  total: amount.describe('With tax'),
  taxes: z.array(z.strictObject({ rate: z.number(), net: amount, tax: amount })),
});

export const quoteLines = defineContract({
  ...about,
  name: 'quotes.lines',
  method: 'GET',
  path: '/quotes/{id}/lines',
  summary: 'The lines of a quote and what they come to',
  permission: 'quotes:read',
  output: z.strictObject({ currency: z.string(), lines: z.array(line), totals }),
});

export const quotePdf = defineContract({
  ...about,
  name: 'quotes.pdf',
  method: 'GET',
  path: '/quotes/{id}/pdf',
  summary: 'The quote as the customer gets it, PDF',
  permission: 'quotes:read',
  output: z.unknown(),
  answer: 'raw',
  limits: { rate: { points: 60, seconds: 60, by: 'user' } },
});

export const refreshQuote = defineContract({
  ...about,
  name: 'quotes.refresh',
  method: 'POST',
  path: '/quotes/{id}/refresh',
  summary: 'Take the items of the deal again; drafts only',
  permission: 'quotes:update',
  output: quote,
  events: ['quote.updated'],
});

const link = z.strictObject({
  id: z.uuid(),
  created_at: z.iso.datetime(),
  created_by: z.uuid().nullable(),
  expires_at: z.iso.datetime(),
  revoked_at: z.iso.datetime().nullable(),
  first_seen_at: z.iso.datetime().nullable(),
  last_seen_at: z.iso.datetime().nullable(),
});
const shownOnce = link.extend({ url: z.string().describe('Shown once') });

export const sendQuote = defineContract({
  ...about,
  name: 'quotes.send',
  method: 'POST',
  path: '/quotes/{id}/send',
  summary: 'Freeze a draft and make a link to it for the customer, mailed when an address is given',
  permission: 'quotes:update',
  body: z.strictObject({
    email: z.email().max(254).toLowerCase().optional().describe('Where the link is mailed to'),
    message: z.string().max(2000).optional().describe('Of the mail'),
  }),
  output: z.strictObject({ quote, link: shownOnce, mailed_to: z.string().nullable() }),
  secret_answer: true,
  limits: { rate: { points: 60, seconds: 3600, by: 'user' } },
  events: ['quote.updated', 'quote.link_created', 'quote.links_ended', 'deal.updated'],
});

export const listQuoteLinks = defineContract({
  ...about,
  name: 'quotes.links',
  method: 'GET',
  path: '/quotes/{id}/links',
  summary: 'The links to a quote that were made, and whether the customer opened them',
  permission: 'quotes:read',
  output: z.array(link),
});

export const createQuoteLink = defineContract({
  ...about,
  name: 'quotes.create_link',
  method: 'POST',
  path: '/quotes/{id}/links',
  summary: 'Make a further link to a quote that was sent',
  permission: 'quotes:update',
  output: shownOnce,
  status: 201,
  secret_answer: true,
  limits: { rate: { points: 60, seconds: 3600, by: 'user' } },
  events: ['quote.link_created'],
});

export const endQuoteLinks = defineContract({
  ...about,
  name: 'quotes.end_links',
  method: 'POST',
  path: '/quotes/{id}/links/end',
  summary: 'End all links to a quote',
  permission: 'quotes:update',
  output: z.strictObject({ ended: z.int() }),
  events: ['quote.links_ended'],
});

/** What a customer sees: the quote and who offers it, nothing else. */
const shown = z.strictObject({
  reference: z.string(),
  name: z.string(),
  status: z.enum(['sent', 'accepted', 'declined', 'expired', 'replaced']),
  currency: z.string(),
  valid_until: z.iso.date().nullable(),
  sent_on: z.iso.date().nullable(),
  decided_at: z.iso.datetime().nullable(),
  terms: z.string().nullable(),
  company: z.strictObject({
    name: z.string(),
    accent: z.string().nullable(),
    logo: z.string().nullable().describe('PNG as a data: address'),
  }),
  customer: z.strictObject({ account: z.string().nullable(), contact: z.string().nullable() }),
  lines: z.array(line.omit({ product_id: true })),
  totals,
});

const open = {
  tag: 'quote links',
  auth: 'none',
  method: 'POST',
} as const;
const token = z.string().max(100);

export const openQuoteLink = defineContract({
  ...open,
  name: 'quote_links.open',
  path: '/quote-links/open',
  summary: 'The quote a link leads to, for the customer',
  body: z.strictObject({ token }),
  output: shown,
  limits: { rate: { points: 60, seconds: 60, by: 'address' } },
  events: ['quote.customer_opened'],
});

export const quoteLinkPdf = defineContract({
  ...open,
  name: 'quote_links.pdf',
  path: '/quote-links/pdf',
  summary: 'The quote a link leads to, PDF',
  body: z.strictObject({ token }),
  output: z.unknown(),
  answer: 'raw',
  limits: { rate: { points: 20, seconds: 60, by: 'address' } },
  events: ['quote.customer_opened'],
});

const text = (max: number) => z.string().trim().min(1).max(max);

export const answerQuote = defineContract({
  ...open,
  name: 'quote_links.answer',
  path: '/quote-links/answer',
  summary: 'Accept a quote under one’s name, or decline it with a reason; once',
  body: z.discriminatedUnion('answer', [
    z.strictObject({ answer: z.literal('accept'), token, name: text(120) }),
    z.strictObject({ answer: z.literal('decline'), token, reason: text(1000) }),
  ]),
  output: shown,
  limits: { rate: { points: 20, seconds: 60, by: 'address' } },
  events: [
    ...['quote.updated', 'quote.customer_opened', 'quote.customer_accepted'],
    ...['quote.customer_declined', 'deal.updated'],
  ],
});
