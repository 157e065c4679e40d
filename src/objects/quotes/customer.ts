import type { Anonymous, Ctx } from '@/core/run/context';
import { dayIn } from '@/core/run/engine/time-zone';
import { open } from '@/core/run/module';
import { scopeOf } from '@/core/run/reach';
import { notFound } from '@/core/shape/errors';
import { shownCompany } from '@/identity/company/stored-logo';
import { systemPrincipal } from '@/identity/member-principal';
import { companyOfToken, sha256 } from '@/identity/session/keys';
import type { Tx } from '@/platform/db/types';
import * as contracts from './contract';
import { tell } from './links';
import { pdfAnswer } from './pdf-answer';
import { refused } from './refused';
import { type Sheet, sheetOf } from './sheet';
import { changeQuotes, type LockedQuote, lockQuote, shapesOf, tellDeals } from './status';

/**
 * The company a link leads into, without anybody's rights: what is done there is done by the system. 404 for whatever is no
 * link of this installation.
 */
async function enter(anonymous: Anonymous, token: string): Promise<Ctx> {
  const company_id = companyOfToken(token);
  const principal = company_id && (await systemPrincipal(anonymous.app, company_id));
  if (!principal) throw notFound();
  return { ...anonymous, principal, scope: scopeOf(principal, null) };
}

/** The quote a link leads to, noted as seen; that the customer opened it stands in its history, once for each link. 404 for a link that was ended or has run out, as for one that never was. */
async function follow(ctx: Ctx, tx: Tx, token: string): Promise<string> {
  const { rows } = await tx.run<{ quote_id: string; first: boolean }>({
    name: 'follow_quote_link',
    text: `update quote_links set last_seen_at = $3, first_seen_at = coalesce(first_seen_at, $3)
      where company_id = $1 and token_hash = $2 and revoked_at is null and expires_at > now()
      returning quote_id, first_seen_at = $3 as first`,
    values: [ctx.scope.company_id, sha256(token), ctx.app.clock.now().toISOString()],
  });
  const [link] = rows;
  if (!link) throw notFound();
  if (link.first) await tell(ctx, tx, 'customer_opened', [link.quote_id]);
  return link.quote_id;
}

/**
 * The same, with the quote locked first: whoever sends a newer version locks quotes before the links it ends, and two that
 * lock in different orders wait for each other.
 */
async function followLocked(ctx: Ctx, tx: Tx, token: string): Promise<LockedQuote> {
  const { rows } = await tx.run<{ quote_id: string }>({
    name: 'quote_of_link',
    text: 'select quote_id from quote_links where company_id = $1 and token_hash = $2',
    values: [ctx.scope.company_id, sha256(token)],
  });
  if (!rows[0]) throw notFound();
  const quote = await lockQuote(tx, ctx.scope.company_id, rows[0].quote_id);
  await follow(ctx, tx, token);
  return quote;
}

async function shown(ctx: Ctx, tx: Tx, quote_id: string): Promise<Sheet> {
  const sheet = await sheetOf((statement) => tx.run(statement), ctx.scope.company_id, quote_id);
  if (!sheet) throw notFound();
  // The job that lets quotes run out comes at night.
  return sheet.status === 'sent' && isOver(ctx, sheet.valid_until)
    ? { ...sheet, status: 'expired' }
    : sheet;
}

const isOver = (ctx: Ctx, valid_until: string | null): boolean =>
  valid_until !== null && valid_until < dayIn(ctx.principal.company.time_zone, ctx.app.clock.now());

async function visit(anonymous: Anonymous, token: string): Promise<[Ctx, Sheet]> {
  const ctx = await enter(anonymous, token);
  const sheet = await ctx.app.db.withCompany(ctx.scope, async (tx) =>
    shown(ctx, tx, await follow(ctx, tx, token)),
  );
  return [ctx, sheet];
}

/** POST /api/quote-links/open */
export const openLink = open(contracts.openQuoteLink, async (ctx, { body }) => ({
  data: await forCustomer(...(await visit(ctx, body.token))),
}));

/** POST /api/quote-links/pdf */
export const linkPdf = open(contracts.quoteLinkPdf, async (ctx, { body }) =>
  pdfAnswer(...(await visit(ctx, body.token))),
);

/** POST /api/quote-links/answer: of many at once the first one counts, the others get 409. */
export const answer = open(contracts.answerQuote, async (anonymous, { body }) => {
  const ctx = await enter(anonymous, body.token);
  const shapes = await shapesOf(ctx);
  const sheet = await ctx.app.db.withCompany(ctx.scope, async (tx) => {
    const quote = await followLocked(ctx, tx, body.token);
    if (quote.status !== 'sent')
      throw refused('quote_answered', 'This quote cannot be answered any more.');
    if (isOver(ctx, quote.valid_until))
      throw refused('quote_over', 'The day until which this quote is valid is over.');
    const status = body.answer === 'accept' ? ('accepted' as const) : ('declined' as const);
    const set = {
      status,
      decided_at: ctx.app.clock.now().toISOString(),
      ...(body.answer === 'accept' ? { accepted_by: body.name } : { decline_reason: body.reason }),
    };
    await tell(ctx, tx, `customer_${status}`, [quote.id]);
    await changeQuotes(ctx, tx, shapes, new Map([[quote.id, set]]));
    await tellDeals(ctx, tx, shapes, [quote.deal_id]);
    return shown(ctx, tx, quote.id);
  });
  return { data: await forCustomer(ctx, sheet) };
});

/** Without what only the company may know. */
async function forCustomer({ app, scope }: Ctx, whole: Sheet) {
  const { id: _id, deal_id: _deal, language: _language, lines, company, ...sheet } = whole;
  return {
    ...sheet,
    company: await shownCompany(app, scope.company_id, company),
    lines: lines.map(({ product_id: _product, ...line }) => line),
  };
}
