import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';

/** Bounds of one look at the calendar. */
export const calendarLimits = { days: 62, members: 20 } as const;

const day = z.iso.date();
const entry = z.strictObject({
  object: z.string().describe('tasks'),
  id: z.uuid(),
  version: z.int(),
  title: z.string(),
  start: z.iso.datetime(),
  end: z.iso.datetime().nullable().describe('Null: it has a time but no length'),
  all_day: z.boolean().describe('The days from start to before end, by the clocks of the company'),
  owner_id: z.uuid().nullable(),
  done: z.boolean(),
  repeats: z.boolean(),
  expected: z
    .boolean()
    .describe('Not there yet: the record repeats, and will come again at this time'),
});
export type CalendarEntry = z.infer<typeof entry>;

export const calendarRange = defineContract({
  name: 'calendar.range',
  method: 'GET',
  path: '/calendar',
  summary: 'What members have on the days of a range: tasks, and whatever else has a time',
  tag: 'calendar',
  auth: 'any',
  query: z.strictObject({
    from: day.describe('The first day, by the clocks of the company'),
    to: day.describe(`The day after the last one, at most ${calendarLimits.days} days on`),
    object: z.string().max(60).optional().describe('Only of this kind, such as tasks'),
    members: z
      .string()
      .regex(/^[0-9a-fA-F-]{36}(,[0-9a-fA-F-]{36})*$/, 'members must be user ids with commas.')
      .max(37 * calendarLimits.members)
      .optional()
      .describe(`Whose: user ids, at most ${calendarLimits.members}; yours unless given`),
  }),
  output: z.strictObject({
    entries: z.array(entry),
    truncated: z.boolean().describe('There is more than one look shows'),
  }),
});
