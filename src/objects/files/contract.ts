import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';

const params = z.strictObject({ id: z.uuid().toLowerCase() });
const about = { tag: 'files', auth: 'any', permission: 'files:create' } as const;

const stored = z.strictObject({
  id: z.uuid().describe('Send it as upload_id of a file'),
  bytes: z.number(),
  content_type: z.string().describe('Found in the content'),
});

export const startUpload = defineContract({
  ...about,
  name: 'uploads.start',
  method: 'POST',
  path: '/uploads',
  summary: 'Announce a file; says where to send its bytes',
  body: z.strictObject({ bytes: z.int().min(1).describe('Its exact size') }),
  output: z.strictObject({
    id: z.uuid(),
    put_url: z
      .string()
      .nullable()
      .describe('PUT the bytes there, then call done; null: send them to /uploads/{id}'),
    expires_in: z.number().describe('Seconds'),
  }),
  status: 201,
  limits: { rate: { points: 600, seconds: 3600, by: 'user' } },
});

export const sendUpload = defineContract({
  ...about,
  name: 'uploads.send',
  method: 'POST',
  path: '/uploads/{id}',
  summary: 'Send the bytes of an announced file, multipart field `file`',
  params,
  multipart: { fields: [] },
  output: stored,
  limits: { timeout_ms: 600_000, rate: { points: 600, seconds: 3600, by: 'user' } },
});

export const finishUpload = defineContract({
  ...about,
  name: 'uploads.done',
  method: 'POST',
  path: '/uploads/{id}/done',
  summary: 'Say that the bytes were put where the announcement said; they are checked',
  params,
  output: stored,
  limits: { timeout_ms: 600_000, waits: true, rate: { points: 600, seconds: 3600, by: 'user' } },
});

export const fileContent = defineContract({
  tag: 'files',
  auth: 'any',
  object: 'files',
  name: 'files.content',
  method: 'GET',
  path: '/files/{id}/content',
  summary: 'The content of a file, to save; with inline=1 images and PDF to show',
  permission: 'files:read',
  params,
  query: z.strictObject({ inline: z.enum(['1']).optional() }),
  output: z.unknown(),
  answer: 'raw',
  limits: { timeout_ms: 60_000, waits: true },
});
