import type { Ctx, Values } from '@/core/run/context';
import { dayIn } from '@/core/run/engine/time-zone';
import { queueMail } from '@/core/run/mail/queue-mail';
import {
  type Answer,
  command,
  commandKnowing,
  type Input,
  type Operation,
} from '@/core/run/module';
import { mustReach } from '@/core/run/reach';
import type { Contract } from '@/core/shape/contract';
import { invalid } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import * as contracts from './contract';
import { discountOf, insertLines, linesOfDeals } from './lines';
import { endLinks, makeLink } from './links';
import { quoteMail } from './mails';
import { quotes } from './object';
import { refused } from './refused';
import { dealsOf, mayReadItems, noDeal, totalFields } from './rules';
import { mustSeeSheet } from './sheet';
import {
  changeQuotes,
  type LockedQuote,
  lockQuote,
  type Shapes,
  shapesOf,
  tellDeals,
} from './status';

type Given<B> = Input<{ readonly id: string }, unknown, B>;

/** A command that knows the shapes of quotes and deals. */
const changing = <B>(
  contract: Contract,
  handler: (ctx: Ctx, tx: Tx, shapes: Shapes, input: Given<B>) => Promise<Answer>,
): Operation =>
  commandKnowing(contract, shapesOf, (ctx, tx, shapes, input) =>
    handler(ctx, tx, shapes, input as Given<B>),
  );

/** POST /api/quotes/{id}/refresh */
export const refresh = changing(contracts.refreshQuote, async (ctx, tx, shapes, { params }) => {
  const { company_id } = ctx.scope;
  mayReadItems(ctx);
  const quote = await lockQuote(tx, company_id, params.id);
  refuseSent(quote.status);
  const deal = (await dealsOf(tx, company_id, [quote.deal_id])).get(quote.deal_id);
  if (!deal) throw invalid([noDeal]);
  const { currency } = deal;
  const lines =
    (await linesOfDeals(tx, company_id, new Map([[deal.id, currency]]))).get(deal.id) ?? [];
  // An amount of another currency does not carry over.
  const lost = currency === quote.currency ? {} : { discount_amount: null };
  const sums = totalFields(lines, currency, { ...discountOf(quote, quote.currency), ...lost });
  if (Array.isArray(sums)) throw invalid(sums);
  await tx.run({
    name: 'drop_quote_lines',
    text: 'delete from quote_items where company_id = $1 and quote_id = $2',
    values: [company_id, quote.id],
  });
  if (lines.length > 0) await tx.run(insertLines(company_id, quote.id, lines, currency));
  return oneQuote(await changeQuotes(ctx, tx, shapes, new Map([[quote.id, { ...sums, ...lost }]])));
});

/**
 * POST /api/quotes/{id}/send: the quote is frozen, older versions of it are replaced and their links end, the deal says that
 * a quote was sent, and the customer gets a link.
 */
export const send = changing<{ email?: string; message?: string }>(
  contracts.sendQuote,
  async (ctx, tx, shapes, { params, body }) => {
    const { company_id } = ctx.scope;
    const { company } = ctx.principal;
    mustSeeSheet(ctx);
    const now = ctx.app.clock.now();
    const quote = await lockQuote(tx, company_id, params.id);
    refuseSent(quote.status);
    if (quote.lines === 0)
      throw refused('quote_empty', 'This quote has no lines. Add items to the deal first.');
    if (quote.valid_until !== null && quote.valid_until < dayIn(company.time_zone, now))
      throw refused('quote_over', 'The day until which this quote is valid is over.');
    const older = await olderVersions(tx, company_id, quote);
    const changes = new Map<string, Values>(older.map((id) => [id, { status: 'replaced' }]));
    changes.set(quote.id, { status: 'sent', sent_at: now.toISOString() });
    const written = await changeQuotes(ctx, tx, shapes, changes);
    await endLinks(ctx, tx, older);
    await tellDeals(ctx, tx, shapes, [quote.deal_id]);
    const link = await makeLink(ctx, tx, quote);
    const record = JSON.parse(written.find(({ id }) => id === quote.id)?.record ?? 'null');
    const { email: mailed_to = null, message = '' } = body;
    if (mailed_to !== null) {
      const cause = { app: ctx.app, company_id, origin: ctx.origin };
      const letter = { to: mailed_to, message, url: link.url, reference: record.reference };
      const mail = quoteMail({ ...letter, company, sender: ctx.principal.user.name });
      await queueMail(tx, cause, mail, { kind: 'quote' });
    }
    return { json: JSON.stringify({ quote: record, link, mailed_to }) };
  },
);

/** POST /api/quotes/{id}/links */
export const createLink = command(contracts.createQuoteLink, async (ctx, tx, { params }) => {
  mustSeeSheet(ctx);
  const quote = await lockQuote(tx, ctx.scope.company_id, params.id);
  if (quote.status === 'draft' || quote.status === 'replaced')
    throw refused('quote_not_sent', 'Only a quote that was sent has links.');
  await mustReach(ctx, tx, quotes, 'update', [{ ...quote }]);
  return { data: await makeLink(ctx, tx, quote) };
});

/** POST /api/quotes/{id}/links/end */
export const endAllLinks = command(contracts.endQuoteLinks, async (ctx, tx, { params }) => {
  const quote = await lockQuote(tx, ctx.scope.company_id, params.id);
  await mustReach(ctx, tx, quotes, 'update', [{ ...quote }]);
  return { data: { ended: await endLinks(ctx, tx, [quote.id]) } };
});

function refuseSent(status: string): void {
  if (status !== 'draft')
    throw refused('quote_sent', 'This quote was sent. Make a new version to change it.');
}

/**
 * Older versions of the same number that the customer could still answer, or did not take. Versions are sent one at a time:
 * 409 when a newer one was.
 */
async function olderVersions(
  tx: Tx,
  company_id: string,
  { number, revision }: LockedQuote,
): Promise<string[]> {
  await tx.run({
    name: 'first_version_locked',
    text: 'select from quotes where company_id = $1 and number = $2 and revision = 1 for no key update',
    values: [company_id, number],
  });
  const { rows } = await tx.run<{ id: string; status: string; revision: number }>({
    name: 'sent_versions',
    text: `select id, status, revision::int as revision from quotes
      where company_id = $1 and number = $2 and revision <> $3 and status <> 'draft' and deleted_at is null order by id for no key update`,
    values: [company_id, number, revision],
  });
  if (rows.some((row) => row.revision > revision))
    throw refused('newer_sent', 'A newer version of this quote was sent.');
  return rows.filter(({ status }) => replaceable.includes(status)).map(({ id }) => id);
}

const replaceable = ['sent', 'expired', 'declined'];

function oneQuote([one]: Awaited<ReturnType<typeof changeQuotes>>): Answer {
  if (!one || one.record === null) throw new Error('a change of a quote answers it');
  return { json: one.record, headers: { ETag: `"${one.version}"` } };
}
