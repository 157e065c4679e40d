import { dateFormat } from '@/ui/primitives/intl';
import type { Period } from './use-forecast';

/** `November 2026`; `Q4 2026`, or `Q3 FY 2027` where the fiscal year is not the calendar's. `long` names the months of a quarter. */
export function periodName(
  { start, quarter, fiscal_year }: Period,
  tag: string,
  words: { quarter: (values: { quarter: number; year: string }) => string; fiscal: string },
  first_month: number,
): string {
  if (quarter === null)
    return dateFormat(tag, {
      month: 'short',
      year: 'numeric',
      timeZone: 'UTC',
    }).format(new Date(`${start}T00:00:00Z`));
  const year = first_month === 1 ? String(fiscal_year) : `${words.fiscal} ${fiscal_year}`;
  return words.quarter({ quarter, year });
}

/** `1 Oct – 31 Dec 2026`. */
export const periodDays = ({ start, end }: Period, tag: string): string =>
  dateFormat(tag, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).formatRange(new Date(`${start}T00:00:00Z`), new Date(`${end}T00:00:00Z`));

/** The first day of the month `by` months from the start of a period. */
export function monthFrom(start: string, by: number): string {
  const month = Number(start.slice(0, 4)) * 12 + Number(start.slice(5, 7)) - 1 + by;
  return `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-01`;
}
