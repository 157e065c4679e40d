import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import * as shapes from '../shapes';

const tag = 'Company';

export const createCompany = defineContract({
  name: 'companies.create',
  method: 'POST',
  path: '/companies',
  summary: 'Make a further company, become its owner and work in it',
  tag,
  auth: 'session',
  body: z.strictObject({
    name: shapes.line(120),
    currency: shapes.currency.optional(),
    country: shapes.country.optional(),
    time_zone: shapes.timeZone.optional(),
    language: shapes.language.optional(),
  }),
  output: shapes.arrivalShape,
  status: 201,
  limits: { rate: { points: 20, seconds: 3600, by: 'user' } },
  secret_answer: true,
  events: ['company.created', 'member.created'],
});

export const getCompany = defineContract({
  name: 'company.get',
  method: 'GET',
  path: '/company',
  summary: 'The company you work in',
  tag,
  auth: 'any',
  output: shapes.companyShape,
  cache: { tags: ['company'], ttl: 300, per: 'company' },
});

const logo = { tag, method: 'POST', path: '/company/logo' } as const;

export const companyLogo = defineContract({
  ...logo,
  name: 'company.logo',
  method: 'GET',
  summary: 'The logo of the company, PNG',
  auth: 'any',
  query: z.strictObject({ v: z.uuid().optional().describe('Only for what browsers keep') }),
  output: z.unknown(),
  answer: 'raw',
});

export const setLogo = defineContract({
  ...logo,
  name: 'company.set_logo',
  summary: 'Give the company a logo: PNG, JPEG or WebP, multipart field `file`',
  auth: 'session',
  permission: 'company:update',
  multipart: { fields: [] },
  output: shapes.companyShape,
  limits: { rate: { points: 30, seconds: 3600, by: 'user' } },
  events: ['company.updated'],
});

export const removeLogo = defineContract({
  ...logo,
  name: 'company.remove_logo',
  method: 'DELETE',
  summary: 'Take the logo of the company away',
  auth: 'session',
  permission: 'company:update',
  output: shapes.companyShape,
  events: ['company.updated'],
});

export const updateCompany = defineContract({
  name: 'company.update',
  method: 'PATCH',
  path: '/company',
  summary: 'Change the company; its currency only while no amount and no rate is stored',
  tag,
  auth: 'session',
  permission: 'company:update',
  body: z.strictObject({
    name: shapes.line(120).optional(),
    currency: shapes.currency.optional(),
    country: shapes.country.nullable().optional(),
    time_zone: shapes.timeZone.optional(),
    language: shapes.language.optional(),
    accent: z
      .string()
      .regex(/^#[0-9a-f]{6}$/i, { message: 'Give a colour as #rrggbb.' })
      .nullable()
      .optional(),
    audit_retention_months: z
      .int()
      .min(3, { message: 'Keep the event log for at least 3 months, or for ever.' })
      .max(1200)
      .nullable()
      .optional()
      .describe('How long the event log is kept; null = for ever'),
    fiscal_start_month: z
      .int()
      .min(1)
      .max(12)
      .optional()
      .describe('The month the fiscal year begins with'),
    mail_domains: z
      .array(shapes.mailDomain)
      .max(50)
      .transform((domains) => [...new Set(domains)])
      .optional()
      .describe('Only addresses of these domains are invited; none = all'),
  }),
  output: shapes.companyShape,
  events: ['company.updated'],
});
