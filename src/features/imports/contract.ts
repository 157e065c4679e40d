import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import { encodings } from './encodings';

const params = z.object({ id: z.uuid() });

export const mappingInput = z.record(z.string().max(2000), z.string().max(200).nullable());

export type Mapping = z.output<typeof mappingInput>;

export const optionsInput = z.strictObject({
  /** Begin at once; nothing waits for a person. */
  start: z.boolean().optional(),
  duplicates: z.enum(['skip', 'update', 'create']).optional(),
  on_error: z.enum(['skip_row', 'clear_value']).optional(),
  date_order: z.enum(['dmy', 'mdy', 'ymd']).optional(),
  decimal: z.enum(['.', ',']).optional(),
  time_zone: z.string().max(64).optional(),
  encoding: z.enum(encodings).optional(),
  delimiter: z.enum([',', ';', '\t', '|']).optional(),
  header_row: z.int().min(0).max(1000).optional(),
  /** Members by what the file calls them. */
  owners: z.record(z.string().max(200), z.string().max(254)).optional(),
});
export type ImportOptions = z.output<typeof optionsInput>;

const issue = z.object({
  severity: z.enum(['error', 'warning', 'skipped']),
  column: z.string().nullable(),
  reason: z.string(),
  value: z.string().nullable(),
});

const listed = z.object({
  id: z.uuid(),
  object: z.string(),
  file_name: z.string(),
  bytes: z.number(),
  status: z.enum(['uploaded', 'ready', 'running', 'completed', 'failed', 'cancelled']),
  error: z.string().nullable(),
  created_at: z.string(),
  created_by: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  started_at: z.string().nullable(),
  finished_at: z.string().nullable(),
  request_id: z.string().nullable(),
  format: z.object({
    encoding: z.string(),
    delimiter: z.string(),
    header_row: z.number(),
    vendor: z.string(),
    date_order: z.string(),
    date_order_certain: z.boolean(),
    decimal: z.string(),
  }),
  options: optionsInput,
  progress: z.object({ bytes_done: z.number(), bytes_total: z.number(), percent: z.number() }),
  counts: z.object({
    rows: z.number(),
    created: z.number(),
    updated: z.number(),
    skipped: z.number(),
    failed: z.number(),
    accounts_created: z.number(),
  }),
});

export const importView = listed.extend({
  /** Records the file holds; an estimate for files too large to be counted. */
  expected: z.object({ rows: z.int(), is_estimate: z.boolean() }),
  columns: z.array(
    z.object({
      column: z.string(),
      target: z.string().nullable(),
      confidence: z.number(),
      samples: z.array(z.string()),
      suggestion: z.object({ key: z.string(), label: z.string(), kind: z.string() }).nullable(),
    }),
  ),
  targets: z.array(
    z.object({ target: z.string(), label: z.object({ en: z.string(), tr: z.string() }) }),
  ),
  preview: z.array(
    z.object({
      row: z.number(),
      record: z.record(z.string(), z.unknown()),
      mentions: z
        .record(z.string(), z.string())
        .describe('What the row calls records it refers to, by reference field'),
      people: z.array(z.string()).describe('People of a deal, the main one first'),
      owner: z.string().nullable(),
      skip: z.string().nullable(),
      issues: z.array(issue),
    }),
  ),
  warnings: z.array(
    z.object({
      column: z.string().nullable(),
      reason: z.string(),
      count: z.number(),
      first_row: z.number(),
    }),
  ),
  issues: z.array(issue.extend({ row: z.number() })),
});
export type ImportView = z.output<typeof importView>;

const tag = 'Imports';

/** `POST /api/{object}/import` */
export const uploadContract = (object: string) =>
  defineContract({
    name: `${object}.import`,
    method: 'POST',
    path: `/${object}/import`,
    summary: `Bring ${object} in from a CSV file`,
    tag,
    auth: 'any',
    permission: `${object}:import`,
    multipart: { fields: ['mapping', 'options'] },
    output: z.object({ import_id: z.uuid() }),
    status: 202,
    limits: {
      body_bytes: 201 * 1024 * 1024,
      timeout_ms: 600_000,
      rate: { points: 60, seconds: 3600, by: 'user' },
    },
    events: ['import.started'],
  });

export const listContract = defineContract({
  name: 'imports.list',
  method: 'GET',
  path: '/imports',
  summary: 'Imports, newest first',
  tag,
  auth: 'any',
  query: z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(20) }),
  output: z.array(listed),
  answer: 'list',
});

export const getContract = defineContract({
  name: 'imports.get',
  method: 'GET',
  path: '/imports/{id}',
  summary: 'An import: what was recognised, a preview, progress and counts',
  tag,
  auth: 'any',
  params,
  output: importView,
});

export const changeContract = defineContract({
  name: 'imports.change',
  method: 'PATCH',
  path: '/imports/{id}',
  summary: 'Change the mapping or the options before the start',
  tag,
  auth: 'any',
  params,
  body: z.strictObject({
    mapping: mappingInput.optional(),
    options: optionsInput.omit({ start: true }).optional(),
  }),
  output: importView,
});

export const startContract = defineContract({
  name: 'imports.start',
  method: 'POST',
  path: '/imports/{id}/start',
  summary: 'Begin an import',
  tag,
  auth: 'any',
  params,
  output: importView,
  status: 202,
  events: ['import.started'],
});

export const cancelContract = defineContract({
  name: 'imports.cancel',
  method: 'POST',
  path: '/imports/{id}/cancel',
  summary: 'Stop an import; what was stored stays',
  tag,
  auth: 'any',
  params,
  output: importView,
  events: ['import.cancelled'],
});

export const errorsContract = defineContract({
  name: 'imports.errors',
  method: 'GET',
  path: '/imports/{id}/errors.csv',
  summary: 'Rows that were not stored as they are, as CSV',
  tag,
  auth: 'any',
  params,
  output: z.any(),
  answer: 'raw',
});
