import type { LinkCompany } from '@/ui/links/use-opened-link';
import type { ShownTotals } from '@/ui/patterns/record/totals';

/** A line of a quote, as the API answers it. */
export interface QuoteLine {
  readonly name: string;
  readonly unit: string | null;
  readonly quantity: number;
  readonly unit_price: string | null;
  readonly discount_percent: number | null;
  readonly discount_amount: string | null;
  readonly tax_rate: number | null;
  readonly net: string;
}

export interface QuoteLines {
  readonly currency: string;
  readonly lines: readonly QuoteLine[];
  readonly totals: ShownTotals;
}

export interface QuoteLink {
  readonly id: string;
  readonly created_at: string;
  readonly expires_at: string;
  readonly revoked_at: string | null;
  readonly last_seen_at: string | null;
}

/** What a customer gets to see. */
export interface ShownQuote extends QuoteLines {
  readonly reference: string;
  readonly name: string;
  readonly status: 'sent' | 'accepted' | 'declined' | 'expired' | 'replaced';
  readonly valid_until: string | null;
  readonly sent_on: string | null;
  readonly decided_at: string | null;
  readonly terms: string | null;
  readonly company: LinkCompany;
  readonly customer: { readonly account: string | null; readonly contact: string | null };
}
