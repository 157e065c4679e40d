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

const feed = z.strictObject({
  created_at: z.iso.datetime().nullable().describe('Null: there is no address'),
});

export const getFeed = defineContract({
  name: 'calendar.feed',
  method: 'GET',
  path: '/calendar/feed',
  summary: 'Whether your calendar has an address that other programs can read',
  tag: 'calendar',
  auth: 'session',
  output: feed,
});

export const makeFeed = defineContract({
  name: 'calendar.make_feed',
  method: 'POST',
  path: '/calendar/feed',
  summary: 'Give your calendar an address, shown this once; it takes the place of an earlier one',
  tag: 'calendar',
  auth: 'session',
  output: feed.extend({ url: z.url() }),
  secret_answer: true,
  status: 201,
  events: ['calendar_feed.created'],
});

export const endFeed = defineContract({
  name: 'calendar.end_feed',
  method: 'DELETE',
  path: '/calendar/feed',
  summary: 'End the address of your calendar',
  tag: 'calendar',
  auth: 'session',
  output: feed,
  events: ['calendar_feed.revoked'],
});

export const readFeed = defineContract({
  name: 'calendar.read_feed',
  method: 'GET',
  path: '/calendar/{file}',
  summary: 'A calendar as a program reads it (iCalendar), by the address its owner made',
  tag: 'calendar',
  auth: 'none',
  params: z.strictObject({ file: z.string().max(100).describe('The token, and .ics') }),
  output: z.string(),
  answer: 'raw',
  limits: { rate: { points: 120, seconds: 60, by: 'address' } },
});
