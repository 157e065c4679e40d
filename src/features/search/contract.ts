import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import { filterLimits } from '@/core/shape/filter';

const found = z.strictObject({
  object: z.string().describe('contacts'),
  id: z.uuid(),
  title: z.string(),
  detail: z
    .string()
    .nullable()
    .describe('What tells it from others of the same title: a mail address, a domain'),
});

export const searchAll = defineContract({
  name: 'search.all',
  method: 'GET',
  path: '/search',
  summary:
    'Records of all objects by any words of their text: those whose title begins with it first, then the newest; at most 5 of each object',
  tag: 'search',
  auth: 'any',
  query: z.strictObject({ q: z.string().min(1).max(filterLimits.text) }),
  output: z.array(found),
});
