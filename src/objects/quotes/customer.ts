import type { Anonymous, Ctx } from '@/core/run/context';
import { dayIn } from '@/core/run/engine/time-zone';
import { open } from '@/core/run/module';
import { notFound } from '@/core/shape/errors';
import { systemPrincipal } from '@/identity/member-principal';
import { companyOfToken, sha256 } from '@/identity/session/keys';
import type { Tx } from '@/platform/db/types';
import * as contracts from './contract';
import { pdfAnswer } from './pdf-answer';
import { refused } from './refused';
import { type Sheet, sheetOf } from './sheet';
import { changeQuotes, lockQuote, shapesOf, tellDeals } from './status';

/**
 * The company a link leads into, without anybody's rights: what is done there is done by the system. 404 for whatever is no
 * link of this installation.
 */
async function enter(anonymous: Anonymous, token: string): Promise<Ctx> {
  const company_id = companyOfToken(token);
  const principal = company_id && (await systemPrincipal(anonymous.app, company_id));
  if (!principal) throw notFound();
  return { ...anonymous, principal, scope: { company_id: principal.company.id, user_id: null } };
}

/** The quote a link leads to, noted as seen. 404 for a link that was ended or has run out, as for one that never was. */
async function follow(ctx: Ctx, tx: Tx, token: string): Promise<string> {
  const { rows } = await tx.run<{ quote_id: string }>({
    name: 'follow_quote_link',
    text: `update quote_links set last_seen_at = now(), first_seen_at = coalesce(first_seen_at, now())
      where company_id = $1 and token_hash = $2 and revoked_at is null and expires_at > now() returning quote_id`,
    values: [ctx.scope.company_id, sha256(token)],
  });
  if (!rows[0]) throw notFound();
  return rows[0].quote_id;
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

async function visit(anonymous: Anonymous, token: string): Promise<Sheet> {
  const ctx = await enter(anonymous, token);
  return ctx.app.db.withCompany(ctx.scope, async (tx) =>
    shown(ctx, tx, await follow(ctx, tx, token)),
  );
}

/** POST /api/quote-links/open */
export const openLink = open(contracts.openQuoteLink, async (ctx, { body }) => ({
  data: forCustomer(await visit(ctx, body.token)),
}));

/** POST /api/quote-links/pdf */
export const linkPdf = open(contracts.quoteLinkPdf, async (ctx, { body }) =>
  pdfAnswer(await visit(ctx, body.token)),
);

/** POST /api/quote-links/answer: of many at once the first one counts, the others get 409. */
export const answer = open(contracts.answerQuote, async (anonymous, { body }) => {
  const ctx = await enter(anonymous, body.token);
  const shapes = await shapesOf(ctx);
  const sheet = await ctx.app.db.withCompany(ctx.scope, async (tx) => {
    const quote = await lockQuote(tx, ctx.scope.company_id, await follow(ctx, tx, body.token));
    if (quote.status !== 'sent')
      throw refused('quote_answered', 'This quote cannot be answered any more.');
    if (isOver(ctx, quote.valid_until))
      throw refused('quote_over', 'The day until which this quote is valid is over.');
    const status = body.answer === 'accept' ? 'accepted' : 'declined';
    const set = {
      status,
      decided_at: ctx.app.clock.now().toISOString(),
      ...(body.answer === 'accept' ? { accepted_by: body.name } : { decline_reason: body.reason }),
    };
    await changeQuotes(ctx, tx, shapes, new Map([[quote.id, set]]));
    await tellDeals(ctx, tx, shapes, [quote.deal_id]);
    return shown(ctx, tx, quote.id);
  });
  return { data: forCustomer(sheet) };
});

/** Without what only the company may know. */
function forCustomer({ id: _id, deal_id: _deal, language: _language, lines, ...sheet }: Sheet) {
  return { ...sheet, lines: lines.map(({ product_id: _product, ...line }) => line) };
}
