import { icsText, text, utc, wholeDays } from '@/core/run/ics';
import type { Meeting } from './meeting';

export interface Attendee {
  readonly email: string;
  /** waiting, accepted, tentative, declined */
  readonly state: string;
}

export interface Notice {
  readonly method: 'REQUEST' | 'CANCEL';
  readonly meeting: Meeting;
  readonly sequence: number;
  /** Of the installation; with the id of the meeting its name in the world. */
  readonly host: string;
  readonly now: Date;
  readonly organizer: { readonly name: string; readonly address: string };
  readonly attendees: readonly Attendee[];
  /** Where one answers; null when there is nothing to answer. */
  readonly url: string | null;
  readonly dayOf: (instant: Date) => string;
}

const partstat: Readonly<Record<string, string>> = {
  accepted: 'ACCEPTED',
  tentative: 'TENTATIVE',
  declined: 'DECLINED',
};

/**
 * A meeting as RFC 5546 asks for it or calls it off. Answers are given on the page of the link, as nobody reads the mailbox
 * of the sender: so no reply by mail is asked for.
 */
export function noticeText(notice: Notice): string {
  const { method, meeting, sequence, host, now, organizer, attendees, url, dayOf } = notice;
  const { start, end, all_day, location, meeting_url, agenda } = meeting;
  const description = [agenda, meeting_url, url].filter(Boolean).join('\n\n');
  return icsText([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Ambit//Calendar//EN',
    'CALSCALE:GREGORIAN',
    `METHOD:${method}`,
    'BEGIN:VEVENT',
    `UID:${meeting.id}@${host}`,
    `DTSTAMP:${utc(now)}`,
    `SEQUENCE:${sequence}`,
    `STATUS:${method === 'CANCEL' ? 'CANCELLED' : 'CONFIRMED'}`,
    ...(all_day
      ? wholeDays(start, end.toISOString(), dayOf)
      : [`DTSTART:${utc(start)}`, `DTEND:${utc(end)}`]),
    `SUMMARY:${text(meeting.subject)}`,
    ...(location ? [`LOCATION:${text(location)}`] : []),
    ...(description ? [`DESCRIPTION:${text(description)}`] : []),
    `ORGANIZER;CN=${parameter(organizer.name)}:mailto:${organizer.address}`,
    ...attendees.map(
      ({ email, state }) =>
        `ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=${partstat[state] ?? 'NEEDS-ACTION'};RSVP=FALSE:mailto:${email}`,
    ),
    'TRANSP:OPAQUE',
    'END:VEVENT',
    'END:VCALENDAR',
  ]);
}

/** A value of a parameter, which may hold neither quotes nor what ends a line. */
const parameter = (value: string): string => `"${value.replace(/["\p{Cc}]+/gu, ' ').trim()}"`;
