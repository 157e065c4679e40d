/** A month as `GET /api/deals/results` tells it. */
export interface Month {
  /** YYYY-MM */
  readonly month: string;
  readonly won: number;
  readonly won_amount: string;
  readonly lost: number;
  readonly lost_amount: string;
}

/** `Mar 2026`, or without the year where there is little room. */
export const monthName = (month: string, tag: string, length: 'long' | 'short'): string =>
  new Intl.DateTimeFormat(tag, {
    month: 'short',
    ...(length === 'long' ? { year: 'numeric' } : {}),
    timeZone: 'UTC',
  }).format(new Date(`${month}-01T00:00:00Z`));
