import { isTold, type Meeting } from './meeting';

/** What somebody was told last. */
export interface Told {
  readonly email: string;
  readonly sequence: number;
  readonly told: string;
  /** waiting, accepted, tentative, declined, cancelled */
  readonly state: string;
  readonly ends_at: string | Date;
}

/** Who is to be mailed what, so that everybody knows how the meeting stands. */
export interface Plan {
  readonly sequence: number;
  readonly request: readonly string[];
  readonly cancel: readonly string[];
}

/**
 * The mails that are missing. What is over is not told of any more, neither is the organizer; for the same state the second
 * time there is nothing to do.
 * @param told of how the meeting is now
 */
export function planOf(meeting: Meeting, told: string, rows: readonly Told[], now: Date): Plan {
  const known = new Map(rows.map((row) => [row.email, row]));
  const wanted = new Set(meeting.off ? [] : meeting.attendees);
  wanted.delete(meeting.organizer?.email ?? '');
  const isOn = (row: Told | undefined) => row !== undefined && row.state !== 'cancelled';
  const request = [...wanted].filter((email) => {
    const row = known.get(email);
    return meeting.end > now && !(row && isOn(row) && isTold(row.told, told));
  });
  const cancel = rows
    .filter((row) => isOn(row) && !wanted.has(row.email) && new Date(row.ends_at) > now)
    .map(({ email }) => email);
  const last = Math.max(0, ...rows.map(({ sequence }) => sequence));
  const isNews = cancel.length > 0 || request.some((email) => known.has(email));
  return { sequence: isNews ? last + 1 : last, request, cancel };
}
