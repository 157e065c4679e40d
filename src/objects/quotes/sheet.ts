import type { Ctx } from '@/core/run/context';
import { mustSeeFields } from '@/core/run/field-rights';
import { lineAmounts, toDecimal, totalsOf, type WholeDiscount } from '@/core/shape/line-amounts';
import { currencyDigits } from '@/core/shape/money';
import type { Statement } from '@/platform/db/types';
import {
  discountOf,
  lineOf,
  linesOfQuote,
  type QuoteLine,
  type StoredDiscount,
  wholeDiscount,
} from './lines';

/** A quote as it is shown: on its page, to the customer, in the PDF. Amounts are exact decimals. */
export interface Sheet {
  readonly id: string;
  readonly deal_id: string;
  readonly reference: string;
  readonly name: string;
  readonly status: string;
  readonly language: 'en' | 'tr';
  readonly currency: string;
  readonly valid_until: string | null;
  readonly sent_on: string | null;
  readonly decided_at: string | null;
  readonly terms: string | null;
  readonly company: {
    readonly name: string;
    readonly accent: string | null;
    /** '' = none */
    readonly logo_url: string;
  };
  readonly customer: { readonly account: string | null; readonly contact: string | null };
  readonly lines: readonly (QuoteLine & { readonly net: string })[];
  readonly totals: SheetTotals;
}

export interface SheetTotals {
  readonly subtotal: string;
  /** All of it; `whole_discount` is the part on the whole. */
  readonly discount: string;
  readonly whole_discount: string;
  readonly net: string;
  readonly tax: string;
  readonly total: string;
  readonly taxes: readonly { readonly rate: number; readonly net: string; readonly tax: string }[];
}

/** Throws 403 for whoever does not see all that stands on the sheet of a quote, which shows every field of it. */
export function mustSeeSheet(ctx: Pick<Ctx, 'principal'>): void {
  for (const object of ['quotes', 'deal_items']) mustSeeFields(ctx, object);
  // A contact without a name is called by these.
  mustSeeFields(ctx, 'contacts', ['email', 'phone']);
}

/** What runs statements: a transaction, or the reading door of a company. */
export type Run = <R>(statement: Statement) => Promise<{ readonly rows: readonly R[] }>;

type Head = Omit<Sheet, 'lines' | 'totals' | 'company' | 'customer'> & {
  readonly company_name: string;
  readonly accent: string | null;
  readonly logo_url: string;
  readonly account: string | null;
  readonly contact: string | null;
} & StoredDiscount;

/** A live quote with its lines; null when there is none. */
export async function sheetOf(
  run: Run,
  company_id: string,
  quote_id: string,
): Promise<Sheet | null> {
  const { rows } = await run<Head>({
    name: 'quote_sheet',
    text: `select q.id, q.deal_id, q.reference, q.name, q.status, c.language, q.currency, nullif(q.valid_until, '-infinity')::text as valid_until,
        (nullif(q.sent_at, '-infinity') at time zone c.time_zone)::date::text as sent_on, nullif(q.decided_at, '-infinity') as decided_at,
        nullif(q.terms, '') as terms, ${wholeDiscount}, c.name as company_name, nullif(c.accent, '') as accent, c.logo_url, a.title as account, p.title as contact
      from quotes q join companies c on c.id = q.company_id
      left join accounts a on a.company_id = q.company_id and a.id = q.account_id and a.deleted_at is null
      left join contacts p on p.company_id = q.company_id and p.id = q.contact_id and p.deleted_at is null
      where q.company_id = $1 and q.id = $2 and q.deleted_at is null`,
    values: [company_id, quote_id],
  });
  const [head] = rows;
  if (!head) return null;
  const { company_name, accent, logo_url, account, contact, off_percent, off_amount, ...rest } =
    head;
  const off = discountOf({ off_percent, off_amount }, head.currency);
  const found = await run<unknown>(linesOfQuote(company_id, quote_id));
  const lines = found.rows.map((row) => lineOf(row, head.currency));
  return {
    ...rest,
    company: { name: company_name, accent, logo_url },
    customer: { account, contact },
    lines: lines.map((line) => ({ ...line, net: netOf(line, head.currency) })),
    totals: sheetTotals(lines, head.currency, off),
  };
}

function netOf(line: QuoteLine, currency: string): string {
  return toDecimal(lineAmounts(line, currency).net, currencyDigits(currency));
}

function sheetTotals(
  lines: readonly QuoteLine[],
  currency: string,
  off: WholeDiscount,
): SheetTotals {
  const { list, discount, whole, net, tax, total, taxes } = totalsOf(lines, currency, off);
  const text = (units: bigint) => toDecimal(units, currencyDigits(currency));
  return {
    subtotal: text(list),
    discount: text(discount),
    whole_discount: text(whole),
    net: text(net),
    tax: text(tax),
    total: text(total),
    taxes: taxes.map((one) => ({ rate: one.rate, net: text(one.net), tax: text(one.tax) })),
  };
}
