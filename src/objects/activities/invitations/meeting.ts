import { createHash } from 'node:crypto';
import { withNames } from '@/core/run/engine/first-line';
import { emptyNumber } from '@/core/run/engine/kinds';
import { endAfter } from '@/core/run/engine/time-zone';
import type { Statement } from '@/platform/db/types';

/** A meeting as its attendees are told of it. */
export interface Meeting {
  readonly id: string;
  readonly subject: string;
  readonly start: Date;
  readonly end: Date;
  readonly all_day: boolean;
  readonly location: string;
  readonly meeting_url: string;
  /** Mentions by name: guests learn no ids of members. */
  readonly agenda: string;
  readonly attendees: readonly string[];
  /** Mails go out for it. */
  readonly invites: boolean;
  /** It is in the bin, called off, or no meeting any more. */
  readonly off: boolean;
  readonly organizer: { readonly name: string; readonly email: string } | null;
}

interface Row extends Omit<Meeting, 'start' | 'end' | 'organizer'> {
  readonly start: string | Date;
  readonly minutes: number | null;
  readonly name: string | null;
  readonly email: string | null;
}

/** Minutes of a meeting that says nothing of its length. */
const usual = 30;

/** Reads a meeting; `lock` holds it until the transaction ends, so that two jobs do not tell the same twice. */
export const meetingById = (company_id: string, id: string, lock = false): Statement => ({
  name: lock ? 'meeting_locked' : 'meeting_by_id',
  text: `select a.id, a.subject, a.occurred_at as start, nullif(a.duration_minutes, '${emptyNumber}'::bigint)::int as minutes, a.all_day,
      a.location, a.meeting_url, a.agenda, a.attendees, a.send_invitations as invites,
      a.deleted_at is not null or a.kind not in ('call', 'meeting', 'visit') or a.outcome = 'cancelled' as off, m.name, m.email
    from activities a left join members m on m.company_id = a.company_id and m.user_id = a.owner_id
    where a.company_id = $1 and a.id = $2${lock ? ' for no key update of a' : ''}`,
  values: [company_id, id],
});

/** A row of `meetingById`. `zone` is that of the company. */
export function meetingOf(row: unknown, zone: string): Meeting {
  const { start, minutes, name, email, ...rest } = row as Row;
  const begin = new Date(start);
  const length = minutes || usual;
  return {
    ...rest,
    agenda: withNames(rest.agenda),
    start: begin,
    end: endAfter(zone, begin, length, rest.all_day),
    organizer: name === null || email === null ? null : { name, email },
  };
}

/**
 * What attendees are told, in short: when it changes they are told again. Who invites stands after the dot, because it asks nothing
 * of them: their answers stay.
 */
export const toldOf = ({
  subject,
  start,
  end,
  all_day,
  location,
  meeting_url,
  agenda,
  organizer,
}: Meeting): string =>
  [[subject, start, end, all_day, location, meeting_url, agenda], [organizer?.email ?? null]]
    .map((part) => createHash('sha256').update(JSON.stringify(part)).digest('base64url'))
    .join('.');

/** Whether somebody knows all of it. In rows of before this was noted, who invites does not count. */
export const isTold = (before: string, now: string): boolean =>
  before === now || before === meetingIn(now);

/** Whether nothing but who invites is news to somebody. */
export const isHandedOver = (before: string, now: string): boolean =>
  !isTold(before, now) && meetingIn(before) === meetingIn(now);

const meetingIn = (told: string): string => told.split('.', 1)[0] ?? '';
