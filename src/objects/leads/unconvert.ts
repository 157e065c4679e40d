import type { Ctx } from '@/core/run/context';
import { deleteRecords } from '@/core/run/engine/delete';
import type { Values } from '@/core/run/engine/hooks';
import { lockRecords } from '@/core/run/engine/load';
import { shownRecord } from '@/core/run/engine/masks';
import { refuseStale } from '@/core/run/engine/update';
import { save } from '@/core/run/engine/write';
import { mustReach, seeingAll } from '@/core/run/reach';
import { mustHave } from '@/core/run/rights';
import { notFound } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { tellParts } from './convert';
import { leadNow, type Part, type Shapes } from './outcome';

interface Left {
  readonly object: string;
  readonly id: string;
}

export interface Undone {
  readonly lead: Values;
  readonly binned: readonly Left[];
  readonly kept: readonly (Left & { readonly why: 'changed' | 'used' })[];
  readonly changed: boolean;
}

/**
 * Takes a conversion back: the lead is open again as it was. What the conversion made goes to the bin unless somebody
 * changed it since or other records refer to it; that stays and is named. What was chosen stays. Throws 404, 412, and 403
 * without the right to delete what would go.
 */
export async function unconvert(
  ctx: Ctx,
  tx: Tx,
  shapes: Shapes,
  id: string,
  version: number | undefined,
): Promise<Undone> {
  const { company_id } = ctx.scope;
  const found = (await lockRecords(tx, shapes.leads, company_id, [id], 'live')).get(id);
  if (!found) throw notFound();
  const { record: lead } = found;
  if (typeof lead.converted_at !== 'string')
    return { lead: shownRecord(shapes.leads.seen, lead), binned: [], kept: [], changed: false };
  refuseStale(shapes.leads, version, found);
  await mustReach(ctx, tx, shapes.leads.object, 'update', [lead]);
  const { binned, kept, ids } = await clear(ctx, tx, shapes, lead);
  const set: Values = {
    status: await statusBefore(ctx, tx, id),
    converted_at: null,
    converted_by: null,
    converted_account_id: null,
    converted_contact_id: null,
    converted_deal_id: null,
    made: [],
  };
  for (const name of Object.keys(set)) if (set[name] === lead[name]) delete set[name];
  const draft = { position: 0, id, before: lead, stored: found.stored, set, custom: {} };
  await save(ctx, tx, shapes.leads, [{ ...draft, prefix: '', issues: [] }], 'unconverted');
  await tellParts(ctx, tx, id, ids, 'lead_unconverted');
  return { lead: await leadNow(ctx, tx, shapes, id), binned, kept, changed: true };
}

/** Puts what the conversion made and nobody touched into the bin, the deal first since it refers to the others. */
async function clear(ctx: Ctx, tx: Tx, shapes: Shapes, lead: Values) {
  const { company_id } = ctx.scope;
  const made = lead.made as readonly string[];
  const binned: Left[] = [];
  const kept: (Left & { why: 'changed' | 'used' })[] = [];
  const ids: Partial<Record<Part, string>> = {};
  /** References from there do not count: the lead itself, and what goes. */
  const going = [String(lead.id)];
  for (const part of ['deal', 'contact', 'account'] as const) {
    const id = lead[`converted_${part}_id`];
    if (typeof id !== 'string') continue;
    const shape = shapes[part];
    const found = (await lockRecords(tx, shape, company_id, [id], 'live')).get(id);
    if (!found) continue;
    ids[part] = id;
    if (!made.includes(part)) continue;
    const left = { object: shape.object.name, id };
    if (part === 'deal') going.push(...(await ownLink(ctx, tx, lead)));
    if (found.record.version > 1) kept.push({ ...left, why: 'changed' });
    else if (await seeingAll(ctx, tx, (all) => isUsed(all, tx, left, going)))
      kept.push({ ...left, why: 'used' });
    else {
      mustHave(ctx.principal, `${left.object}:delete`);
      await deleteRecords(ctx, tx, shape, [id]);
      going.push(id);
      binned.push(left);
    }
  }
  return { binned, kept, ids };
}

/** The tie of the contact to the deal, as the conversion made it. */
async function ownLink(ctx: Ctx, tx: Tx, lead: Values): Promise<string[]> {
  const { rows } = await tx.run<{ id: string }>({
    text: 'select id from deal_contacts where company_id = $1 and deal_id = $2 and contact_id = $3 and version = 1',
    values: [ctx.scope.company_id, lead.converted_deal_id, lead.converted_contact_id],
  });
  return rows.map(({ id }) => id);
}

/** Whether any live record of any object refers to one. */
async function isUsed(
  ctx: Ctx,
  tx: Tx,
  { object, id }: Left,
  except: readonly string[],
): Promise<boolean> {
  const references = [...ctx.app.registry.objects.values()].flatMap(({ name, fields }) =>
    Object.entries(fields).flatMap(([field, { kind, target }]) =>
      kind === 'ref' && target === object ? [{ name, field }] : [],
    ),
  );
  const any = references.map(
    ({ name, field }) =>
      `exists (select from ${name} where company_id = $1 and ${field} = $2 and deleted_at is null and id <> all($3::uuid[]))`,
  );
  const { rows } = await tx.run<{ used: boolean }>({
    text: `select ${any.join(' or ')} as used`,
    values: [ctx.scope.company_id, id, except],
  });
  return rows[0]?.used === true;
}

/** The status the lead had; `working` when the log does not reach back that far. */
async function statusBefore(ctx: Ctx, tx: Tx, id: string): Promise<string> {
  const { rows } = await tx.run<{ status: string | null }>({
    text: `select coalesce(changes -> 'before' ->> 'status', changes -> 'after' ->> 'status', 'qualified') as status from events
      where company_id = $1 and object = 'leads' and record_id = $2 and name = 'lead.converted' order by id desc limit 1`,
    values: [ctx.scope.company_id, id],
  });
  return rows[0]?.status ?? 'working';
}
