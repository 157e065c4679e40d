import type { Ctx, Values } from '@/core/run/context';
import { applyPatches, type PreparedPatch } from '@/core/run/engine/update';
import { shapeOf, type Written } from '@/core/run/engine/write';
import type { WriteShape } from '@/core/run/engine/write-shape';
import { notFound } from '@/core/shape/errors';
import type { ObjectDefinition } from '@/core/shape/object';
import type { Tx } from '@/platform/db/types';
import { type StoredDiscount, wholeDiscount } from './lines';
import { quotes } from './object';

/** A quote that is locked until the transaction ends. */
export interface LockedQuote extends StoredDiscount {
  readonly id: string;
  readonly deal_id: string;
  readonly number: number;
  readonly revision: number;
  readonly status: string;
  /** `YYYY-MM-DD` */
  readonly valid_until: string | null;
  readonly lines: number;
  readonly currency: string;
}

/** 404 when there is none. */
export async function lockQuote(tx: Tx, company_id: string, id: string): Promise<LockedQuote> {
  const { rows } = await tx.run<LockedQuote>({
    name: 'lock_quote',
    text: `select q.id, q.deal_id, q.number::int as number, q.revision::int as revision, q.status, nullif(q.valid_until, '-infinity')::text as valid_until, q.currency, ${wholeDiscount},
        (select count(*)::int from quote_items i where i.company_id = q.company_id and i.quote_id = q.id) as lines
      from quotes q where q.company_id = $1 and q.id = $2 and q.deleted_at is null for no key update of q`,
    values: [company_id, id],
  });
  if (!rows[0]) throw notFound();
  return rows[0];
}

/** The objects that a change of status writes, read before a transaction is open. */
export interface Shapes {
  readonly quotes: WriteShape;
  readonly deals: WriteShape;
}

export async function shapesOf(ctx: Ctx): Promise<Shapes> {
  const deals = ctx.app.registry.objects.get('deals') as ObjectDefinition;
  return { quotes: await shapeOf(ctx, quotes), deals: await shapeOf(ctx, deals) };
}

const patch = (id: string, set: Values): PreparedPatch => ({
  id,
  checked: { set, custom: {}, extensions: {} },
  version: undefined,
  issues: [],
});

/** Changes quotes, each by its own values. */
export async function changeQuotes(
  ctx: Ctx,
  tx: Tx,
  shapes: Shapes,
  changes: ReadonlyMap<string, Values>,
): Promise<readonly Written[]> {
  const patches = [...changes].map(([id, set]) => patch(id, set));
  return (await applyPatches(ctx, tx, shapes.quotes, patches, { answer: true })).written;
}

/**
 * Says on the deals how their quotes stand: that one is accepted, else that one is sent, else what became of the latest.
 * Deals in the bin are left alone. That is what the owners of the deals are told.
 */
export async function tellDeals(
  ctx: Ctx,
  tx: Tx,
  shapes: Shapes,
  deal_ids: readonly string[],
): Promise<void> {
  const values = [ctx.scope.company_id, [...new Set(deal_ids)]];
  // Of two changes of quotes of one deal at once, the second sees what the first did.
  await tx.run({
    name: 'deals_told_locked',
    text: 'select from deals where company_id = $1 and id = any($2::uuid[]) order by id for no key update',
    values,
  });
  const { rows } = await tx.run<{ deal_id: string; status: string }>({
    name: 'quotes_of_deals_told',
    text: `select distinct on (deal_id) deal_id, status from quotes
      where company_id = $1 and deal_id = any($2::uuid[]) and status in ('accepted', 'sent', 'declined', 'expired') and deleted_at is null
      order by deal_id, status = 'accepted' desc, status = 'sent' desc, sent_at desc, id desc`,
    values,
  });
  const patches = rows.map(({ deal_id, status }) => patch(deal_id, { quote_status: status }));
  const gone = { collect: true, idPath: () => 'deal_id' };
  await applyPatches(ctx, tx, shapes.deals, patches, gone);
}
