import type { Metadata } from 'next';
import { CustomerQuote } from '@/ui/quotes/customer-quote';

export const metadata: Metadata = { robots: { index: false }, referrer: 'no-referrer' };

/** What a customer sees of a quote; the token stands behind `#` and never reaches this server with the page. */
export default function Page() {
  return <CustomerQuote />;
}
