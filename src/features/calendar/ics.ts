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
  return `${lines.map(folded).join('\r\n')}\r\n`;
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

/** From the first day to the one after the last. */
function wholeDays(begin: Date, end: string | null, dayOf: (instant: Date) => string): string[] {
  const first = dayOf(begin);
  const last = dayOf(new Date(Math.max(end ? Date.parse(end) - 1 : 0, begin.getTime())));
  const after = new Date(Date.parse(last) + 86_400_000);
  const plain = (day: string) => day.replaceAll('-', '');
  return [
    `DTSTART;VALUE=DATE:${plain(first)}`,
    `DTEND;VALUE=DATE:${plain(after.toISOString().slice(0, 10))}`,
  ];
}

/** `20270301T090000Z` */
const utc = (instant: Date): string =>
  `${instant.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;

/** What has a meaning in a line is escaped, what has no place in one is left out. */
const text = (value: string): string =>
  value
    .replace(/[\\;,]/g, (sign) => `\\${sign}`)
    .replace(/\r\n|\n|\r/g, '\\n')
    .replace(/[\u0000-\u001f\u007f]/g, '');

/** Bytes of a line, at most. */
const width = 75;

/** A long line goes on in the next ones, each begun by a space; no letter is cut. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = '';
  let size = 0;
  for (const letter of line) {
    const bytes = Buffer.byteLength(letter);
    if (size + bytes > width) {
      parts.push(part);
      part = ' ';
      size = 1;
    }
    part += letter;
    size += bytes;
  }
  return [...parts, part].join('\r\n');
}
