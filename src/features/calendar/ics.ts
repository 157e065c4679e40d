import { icsText, text, utc, wholeDays } from '@/core/run/ics';
import type { CalendarEntry } from './contract';

export interface CalendarFile {
  readonly name: string;
  /** Of the installation; makes the names of entries unique in the world. */
  readonly host: string;
  /** Where a record is looked at: `https://crm.example`. */
  readonly base_url: string;
  readonly now: Date;
  /** The day an instant falls on for the company, `YYYY-MM-DD`. */
  readonly dayOf: (instant: Date) => string;
}

/**
 * Entries as a calendar of RFC 5545. Times are given in UTC, so no zone has to be described and summer time is right; whole
 * days are days. Repetitions are entries of their own.
 */
export function icsOf(entries: readonly CalendarEntry[], file: CalendarFile): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Ambit//Calendar//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${text(file.name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    ...entries.flatMap((entry) => eventOf(entry, file)),
    'END:VCALENDAR',
  ];
  return icsText(lines);
}

function eventOf(entry: CalendarEntry, { host, base_url, now, dayOf }: CalendarFile): string[] {
  const { object, id, start, end, all_day, title, done, version } = entry;
  const begin = new Date(start);
  return [
    'BEGIN:VEVENT',
    `UID:${id}${entry.expected ? `-${utc(begin)}` : ''}@${host}`,
    `DTSTAMP:${utc(now)}`,
    `SEQUENCE:${version}`,
    ...(all_day ? wholeDays(begin, end, dayOf) : [`DTSTART:${utc(begin)}`]),
    ...(!all_day && end ? [`DTEND:${utc(new Date(end))}`] : []),
    `SUMMARY:${text(done ? `\u2713 ${title}` : title)}`,
    `URL:${base_url}/${object}/${id}`,
    // A task keeps nobody from another appointment unless it takes time.
    `TRANSP:${end && !all_day && !done ? 'OPAQUE' : 'TRANSPARENT'}`,
    'END:VEVENT',
  ];
}
