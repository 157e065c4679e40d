import { z } from 'zod';
import { defineContract } from '@/core/shape/contract';

const state = z.enum(['waiting', 'accepted', 'tentative', 'declined', 'cancelled']);

export const listInvitations = defineContract({
  name: 'activities.invitations',
  method: 'GET',
  path: '/activities/{id}/invitations',
  summary: 'Who was invited to a meeting by mail, and what they answered',
  tag: 'activities',
  auth: 'any',
  object: 'activities',
  params: z.strictObject({ id: z.uuid().toLowerCase() }),
  permission: 'activities:read',
  output: z.array(
    z.strictObject({
      email: z.string(),
      state,
      invited_at: z.iso.datetime(),
      answered_at: z.iso.datetime().nullable(),
    }),
  ),
});

/** What an attendee sees: the meeting and who asks for it, nothing else. */
const shown = z.strictObject({
  subject: z.string(),
  start: z.iso.datetime(),
  end: z.iso.datetime(),
  all_day: z.boolean(),
  time_zone: z.string(),
  location: z.string().nullable(),
  meeting_url: z.string().nullable(),
  agenda: z.string().nullable(),
  organizer: z.string().nullable(),
  company: z.strictObject({
    name: z.string(),
    accent: z.string().nullable(),
    logo: z.string().nullable().describe('PNG as a data: address'),
  }),
  email: z.string().describe('Who is invited'),
  state,
  open: z.boolean().describe('It can be answered'),
});

const open = { tag: 'meeting links', auth: 'none', method: 'POST' } as const;
const token = z.string().max(100);

export const openMeetingLink = defineContract({
  ...open,
  name: 'meeting_links.open',
  path: '/meeting-links/open',
  summary: 'The meeting a link leads to, for who is invited; changes nothing',
  body: z.strictObject({ token }),
  output: shown,
  limits: { rate: { points: 60, seconds: 60, by: 'address' } },
});

export const answerMeeting = defineContract({
  ...open,
  name: 'meeting_links.answer',
  path: '/meeting-links/answer',
  summary: 'Accept an invitation, perhaps come, or decline; may be changed until the meeting ends',
  body: z.strictObject({ token, answer: z.enum(['accepted', 'tentative', 'declined']) }),
  output: shown,
  limits: { rate: { points: 20, seconds: 60, by: 'address' } },
  events: ['activity.updated'],
});
