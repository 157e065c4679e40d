import type { Ctx } from '@/core/run/context';
import type { Change, RecordHooks, Values } from '@/core/run/engine/hooks';
import { dayIn } from '@/core/run/engine/time-zone';
import { mustHave } from '@/core/run/rights';
import type { Issue } from '@/core/shape/errors';
import { inCurrency, toDecimal, totalsOf, type WholeDiscount } from '@/core/shape/line-amounts';
import { currencyDigits } from '@/core/shape/money';
import type { Tx } from '@/platform/db/types';
import {
  discountOf,
  insertLines,
  lineOf,
  linesOfDeals,
  linesOfQuote,
  type QuoteLine,
  type StoredDiscount,
  wholeDiscount,
} from './lines';
import { refused } from './refused';

/** Days a quote is valid unless it says otherwise. */
const validDays = 30;

/**
 * A new quote takes its lines from the deal and the next number of the company, or is a new version of an older one.
 * Once sent it is frozen: what the customer saw stays what it was.
 */
export const quoteRules: RecordHooks = {
  async beforeWrite(ctx, tx, changes) {
    const problems = new Map<string, Issue[]>();
    for (const change of changes) {
      const issues = change.before === null ? [] : frozenIssues(change);
      if (issues.length > 0) problems.set(change.id, issues);
      else await settleDiscount(ctx, tx, change, problems);
    }
    const fresh = changes.filter(({ before }) => before === null);
    if (fresh.length > 0) await begin(ctx, tx, fresh, problems);
    return problems;
  },

  async afterWrite(ctx, tx, changes) {
    const fresh = changes.filter(({ before }) => before === null);
    if (fresh.length === 0) return;
    const { company_id } = ctx.scope;
    const currencies = new Map(
      fresh.map(({ set }) => [String(set.deal_id), String(set.currency)] as const),
    );
    const lines = await linesOfDeals(tx, company_id, currencies);
    for (const { id, set } of fresh) {
      const own = lines.get(String(set.deal_id)) ?? [];
      if (own.length > 0) tx.later(insertLines(company_id, id, own, String(set.currency)));
    }
  },

  async beforeDelete(_ctx, _tx, records) {
    if (records.some(({ status }) => status !== 'draft'))
      throw refused('frozen', 'A quote that was sent stays. Make a new version instead.');
  },
};

/** A draft of which the discount on the whole changes comes to something else. */
async function settleDiscount(
  ctx: Ctx,
  tx: Tx,
  { id, before, set }: Change,
  problems: Map<string, Issue[]>,
): Promise<void> {
  if (before === null || before.status !== 'draft') return;
  if (!('discount_percent' in set) && !('discount_amount' in set)) return;
  // Only `refresh` writes a currency, and the sums in it. A total that stays the same is not among what it changes.
  if ('currency' in set) return;
  const currency = String(before.currency);
  const inexact = exactDiscount(set, currency);
  if (inexact) {
    problems.set(id, [inexact]);
    return;
  }
  const { rows } = await tx.run<unknown>(linesOfQuote(ctx.scope.company_id, id));
  const lines = rows.map((row) => lineOf(row, currency));
  const sums = totalFields(lines, currency, discountIn({ ...before, ...set }));
  if (Array.isArray(sums)) problems.set(id, sums);
  else Object.assign(set, sums);
}

const discountIn = ({ discount_percent, discount_amount }: Values): WholeDiscount => ({
  discount_percent: typeof discount_percent === 'number' ? discount_percent : null,
  discount_amount: typeof discount_amount === 'string' ? discount_amount : null,
});

/** Gives the discount amount of a change the form of its currency; an issue when it has more decimals than that has. */
function exactDiscount(set: Values, currency: string): Issue | null {
  if (typeof set.discount_amount !== 'string') return null;
  const exact = inCurrency(set.discount_amount, currency);
  if (exact === null) {
    const message = `An amount of ${currency} has fewer decimals.`;
    return issue('discount_amount', 'too_precise', message);
  }
  set.discount_amount = exact;
  return null;
}

const issue = (path: string, code: string, message: string): Issue => ({ path, code, message });

/** The lines of a quote are the items of its deal: 403 for a key that may not read those. */
export const mayReadItems = (ctx: Ctx): void => mustHave(ctx.principal, 'deal_items:read');

