import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import { recordSchema } from '@/core/shape/record-schemas';
import { leads } from './object';

const id = z.uuid().toLowerCase();
const params = z.strictObject({ id });
const about = { tag: 'leads', auth: 'any', object: 'leads' } as const;
const lead = recordSchema(leads);

/** Values of a record to be made, put over those that the lead gives; checked as POST of that object does. */
const fields = (object: string) =>
  z
    .record(z.string().max(60), z.unknown())
    .nullable()
    .optional()
    .describe(`Fields of the new ${object} beside what the lead says; null: none`);

const made = z
  .strictObject({
    id: z.uuid(),
    title: z.string().nullable().describe('Null for whoever may not read it'),
    made: z.boolean().describe('By the conversion, not chosen'),
  })
  .nullable();

const outcome = z.strictObject({
  lead,
  account: made,
  contact: made,
  deal: made,
  changed: z.boolean().describe('False: it had been converted before, and nothing was done'),
});

export const convertLead = defineContract({
  ...about,
  name: 'leads.convert',
  method: 'POST',
  path: '/leads/{id}/convert',
  summary: 'Make an account, a contact and a deal of a lead, or choose those that are there',
  permission: 'leads:update',
  params,
  body: z.strictObject({
    account_id: id.optional().describe('This one, instead of a new account'),
    account: fields('account'),
    contact_id: id.optional().describe('This one, instead of a new contact'),
    contact: fields('contact'),
    deal: fields('deal').describe('None unless given'),
    version: z.int().min(1).optional().describe('The version of the lead you saw'),
  }),
  output: outcome,
  events: [
    'lead.converted',
    ...['account', 'contact', 'deal', 'deal_contact'].map((object) => `${object}.created`),
    ...['account', 'contact', 'deal'].map((object) => `${object}.lead_converted`),
  ],
});

const match = z.strictObject({
  id: z.uuid(),
  title: z.string(),
  detail: z.string().describe('Domain of an account, mail address of a contact'),
  account_id: z.uuid().nullable().describe('Of a contact'),
  why: z.enum(['domain', 'email', 'name']),
});

export const conversionPreview = defineContract({
  ...about,
  name: 'leads.conversion',
  method: 'GET',
  path: '/leads/{id}/convert',
  summary: 'What a conversion would make of a lead, and what is there already',
  permission: 'leads:read',
  params,
  output: z.strictObject({
    account: z.record(z.string(), z.unknown()).nullable(),
    contact: z.record(z.string(), z.unknown()).nullable(),
    deal: z.record(z.string(), z.unknown()),
    accounts: z.array(match).describe('At most 5, the best first'),
    contacts: z.array(match).describe('At most 5, the best first'),
  }),
});

export const unconvertLead = defineContract({
  ...about,
  name: 'leads.unconvert',
  method: 'POST',
  path: '/leads/{id}/unconvert',
  summary: 'Take a conversion back: the lead is open again, what nobody touched goes to the bin',
  permission: 'leads:update',
  params,
  body: z.strictObject({ version: z.int().min(1).optional() }),
  output: z.strictObject({
    lead,
    binned: z.array(z.strictObject({ object: z.string(), id: z.uuid() })),
    kept: z
      .array(
        z.strictObject({
          object: z.string(),
          id: z.uuid(),
          why: z.enum(['changed', 'used']).describe('Since: itself, or by other records'),
        }),
      )
      .describe('Made by the conversion and left'),
    changed: z.boolean().describe('False: it was open, and nothing was done'),
  }),
  events: [
    'lead.unconverted',
    ...['account', 'contact', 'deal'].flatMap((object) => [
      `${object}.deleted`,
      `${object}.lead_unconverted`,
    ]),
  ],
});
