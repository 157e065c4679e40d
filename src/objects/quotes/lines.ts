import { emptyNumber } from '@/core/run/engine/kinds';
import {
  type Line,
  lineAmounts,
  toDecimal,
  toUnits,
  type WholeDiscount,
} from '@/core/shape/line-amounts';
import { currencyDigits } from '@/core/shape/money';
import type { Statement, Tx } from '@/platform/db/types';
import { newId } from '@/platform/ids';

/** A line of a quote, values as the API speaks them. */
export interface QuoteLine extends Line {
  readonly product_id: string | null;
  readonly name: string;
  readonly unit: string | null;
  readonly quantity: number;
}

/** As stored: int8 as text. */
interface Row {
  readonly owner: string;
  readonly product_id: string | null;
  readonly name: string;
  readonly unit: string;
  readonly quantity: string;
  readonly unit_price: string | null;
  readonly discount_percent: string | null;
  readonly discount_amount: string | null;
  readonly tax_rate: string | null;
}

const filled = (column: string): string => `nullif(${column}, '${emptyNumber}')::text as ${column}`;
const numbers = ['quantity', 'unit_price', 'discount_percent', 'discount_amount', 'tax_rate'];
const columns = ['product_id', 'name', 'unit', ...numbers.map(filled)].join(', ');

/** The discount on the whole of a quote as stored: int8 as text. */
export interface StoredDiscount {
  readonly off_percent: string | null;
  readonly off_amount: string | null;
}

/** Its columns, of the quote `q`. */
export const wholeDiscount = `nullif(q.discount_percent, '${emptyNumber}')::text as off_percent, nullif(q.discount_amount, '${emptyNumber}')::text as off_amount`;

/** As the API speaks it. */
export const discountOf = (
  { off_percent, off_amount }: StoredDiscount,
  currency: string,
): WholeDiscount => ({
  discount_percent: off_percent === null ? null : Number(off_percent) / 100,
  discount_amount:
    off_amount === null ? null : toDecimal(BigInt(off_amount), currencyDigits(currency)),
});

/** The items that deals have now, in their order, by deal. `currency` is that of the deal. */
export async function linesOfDeals(
  tx: Tx,
  company_id: string,
  currencies: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, QuoteLine[]>> {
  const { rows } = await tx.run<Row>({
    name: 'quote_lines_of_deals',
    text: `select deal_id as owner, ${columns} from deal_items
      where company_id = $1 and deal_id = any($2::uuid[]) and deleted_at is null order by deal_id, rank_key, id`,
    values: [company_id, [...currencies.keys()]],
  });
  const lines = new Map<string, QuoteLine[]>();
  for (const row of rows) {
    const list = lines.get(row.owner) ?? [];
    list.push(lineOf(row, currencies.get(row.owner) ?? ''));
    lines.set(row.owner, list);
  }
  return lines;
}

/** The lines of one quote, in their order. */
export const linesOfQuote = (company_id: string, quote_id: string): Statement => ({
  name: 'quote_lines',
  text: `select quote_id as owner, ${columns} from quote_items where company_id = $1 and quote_id = $2 order by position`,
  values: [company_id, quote_id],
});

/** A row of `linesOfQuote` as the API speaks it. */
export function lineOf(row: unknown, currency: string): QuoteLine {
  const { product_id, name, unit, ...given } = row as Row;
  const digits = currencyDigits(currency);
  const amount = (units: string | null) =>
    units === null ? null : toDecimal(BigInt(units), digits);
  const percent = (units: string | null) => (units === null ? null : Number(units) / 100);
  return {
    product_id,
    name,
    unit: unit || null,
    quantity: Number(given.quantity) / 10_000,
    unit_price: amount(given.unit_price),
    discount_percent: percent(given.discount_percent),
    discount_amount: amount(given.discount_amount),
    tax_rate: percent(given.tax_rate),
  };
}

/** Puts lines into a quote that has none. */
export function insertLines(
  company_id: string,
  quote_id: string,
  lines: readonly QuoteLine[],
  currency: string,
): Statement {
  const digits = currencyDigits(currency);
  const units = (value: string | number | null, scale: number): string | null =>
    value === null ? null : String(toUnits(value, scale));
  const column = <T>(of: (line: QuoteLine) => T): T[] => lines.map(of);
  return {
    name: 'insert_quote_lines',
    text: `insert into quote_items (company_id, id, quote_id, position, product_id, name, unit, quantity, unit_price, discount_percent, discount_amount, tax_rate, net)
      select $1, l.id, $2, l.position, l.product_id, l.name, coalesce(l.unit, ''), l.quantity, coalesce(l.unit_price, 0), l.discount_percent, l.discount_amount, l.tax_rate, l.net
      from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::int8[], $8::int8[], $9::int8[], $10::int8[], $11::int8[], $12::int8[])
        with ordinality as l(id, product_id, name, unit, quantity, unit_price, discount_percent, discount_amount, tax_rate, net, position)`,
    values: [
      company_id,
      quote_id,
      column(() => newId()),
      column((line) => line.product_id),
      column((line) => line.name),
      column((line) => line.unit),
      column((line) => units(line.quantity, 4)),
      column((line) => units(line.unit_price, digits)),
      column((line) => units(line.discount_percent, 2)),
      column((line) => units(line.discount_amount, digits)),
      column((line) => units(line.tax_rate, 2)),
      column((line) => String(lineAmounts(line, currency).net)),
    ],
  };
}
