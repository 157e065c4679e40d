import type { Ctx } from '@/core/run/context';
import type { Change, RecordHooks, Values } from '@/core/run/engine/hooks';
import type { Issue } from '@/core/shape/errors';
import { inCurrency } from '@/core/shape/line-amounts';
import { isCurrency } from '@/core/shape/money';
import type { Tx } from '@/platform/db/types';

const issue = (path: string, code: string, message: string): Issue => ({ path, code, message });
const valueIn = ({ before, set }: Change, name: string): unknown =>
  name in set ? set[name] : before?.[name];

/** The default price of a product is an amount of its currency. */
export const productRules: RecordHooks = {
  async beforeWrite(_ctx, _tx, changes) {
    const problems = new Map<string, Issue[]>();
    for (const change of changes) {
      const wrong = settlePrice(change, String(valueIn(change, 'currency')));
      if (wrong) problems.set(change.id, [wrong]);
    }
    return problems;
  },
};

/** Puts a price into the form of its currency: `12.50` in euros, and in yen there is no such amount. */
function settlePrice({ before, set }: Change, currency: string): Issue | null {
  const price = 'price' in set ? set.price : before?.price;
  if (typeof price !== 'string') return null;
  const exact = inCurrency(price, currency);
  if (exact === null)
    return issue('price', 'too_precise', `An amount of ${currency} has fewer decimals.`);
  set.price = exact;
  return null;
}

/** A price book is in one currency, which does not change: the company's unless it says another one. */
export const priceBookRules: RecordHooks = {
  async beforeWrite(ctx, _tx, changes) {
    const problems = new Map<string, Issue[]>();
    const { currency } = ctx.principal.company;
    for (const { id, before, set } of changes) {
      if (before !== null && !('currency' in set)) continue;
      const given = typeof set.currency === 'string' ? set.currency.toUpperCase() : currency;
      set.currency = given;
      if (!isCurrency(given))
        problems.set(id, [issue('currency', 'invalid_currency', 'This currency is not known.')]);
      else if (before !== null && before.currency !== given)
        problems.set(id, [
          issue('currency', 'fixed', 'The prices of this book are in its currency.'),
        ]);
    }
    return problems;
  },
};

/** A product has one price in a price book, in the currency of the book. */
export const priceRules: RecordHooks = {
  async beforeWrite(ctx, tx, changes) {
    const problems = new Map<string, Issue[]>();
    const placed = changes.filter(({ before, set }) =>
      ['product_id', 'price_book_id', 'price'].some((name) => before === null || name in set),
    );
    if (placed.length === 0) return problems;
    const currencies = await currenciesOf(ctx, tx, placed);
    const taken = await pricesOf(ctx, tx, placed);
    for (const change of placed) {
      const book = String(valueIn(change, 'price_book_id'));
      const currency = currencies.get(book) ?? ctx.principal.company.currency;
      change.set.currency = currency;
      const wrong = settlePrice(change, currency);
      if (wrong) problems.set(change.id, [wrong]);
      const pair = `${valueIn(change, 'product_id')} ${book}`;
      const other = taken.get(pair);
      if (other !== undefined && other !== change.id)
        problems.set(change.id, [
          issue('price_book_id', 'taken', 'This product has a price in this book already.'),
        ]);
      taken.set(pair, change.id);
    }
    return problems;
  },
};

const booksOf = (changes: readonly Change[]) => [
  ...new Set(changes.map((change) => valueIn(change, 'price_book_id'))),
];

/** The currencies of the price books of some changes, by id; locked against a second price of a product at the same time. */
async function currenciesOf(
  ctx: Ctx,
  tx: Tx,
  changes: readonly Change[],
): Promise<Map<string, string>> {
  const { rows } = await tx.run<{ id: string; currency: string }>({
    name: 'price_books_locked',
    text: 'select id, currency from price_books where company_id = $1 and id = any($2::uuid[]) order by id for no key update',
    values: [ctx.scope.company_id, booksOf(changes)],
  });
  return new Map(rows.map(({ id, currency }) => [id, currency]));
}

/** Price id by `product book`, of the books of some changes. */
async function pricesOf(
  ctx: Ctx,
  tx: Tx,
  changes: readonly Change[],
): Promise<Map<string, string>> {
  const { rows } = await tx.run<Values>({
    name: 'prices_there',
    text: `select id, product_id, price_book_id from prices where company_id = $1 and price_book_id = any($2::uuid[])
      and product_id = any($3::uuid[]) and deleted_at is null`,
    values: [
      ctx.scope.company_id,
      booksOf(changes),
      [...new Set(changes.map((change) => valueIn(change, 'product_id')))],
    ],
  });
  return new Map(rows.map((row) => [`${row.product_id} ${row.price_book_id}`, String(row.id)]));
}
