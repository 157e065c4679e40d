import { z } from 'zod';

const actor = z.strictObject({
  kind: z.string(),
  id: z.uuid().nullable(),
  name: z.string().nullable(),
});

/** One entry of a history: what happened, who did it, which fields changed. */
export const historyEntry = z.strictObject({
  id: z.uuid(),
  name: z.string().describe('contact.updated'),
  object: z.string(),
  record_id: z.uuid().nullable(),
  created_at: z.iso.datetime(),
  actor,
  source: z.string(),
  request_id: z.string(),
  changes: z.array(z.strictObject({ field: z.string(), before: z.unknown(), after: z.unknown() })),
  /** Titles of the records and members that the changes name, by id. */
  names: z.record(z.string(), z.string()),
});

/** One entry of a timeline: a change of the record, or a record that belongs to it. */
export const timelineEntry = z.strictObject({
  kind: z.string().describe('change, activity, note, task'),
  id: z.uuid().describe('Of the event, or of the record'),
  at: z.iso.datetime(),
  sentence: z.string().describe('What changed; of anything else its title'),
  object: z.string(),
  record_id: z.uuid(),
  event: historyEntry.nullable().describe('Of a change'),
  record: z
    .looseObject({ id: z.uuid(), title: z.string() })
    .nullable()
    .describe('Of anything else, as its own address answers it, with what it refers to'),
});

const word = (text: string) => z.string().optional().describe(text);

/** The query of a list that is read backwards in time. */
export const pageQuery = z.strictObject({
  limit: word('1 to 200; 50 unless given'),
  cursor: word('next_cursor of another page'),
});

export const timelineQuery = pageQuery.extend({
  kind: word('Only these, for example change,note; all unless given'),
});
