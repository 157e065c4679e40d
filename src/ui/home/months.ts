import { dateFormat } from '@/ui/primitives/intl';

/** A month as `GET /api/deals/results` tells it. */
export interface Month {
  /** YYYY-MM */
  readonly month: string;
  readonly won: number;
  /** Null for whoever does not see the amounts of deals. */
  readonly won_amount: string | null;
  readonly lost: number;
  readonly lost_amount: string | null;
}

/** `Mar 2026`, or without the year where there is little room. */
export const monthName = (month: string, tag: string, length: 'long' | 'short'): string =>
  dateFormat(tag, {
    month: 'short',
    ...(length === 'long' ? { year: 'numeric' } : {}),
    timeZone: 'UTC',
  }).format(new Date(`${month}-01T00:00:00Z`));
