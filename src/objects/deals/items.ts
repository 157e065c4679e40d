import type { Ctx } from '@/core/run/context';
import type { Change, RecordHooks, Values } from '@/core/run/engine/hooks';
import { emptyNumber } from '@/core/run/engine/kinds';
import { formatScaled } from '@/core/run/engine/values/numbers';
import { AppError, type Issue } from '@/core/shape/errors';
import { inCurrency, type Line, lineAmounts, toDecimal } from '@/core/shape/line-amounts';
import { currencyDigits } from '@/core/shape/money';
import type { Tx } from '@/platform/db/types';
import { refreshAmounts } from './item-sums';
import { rankBetween } from './rank';

/** Lines of one deal. */
const mostItems = 200;
const tooMany = `A deal has at most ${mostItems} items.`;
/** Largest total of a line, minor units: the bound of every amount. */
const largest = 10n ** 17n;

/** What a line has from its product, what it comes to, and what its deal comes to. */
export const dealItemRules: RecordHooks = {
  async beforeWrite(ctx, tx, changes) {
    const problems = new Map<string, Issue[]>();
    const deals = await lockDeals(ctx, tx, changes);
    await fillFromProducts(ctx, tx, changes, deals);
    for (const change of changes) {
      const deal = deals.get(dealOf(change));
      const issues = deal ? settle(change, deal) : [];
      if (issues.length > 0) problems.set(change.id, issues);
    }
    return problems;
  },

  async afterWrite(ctx, tx, changes) {
    await refreshAmounts(ctx, tx, dealsOf(changes));
  },

  async afterMove(ctx, tx, records) {
    const changes = records.map((before) => ({
      id: String(before.id),
      before,
      set: {},
      custom: {},
    }));
    refuseStrangers(records, await lockDeals(ctx, tx, changes));
    await refreshAmounts(ctx, tx, dealsOf(changes));
  },
};

const issue = (path: string, code: string, message: string): Issue => ({ path, code, message });
const valueIn = ({ before, set }: Change, name: string): unknown =>
  (name in set ? set[name] : before?.[name]) ?? null;
const dealOf = ({ before, set }: Change): string => String(before?.deal_id ?? set.deal_id);
const dealsOf = (changes: readonly Change[]): string[] => [...new Set(changes.map(dealOf))];

interface Deal {
  readonly id: string;
  readonly currency: string;
  readonly price_book_id: string | null;
  items: number;
  last: string | null;
}

/** The deals of some lines, locked so that nobody else changes their lines, and with that their sum, at the same time. */
async function lockDeals(
  ctx: Ctx,
  tx: Tx,
  changes: readonly Change[],
): Promise<ReadonlyMap<string, Deal>> {
  const values = [ctx.scope.company_id, dealsOf(changes)];
  await tx.run({
    name: 'deals_of_items_locked',
    text: 'select from deals where company_id = $1 and id = any($2::uuid[]) order by id for no key update',
    values,
  });
  const { rows } = await tx.run<Deal>({
    name: 'deals_of_items',
    text: `select d.id, d.currency, d.price_book_id, count(i.id)::int as items, max(i.rank_key) as last
      from deals d left join deal_items i on i.company_id = d.company_id and i.deal_id = d.id and i.deleted_at is null
      where d.company_id = $1 and d.id = any($2::uuid[]) group by 1, 2, 3`,
    values,
  });
  return new Map(rows.map((row) => [row.id, row]));
}

/** 409 when items that came back from the bin do not fit their deal any more. `records` are as they were before. */
function refuseStrangers(records: readonly Values[], deals: ReadonlyMap<string, Deal>): void {
  for (const { deleted_at, deal_id, currency } of records) {
    const deal = deals.get(String(deal_id));
    if (deleted_at === null || !deal) continue;
    if (currency !== deal.currency)
      throw refused('currency', 'other_currency', `The deal is in ${deal.currency} by now.`);
    if (deal.items > mostItems) throw refused('deal_id', 'too_many', tooMany);
  }
}

const refused = (path: string, code: string, message: string): AppError =>
  new AppError('conflict', message, { issues: [issue(path, code, message)] });

interface Offer {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly tax_rate: number | null;
  /** Minor units; null without a price in the currency of the deal. */
  readonly price: string | null;
}

/**
 * What is not said of a line comes from its product: name, unit, tax rate, and the price in the price book of the deal,
 * else the default price.
 */
