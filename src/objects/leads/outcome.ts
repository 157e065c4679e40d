import type { Ctx, Values } from '@/core/run/context';
import { titleSql } from '@/core/run/engine/masks';
import { recordJson } from '@/core/run/engine/record-json';
import { shapeOf } from '@/core/run/engine/write';
import type { WriteShape } from '@/core/run/engine/write-shape';
import type { Tx } from '@/platform/db/types';

/** What a lead becomes. */
export type Part = 'account' | 'contact' | 'deal';
export const parts: readonly Part[] = ['account', 'contact', 'deal'];

/** How each is written; `link` ties the contact to the deal. */
export type Shapes = Readonly<Record<Part | 'leads' | 'link', WriteShape>>;

/** Call it before opening a transaction: it may read. */
export async function shapesOf(ctx: Ctx): Promise<Shapes> {
  const of = async (name: string): Promise<WriteShape> => {
    const object = ctx.app.registry.objects.get(name);
    if (!object) throw new Error(`Leads need ${name}.`);
    return shapeOf(ctx, object);
  };
  return {
    leads: await of('leads'),
    account: await of('accounts'),
    contact: await of('contacts'),
    deal: await of('deals'),
    link: await of('deal_contacts'),
  };
}

interface Became {
  readonly id: string;
  /** Null for whoever may not read it. */
  readonly title: string | null;
  readonly made: boolean;
}

export type Outcome = Readonly<Record<Part, Became | null>> & {
  readonly lead: Values;
  readonly changed: boolean;
};

/** A converted lead as it is stored now, and what came of it. */
export async function outcomeOf(
  ctx: Ctx,
  tx: Tx,
  shapes: Shapes,
  lead: Values,
  changed: boolean,
): Promise<Outcome> {
  const now = await leadNow(ctx, tx, shapes, String(lead.id));
  const found = parts.flatMap((part) => {
    const id = now[`converted_${part}_id`];
    return typeof id === 'string' ? [{ part, id }] : [];
  });
  const titles = new Map<string, string>();
  for (const { part, id } of found) {
    const { name } = shapes[part].object;
    if (!ctx.principal.permissions.has(`${name}:read`)) continue;
    const { rows } = await tx.run<{ title: string }>({
      text: `select ${titleSql(shapes[part].seen, 't')} as title from ${name} t where t.company_id = $1 and t.id = $2`,
      values: [ctx.scope.company_id, id],
    });
    if (rows[0]) titles.set(id, rows[0].title);
  }
  const made = now.made as readonly string[];
  const of = (part: Part): Became | null => {
    const id = found.find((one) => one.part === part)?.id;
    return id ? { id, title: titles.get(id) ?? null, made: made.includes(part) } : null;
  };
  return {
    lead: now,
    account: of('account'),
    contact: of('contact'),
    deal: of('deal'),
    changed,
  };
}

/** A lead as it is stored now. */
export async function leadNow(ctx: Ctx, tx: Tx, { leads }: Shapes, id: string): Promise<Values> {
  const { rows } = await tx.run<{ text: string }>({
    text: `select ${recordJson(leads.seen, 't')}::text as text from leads t where t.company_id = $1 and t.id = $2`,
    values: [ctx.scope.company_id, id],
  });
  return JSON.parse(rows[0]?.text ?? '{}') as Values;
}