/** What may follow a status; nothing goes back, also not by undo. */
const next: Readonly<Record<string, readonly string[]>> = {
  draft: ['sent'],
  sent: ['accepted', 'declined', 'expired', 'replaced'],
  expired: ['replaced'],
  declined: ['replaced'],
};
/** What comes with the answer of a customer. */
const answer = ['decided_at', 'accepted_by', 'decline_reason'];

function frozenIssues({ before, set }: Change): Issue[] {
  const status = String(before?.status);
  const changed = Object.keys(set).filter((name) => set[name] !== (before?.[name] ?? null));
  const steps = changed.includes('status') && next[status]?.includes(String(set.status));
  return changed.flatMap((name) => {
    if (name === 'deal_id' || name === 'previous_id')
      return issue(name, 'fixed', 'A quote stays with its deal and its version.');
    if (name === 'status')
      return steps ? [] : issue(name, 'frozen', 'The status of a quote cannot go back.');
    if (status === 'draft' || (steps && answer.includes(name))) return [];
    return issue(name, 'frozen', 'A quote that was sent cannot change. Make a new version.');
  });
}

/** Every amount is below this, minor units. */
const largest = 10n ** 17n;
const tooMuch = issue('deal_id', 'out_of_range', 'The items of this deal come to too much.');
const tooMuchOff = issue(
  'discount_amount',
  'out_of_range',
  'The discount is more than the lines come to.',
);
export const noDeal = issue('deal_id', 'not_found', 'This record does not exist.');

interface Deal {
  readonly id: string;
  readonly title: string;
  readonly account_id: string | null;
  readonly contact_id: string | null;
  readonly currency: string;
}

interface Previous extends StoredDiscount {
  readonly id: string;
  readonly deal_id: string;
  readonly number: number;
  readonly status: string;
  readonly name: string;
  readonly terms: string;
  readonly currency: string;
  /** The newest version of the same number. */
  last: number;
}

/** Fills in new quotes: from the deal, from the version before, and the number. */
async function begin(
  ctx: Ctx,
  tx: Tx,
  fresh: readonly Change[],
  problems: Map<string, Issue[]>,
): Promise<void> {
  const { company_id } = ctx.scope;
  mayReadItems(ctx);
  // Quotes before deals, as everything that changes quotes locks them.
  const previous = await previousOf(tx, company_id, fresh);
  const deals = await dealsOf(
    tx,
    company_id,
    fresh.map(({ set }) => set.deal_id),
  );
  const currencies = new Map([...deals.values()].map(({ id, currency }) => [id, currency]));
  const lines = await linesOfDeals(tx, company_id, currencies);
  const until = dayIn(
    ctx.principal.company.time_zone,
    new Date(ctx.app.clock.now().getTime() + validDays * 86_400_000),
  );
  const unnumbered: Change[] = [];
  for (const change of fresh) {
    const { set } = change;
    const deal = deals.get(String(set.deal_id));
    if (!deal) {
      problems.set(change.id, [noDeal]);
      continue;
    }
    const before = typeof set.previous_id === 'string' ? previous.get(set.previous_id) : undefined;
    const wrong = set.previous_id ? previousIssue(before, deal) : null;
    if (wrong) problems.set(change.id, [wrong]);
    const inexact = exactDiscount(set, deal.currency);
    if (inexact) {
      problems.set(change.id, [...(wrong ? [wrong] : []), inexact]);
      continue;
    }
    set.status = 'draft';
    set.name ??= before?.name || deal.title;
    if (!('terms' in set)) set.terms = before?.terms || null;
    if (!('account_id' in set)) set.account_id = deal.account_id;
    if (!('contact_id' in set)) set.contact_id = deal.contact_id;
    set.valid_until ??= until;
    if (before && !('discount_percent' in set) && !('discount_amount' in set))
      takeDiscount(set, before, deal.currency);
    const sums = totalFields(lines.get(deal.id) ?? [], deal.currency, discountIn(set));
    if (Array.isArray(sums)) problems.set(change.id, sums);
    else Object.assign(set, sums);
    if (before) numberAs(set, before.number, ++before.last);
    else unnumbered.push(change);
  }
  if (problems.size > 0 || unnumbered.length === 0) return;
  const last = await countUp(tx, company_id, unnumbered.length);
  for (const [at, { set }] of unnumbered.entries())
    numberAs(set, last - unnumbered.length + 1 + at, 1);
}

