/** Parts of calendars as RFC 5545 writes them. Times are given in UTC, so no zone has to be described and summer time is right. */

/** Lines of a calendar as its text. */
export const icsText = (lines: readonly string[]): string =>
  `${lines.map(folded).join('\r\n')}\r\n`;

/** From the first day to the one after the last. */
export function wholeDays(
  begin: Date,
  end: string | null,
  dayOf: (instant: Date) => string,
): string[] {
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
export const utc = (instant: Date): string =>
  `${instant.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;

/** What has a meaning in a line is escaped, what has no place in one is left out. */
export const text = (value: string): string =>
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
