import type { Ctx } from '@/core/run/context';
import { query } from '@/core/run/module';
import { notFound } from '@/core/shape/errors';
import * as contracts from './contract';
import { linksOf } from './links';
import { pdfAnswer } from './pdf-answer';
import { mustSeeSheet, type Run, type Sheet, sheetOf } from './sheet';

const readingIn =
  (ctx: Ctx): Run =>
  (statement) =>
    ctx.app.db.read(ctx.scope, statement, { signal: ctx.signal });

async function sheetFor(ctx: Ctx, id: string): Promise<Sheet> {
  mustSeeSheet(ctx);
  const sheet = await sheetOf(readingIn(ctx), ctx.scope.company_id, id);
  if (!sheet) throw notFound();
  return sheet;
}

/** GET /api/quotes/{id}/lines */
export const lines = query(contracts.quoteLines, async (ctx, { params }) => {
  const { currency, lines: list, totals } = await sheetFor(ctx, params.id);
  return { data: { currency, lines: list, totals } };
});

/** GET /api/quotes/{id}/pdf */
export const pdf = query(contracts.quotePdf, async (ctx, { params }) =>
  pdfAnswer(ctx, await sheetFor(ctx, params.id)),
);

/** GET /api/quotes/{id}/links */
export const links = query(contracts.listQuoteLinks, async (ctx, { params }) => {
  await sheetFor(ctx, params.id);
  const { rows } = await readingIn(ctx)(linksOf(ctx.scope.company_id, params.id));
  return { data: rows };
});
