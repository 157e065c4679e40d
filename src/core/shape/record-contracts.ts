import { z } from 'zod';
import { defineContract } from './contract';
import type { ObjectDefinition } from './object';
import { checkedByEngine, createSchema, patchSchema, recordSchema } from './record-schemas';
import { historyEntry, pageQuery, timelineEntry, timelineQuery } from './timeline';

const id = z.uuid().toLowerCase();
const params = z.strictObject({ id });
const word = (text: string) => z.string().optional().describe(text);

const listQuery = z
  .object({
    limit: word('Records per page, 1 to 200; 50 unless given'),
    cursor: word('next_cursor or prev_cursor of another page'),
    page: word('Page number instead of a cursor'),
    sort: word('Field names, - in front for descending: -created_at,last_name'),
    q: word('Text to search for'),
    include: word('Related records: owner,account'),
    fields: word('Only these fields'),
    count: word('exact or estimate'),
    deleted: word('true for the bin'),
  })
  .catchall(z.string());

const exportQuery = z
  .object({
    format: z.enum(['csv', 'xlsx']).optional().describe('csv unless given'),
    sort: word('As in the list'),
    q: word('Text to search for'),
    fields: word('Only these fields, in this order; all that people look at unless given'),
    deleted: word('true for the bin'),
  })
  .catchall(z.string());

/** An instant of the past that somebody asks for, with its offset. */
export const instant = z.iso
  .datetime({ offset: true })
  .refine((text) => !(new Date(text).getTime() < 0 || new Date(text).getUTCFullYear() > 9999), {
    message: 'Give a time in the years 1970 to 9999.',
    params: { code: 'out_of_range' },
  });

const asOf = z.strictObject({
  event: z.uuid().nullable().describe('The last event until then; null before all that are kept'),
  at: z.string(),
  names: z.record(z.string(), z.string()).describe('Titles of what the record pointed at, by id'),
});

const restoreToBody = z.strictObject({
  event: id.describe('An event of its history'),
  state: z
    .enum(['after', 'before'])
    .optional()
    .describe('As it was right after the event (unless given) or right before it'),
  fields: z
    .array(z.string().min(1).max(60))
    .min(1)
    .max(500)
    .optional()
    .describe('Only these; custom ones as custom.<key>'),
  version: z.int().min(1).optional().describe('The version you saw; as If-Match'),
});

const target = {
  ids: z.array(id).min(1).max(1000).optional(),
  filter: z.unknown().optional().describe('Filter tree; {} = all'),
};
const q = word('Text to search for, beside the filter');
const oneTarget = (value: { ids?: unknown; filter?: unknown }) =>
  (value.ids === undefined) !== (value.filter === undefined);
const either = { message: 'Give either ids or filter.', params: { code: 'required' } };

const bulkDone = z.strictObject({
  created: z.int().optional(),
  updated: z.int().optional(),
  deleted: z.int().optional(),
  restored: z.int().optional(),
  ids: z.array(z.uuid()),
});
const queued = z.strictObject({ job_id: z.uuid() });

const undoDone = z.strictObject({
  undone: z.int(),
  kept: z
    .array(z.strictObject({ id: z.uuid(), fields: z.array(z.string()) }))
    .describe('Changed since; left as they are'),
});

const megabytes = 1024 * 1024;