async function fillFromProducts(
  ctx: Ctx,
  tx: Tx,
  changes: readonly Change[],
  deals: ReadonlyMap<string, Deal>,
): Promise<void> {
  const chosen = changes.filter(
    ({ before, set }) =>
      typeof set.product_id === 'string' && set.product_id !== before?.product_id,
  );
  if (chosen.length === 0) return;
  const { rows } = await tx.run<Offer>({
    name: 'offers_of_products',
    text: `select distinct on (a.at) p.id, p.name, p.unit, nullif(p.tax_rate, '${emptyNumber}')::float8 / 100 as tax_rate,
        coalesce(nullif(b.price, '${emptyNumber}'), case when p.currency = a.currency then nullif(p.price, '${emptyNumber}') end)::text as price
      from unnest($2::uuid[], $3::uuid[], $4::text[]) with ordinality as a(product_id, price_book_id, currency, at)
      join products p on p.company_id = $1 and p.id = a.product_id
      left join prices b on b.company_id = $1 and b.product_id = p.id and b.price_book_id = a.price_book_id
        and b.currency = a.currency and b.deleted_at is null
      order by a.at`,
    values: [
      ctx.scope.company_id,
      chosen.map(({ set }) => set.product_id),
      chosen.map((change) => deals.get(dealOf(change))?.price_book_id ?? null),
      chosen.map((change) => deals.get(dealOf(change))?.currency ?? ''),
    ],
  });
  const offers = new Map(rows.map((row) => [row.id, row]));
  for (const change of chosen) {
    const offer = offers.get(String(change.set.product_id));
    const deal = deals.get(dealOf(change));
    if (offer && deal) fill(change.set, offer, deal.currency);
  }
}

function fill(set: Values, offer: Offer, currency: string): void {
  set.name ??= offer.name;
  if (!('unit' in set)) set.unit = offer.unit || null;
  if (!('tax_rate' in set)) set.tax_rate = offer.tax_rate;
  if (!('unit_price' in set))
    set.unit_price =
      offer.price === null ? null : formatScaled(BigInt(offer.price), currencyDigits(currency));
}

/** The line in itself: one kind of discount, its total, its place. */
function settle(change: Change, deal: Deal): Issue[] {
  const { before, set } = change;
  const issues: Issue[] = [];
  if (before === null) {
    set.currency = deal.currency;
    if (++deal.items > mostItems) issues.push(issue('deal_id', 'too_many', tooMany));
    set.rank ??= rankBetween(deal.last, null) ?? undefined;
    deal.last = String(set.rank);
  } else if ('deal_id' in set && set.deal_id !== before.deal_id)
    issues.push(issue('deal_id', 'fixed', 'An item stays in its deal.'));
  if (valueIn(change, 'name') === null)
    issues.push(issue('name', 'required', 'An item has a name.'));
  if (valueIn(change, 'quantity') === null) set.quantity = 1;
  const given = ['discount_percent', 'discount_amount'].filter(
    (name) => (set[name] ?? null) !== null,
  );
  if (given.length === 2)
    issues.push(
      issue('discount_amount', 'one_of', 'Give the discount in percent or as an amount.'),
    );
  else if (given[0] === 'discount_percent') set.discount_amount = null;
  else if (given[0] === 'discount_amount') set.discount_percent = null;
  for (const name of ['unit_price', 'discount_amount']) {
    const amount = valueIn(change, name);
    if (typeof amount !== 'string' || (before !== null && !(name in set))) continue;
    const exact = inCurrency(amount, deal.currency);
    if (exact === null) {
      const message = `An amount of ${deal.currency} has fewer decimals.`;
      return [...issues, issue(name, 'too_precise', message)];
    }
    set[name] = exact;
  }
  const { list, net } = lineAmounts(
    Object.fromEntries(lineFields.map((name) => [name, valueIn(change, name)])) as unknown as Line,
    deal.currency,
  );
  if (net < 0n)
    issues.push(issue('discount_amount', 'too_large', 'The discount is more than the item costs.'));
  if (list >= largest) issues.push(issue('quantity', 'out_of_range', 'This number is too large.'));
  if (issues.length === 0) set.total = toDecimal(net, currencyDigits(deal.currency));
  return issues;
}

const lineFields = ['quantity', 'unit_price', 'discount_percent', 'discount_amount', 'tax_rate'];