/** A new version gives the discount of the one before; an amount of another currency does not carry over. */
function takeDiscount(set: Values, before: Previous, currency: string): void {
  const { discount_percent, discount_amount } = discountOf(before, before.currency);
  set.discount_percent = discount_percent;
  set.discount_amount = before.currency === currency ? discount_amount : null;
}

function previousIssue(before: Previous | undefined, deal: Deal): Issue | null {
  if (!before || before.deal_id !== deal.id)
    return issue('previous_id', 'not_found', 'There is no such quote for this deal.');
  return before.status === 'draft'
    ? issue('previous_id', 'still_draft', 'That version is a draft: change it instead.')
    : null;
}

function numberAs(set: Values, number: number, revision: number): void {
  set.number = number;
  set.revision = revision;
  const base = `Q-${String(number).padStart(5, '0')}`;
  set.reference = revision === 1 ? base : `${base}-v${revision}`;
}

/** The sums of lines as fields of a quote; issues when they are larger than amounts can be, or the discount than they are. */
export function totalFields(
  lines: readonly QuoteLine[],
  currency: string,
  off: WholeDiscount,
): Values | Issue[] {
  const { list, discount, whole, net, tax, total } = totalsOf(lines, currency, off);
  if (list >= largest || total >= largest) return [tooMuch];
  if (whole > 0n && net < 0n) return [tooMuchOff];
  const text = (units: bigint) => toDecimal(units, currencyDigits(currency));
  return {
    currency,
    subtotal: text(list),
    discount: text(discount),
    net: text(net),
    tax: text(tax),
    total: text(total),
  };
}

/** Deals by id, locked so that their items stay as they are; those in the bin are absent. */
export async function dealsOf(
  tx: Tx,
  company_id: string,
  ids: readonly unknown[],
): Promise<ReadonlyMap<string, Deal>> {
  const values = [company_id, [...new Set(ids)]];
  await tx.run({
    name: 'deals_of_quotes_locked',
    text: 'select from deals where company_id = $1 and id = any($2::uuid[]) order by id for share',
    values,
  });
  const { rows } = await tx.run<Deal>({
    name: 'deals_of_quotes',
    text: `select d.id, d.title, d.account_id, d.currency,
        (select p.contact_id from deal_contacts p where p.company_id = d.company_id and p.deal_id = d.id and p.deleted_at is null
          order by p.is_primary desc, p.id limit 1) as contact_id
      from deals d where d.company_id = $1 and d.id = any($2::uuid[]) and d.deleted_at is null`,
    values,
  });
  return new Map(rows.map((row) => [row.id, row]));
}

/** The versions before some new ones, locked so that no two new ones get the same number; `last` is the newest revision. */
async function previousOf(
  tx: Tx,
  company_id: string,
  fresh: readonly Change[],
): Promise<ReadonlyMap<string, Previous>> {
  const ids = [...new Set(fresh.flatMap(({ set }) => set.previous_id ?? []))];
  if (ids.length === 0) return new Map();
  await tx.run({
    name: 'previous_quotes_locked',
    text: `select from quotes where company_id = $1 and revision = 1 and number in
      (select number from quotes where company_id = $1 and id = any($2::uuid[])) order by id for no key update`,
    values: [company_id, ids],
  });
  const { rows } = await tx.run<Previous>({
    name: 'previous_quotes',
    text: `select q.id, q.deal_id, q.number::int as number, q.status, q.name, q.terms, q.currency, ${wholeDiscount},
        (select max(o.revision)::int from quotes o where o.company_id = $1 and o.number = q.number) as last
      from quotes q where q.company_id = $1 and q.id = any($2::uuid[]) and q.deleted_at is null`,
    values: [company_id, ids],
  });
  return new Map(rows.map((row) => [row.id, row]));
}

/** Takes `count` numbers of the series; answers the last one. Others wait for the end of this transaction. */
async function countUp(tx: Tx, company_id: string, count: number): Promise<number> {
  const { rows } = await tx.run<{ last: number }>({
    name: 'quote_number',
    text: `insert into quote_numbers (company_id, last) values ($1, $2)
      on conflict (company_id) do update set last = quote_numbers.last + excluded.last returning last`,
    values: [company_id, count],
  });
  return rows[0]?.last ?? count;
}