/** Every operation of an object, derived from its definition. Custom fields are checked by the engine. */
export function recordContracts(object: ObjectDefinition) {
  const { name, singular } = object;
  const record = recordSchema(object);
  const one = singular.replaceAll('_', ' ');
  const many = name.replaceAll('_', ' ');
  const about = { tag: name, auth: 'any', object: name } as const;
  const event = (verb: string) => `${singular}.${verb}`;
  const create = checkedByEngine(createSchema(object));
  const patch = checkedByEngine(patchSchema(object));
  const bulkBody = z
    .strictObject({
      create: z.array(create).min(1).max(1000).optional(),
      update: z
        .strictObject({ ...target, q, set: patch })
        .refine(oneTarget, either)
        .optional(),
      delete: z
        .strictObject({ ...target, q })
        .refine(oneTarget, either)
        .optional(),
      restore: z.strictObject({ ids: target.ids.unwrap() }).optional(),
    })
    .refine(
      ({ create, update, delete: gone, restore }) =>
        [create, update, gone, restore].filter((part) => part !== undefined).length === 1,
      {
        message: 'Give one of create, update, delete and restore.',
        params: { code: 'required' },
      },
    );
  return {
    list: defineContract({
      ...about,
      name: `${name}.list`,
      method: 'GET',
      path: `/${name}`,
      summary: `List ${many}`,
      permission: `${name}:read`,
      query: listQuery,
      output: z.array(record),
      answer: 'list',
      // Counting is dear, and filters reach records of other objects. `me` and `-7d` are why it is one person's, for a minute.
      cache: { tags: ['*'], ttl: 60, per: 'user', only: 'count' },
    }),
    get: defineContract({
      ...about,
      name: `${name}.get`,
      method: 'GET',
      path: `/${name}/{id}`,
      summary: `Read one ${one}`,
      permission: `${name}:read`,
      params,
      query: z.strictObject({
        include: word('Related records'),
        fields: word('Only these fields'),
      }),
      output: record,
    }),
    create: defineContract({
      ...about,
      name: `${name}.create`,
      method: 'POST',
      path: `/${name}`,
      summary: `Create one ${one}`,
      permission: `${name}:create`,
      body: create,
      checks_body: true,
      output: record,
      status: 201,
      events: [event('created')],
    }),
    update: defineContract({
      ...about,
      name: `${name}.update`,
      method: 'PATCH',
      path: `/${name}/{id}`,
      summary: `Change fields of one ${one}`,
      permission: `${name}:update`,
      params,
      body: patch,
      checks_body: true,
      output: record,
      events: [event('updated')],
    }),
    remove: defineContract({
      ...about,
      name: `${name}.delete`,
      method: 'DELETE',
      path: `/${name}/{id}`,
      summary: `Move one ${one} to the bin`,
      permission: `${name}:delete`,
      params,
      output: record,
      events: [event('deleted')],
    }),
    restore: defineContract({
      ...about,
      name: `${name}.restore`,
      method: 'POST',
      path: `/${name}/{id}/restore`,
      summary: `Bring one ${one} back from the bin`,
      permission: `${name}:delete`,
      params,
      output: record,
      events: [event('restored')],
    }),
    bulk: defineContract({
      ...about,
      name: `${name}.bulk`,
      method: 'POST',
      path: `/${name}/bulk`,
      summary: `Create, change, delete or restore many ${many}, all or none`,
      permission: `${name}:bulk`,
      body: bulkBody,
      checks_body: true,
      output: z.union([bulkDone, queued]),
      limits: { body_bytes: 8 * megabytes },
      events: [event('created'), event('updated'), event('deleted'), event('restored')],
    }),
    export: defineContract({
      ...about,
      name: `${name}.export`,
      method: 'GET',
      path: `/${name}/export`,
      summary: `The ${many} of a list as a file, complete; takes its filters and writes down what left`,
      permission: `${name}:export`,
      fresh: true,
      query: exportQuery,
      output: z.string(),
      answer: 'raw',
      // Before the first record comes, all of them may have to be put in order.
      limits: { timeout_ms: 60_000, rate: { points: 60, seconds: 3600, by: 'user' } },
      events: ['export.completed', 'export.broken_off'],
    }),
    exportPreview: defineContract({
      ...about,
      name: `${name}.export_preview`,
      method: 'GET',
      path: `/${name}/export/preview`,
      summary: `What an export of ${many} would hold`,
      permission: `${name}:export`,
      fresh: true,
      query: exportQuery,
      output: z.strictObject({
        rows: z.int(),
        columns: z.array(z.string()).describe('Headers, in the language of the caller'),
        xlsx: z.boolean().describe('Whether an Excel sheet has room for them'),
      }),
    }),
    undo: defineContract({
      ...about,
      name: `${name}.undo`,
      method: 'POST',
      path: `/${name}/undo`,
      summary: 'Take back what one of your requests did',
      permission: `${name}:update`,
      body: z.strictObject({ request_id: z.uuid().toLowerCase() }),
      output: z.union([undoDone, queued]),
      events: [event('updated'), event('deleted'), event('restored')],
    }),
    history: defineContract({
      ...about,
      name: `${name}.history`,
      method: 'GET',
      path: `/${name}/{id}/history`,
      summary: `Field changes of one ${one}, newest first`,
      permission: `${name}:read`,
      params,
      query: pageQuery,
      output: z.array(historyEntry),
      answer: 'list',
    }),
    asOf: defineContract({
      ...about,
      name: `${name}.as_of`,
      method: 'GET',
      path: `/${name}/{id}/as-of`,
      summary: `One ${one} as it was at an instant or right after an event`,
      permission: `${name}:read`,
      params,
      query: z
        .strictObject({
          at: instant.optional().describe('Now, unless given'),
          event: id.optional().describe('Instead: an event of its history'),
        })
        .refine(({ at, event }) => at === undefined || event === undefined, {
          path: ['event'],
          message: 'Give either at or event.',
          params: { code: 'repeated' },
        }),
      output: record.extend({ as_of: asOf }),
    }),
    restoreTo: defineContract({
      ...about,
      name: `${name}.restore_to`,
      method: 'POST',
      path: `/${name}/{id}/restore-to`,
      summary: `Give one ${one}, or some of its fields, the values of an earlier moment`,
      permission: `${name}:update`,
      params,
      body: restoreToBody,
      output: record,
      events: [event('updated')],
    }),
    timeline: defineContract({
      ...about,
      name: `${name}.timeline`,
      method: 'GET',
      path: `/${name}/{id}/timeline`,
      summary: `What happened to one ${one} and what belongs to it, newest first`,
      permission: `${name}:read`,
      params,
      query: timelineQuery,
      output: z.array(timelineEntry),
      answer: 'list',
    }),
  } as const;
}
