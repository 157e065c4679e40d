import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';
import { customKinds } from '@/core/shape/custom-field';

const tag = 'fields';
const params = z.strictObject({ id: z.uuid().toLowerCase() });
const key = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,40}$/, 'Use small letters, digits and _, beginning with a letter.');
const label = z.string().trim().min(1).max(80);
const choice = z.union([
  z.string().trim().min(1).max(100),
  z.strictObject({
    value: z.string().trim().min(1).max(100).optional(),
    label: z.string().trim().min(1).max(100),
  }),
]);
const choices = z.array(choice).min(1).max(200);

const field = z.strictObject({
  id: z.uuid(),
  object: z.string(),
  key: z.string(),
  label: z.string(),
  kind: z.enum(customKinds),
  required: z.boolean(),
  filterable: z.boolean(),
  indexing: z.boolean().describe('Being made filterable: older records are still being copied'),
  choices: z.array(z.strictObject({ value: z.string(), label: z.string() })),
  position: z.int(),
  created_at: z.iso.datetime(),
  deleted_at: z.iso.datetime().nullable(),
});

const manage = { tag, auth: 'any', permission: 'fields:manage' } as const;

export const listFields = defineContract({
  name: 'fields.list',
  method: 'GET',
  path: '/fields',
  summary: 'Custom fields of all objects or of one',
  tag,
  auth: 'any',
  query: z.strictObject({
    object: z.string().max(60).optional().describe('Only fields of this object'),
    deleted: z.enum(['true', 'false']).optional().describe('true for removed fields'),
  }),
  output: z.array(field),
  cache: { tags: ['field'], ttl: 300, per: 'company' },
});

export const createField = defineContract({
  ...manage,
  name: 'fields.create',
  method: 'POST',
  path: '/fields',
  summary: 'Add a field to an object',
  body: z.strictObject({
    object: z.string().max(60),
    label,
    key: key.optional().describe('Made from the label when absent; it never changes'),
    kind: z.enum(customKinds),
    required: z.boolean().default(false),
    filterable: z.boolean().default(false),
    choices: choices.optional(),
  }),
  output: field,
  status: 201,
  events: ['field.created'],
});

export const updateField = defineContract({
  ...manage,
  name: 'fields.update',
  method: 'PATCH',
  path: '/fields/{id}',
  summary: 'Change a field; its key and kind stay',
  params,
  body: z.strictObject({
    label: label.optional(),
    required: z.boolean().optional(),
    filterable: z.boolean().optional(),
    choices: choices.optional(),
    position: z.int().min(0).max(10_000).optional(),
  }),
  output: field,
  events: ['field.updated'],
});

export const removeField = defineContract({
  ...manage,
  name: 'fields.delete',
  method: 'DELETE',
  path: '/fields/{id}',
  summary: 'Remove a field; its values are kept and come back with it',
  params,
  output: field,
  events: ['field.deleted'],
});

export const restoreField = defineContract({
  ...manage,
  name: 'fields.restore',
  method: 'POST',
  path: '/fields/{id}/restore',
  summary: 'Bring a removed field back',
  params,
  output: field,
  events: ['field.restored'],
});

const text = z.strictObject({ en: z.string(), tr: z.string() });

export const listObjects = defineContract({
  name: 'objects.list',
  method: 'GET',
  path: '/objects',
  summary: 'The objects you may read, with the fields that you see',
  tag,
  auth: 'any',
  output: z.array(
    z.strictObject({
      name: z.string(),
      singular: z.string(),
      label: text,
      label_plural: text,
      icon: z.string(),
      shortcut: z.string(),
      groups: z.record(z.string(), text),
      fields: z.array(z.looseObject({ name: z.string(), kind: z.string(), label: text })),
      custom_fields: z.array(
        field
          .omit({ created_at: true, deleted_at: true, indexing: true })
          .extend({ readonly: z.boolean().optional(), masked: z.boolean().optional() }),
      ),
    }),
  ),
  cache: { tags: ['field'], ttl: 300, per: 'company' },
});
