import type { Ctx } from '@/core/run/context';
import { createRecords } from '@/core/run/engine/create';
import type { Values } from '@/core/run/engine/hooks';
import { lockRecords } from '@/core/run/engine/load';
import { refuseStale } from '@/core/run/engine/update';
import { save } from '@/core/run/engine/write';
import { actorOf, recordEvents } from '@/core/run/events';
import { mustSeeFields } from '@/core/run/field-rights';
import { mustReach } from '@/core/run/reach';
import { mustHave } from '@/core/run/rights';
import { type Issue, invalid, notFound } from '@/core/shape/errors';
import type { Tx } from '@/platform/db/types';
import { withActiveMembers } from './active';
import { becomes } from './become';
import { type Outcome, outcomeOf, type Part, type Shapes } from './outcome';

export interface Wanted {
  readonly account_id?: string | undefined;
  readonly account?: Values | null | undefined;
  readonly contact_id?: string | undefined;
  readonly contact?: Values | null | undefined;
  readonly deal?: Values | null | undefined;
  readonly version?: number | undefined;
}

/** The records a lead becomes, and which of them were made for it. */
interface Became {
  readonly ids: Partial<Record<Part, string>>;
  readonly made: string[];
}

/**
 * Turns an open lead into an account, a contact and a deal, all or none. One that was converted before stays as it is: two
 * at once make one conversion, since the lead is locked first. Throws 404, 412, 403 for what the caller may not make, and
 * 422 with paths below `account`, `contact` and `deal`.
 */
export async function convert(
  ctx: Ctx,
  tx: Tx,
  shapes: Shapes,
  id: string,
  wanted: Wanted,
): Promise<Outcome> {
  // It would show in what the lead becomes.
  mustSeeFields(ctx, 'leads');
  const found = (await lockRecords(tx, shapes.leads, ctx.scope.company_id, [id], 'live')).get(id);
  if (!found) throw notFound();
  const { record: lead } = found;
  if (typeof lead.converted_at === 'string') return outcomeOf(ctx, tx, shapes, lead, false);
  refuseStale(shapes.leads, wanted.version, found);
  await mustReach(ctx, tx, shapes.leads.object, 'update', [lead]);
  const run: Tx['run'] = (statement) => tx.run(statement);
  const current = await withActiveMembers(ctx, run, lead, shapes.leads);
  const became = await becomeAll(ctx, tx, shapes, current, wanted);
  const set: Values = {
    status: 'qualified',
    converted_at: ctx.app.clock.now().toISOString(),
    converted_by: ctx.scope.user_id,
    converted_account_id: became.ids.account ?? null,
    converted_contact_id: became.ids.contact ?? null,
    converted_deal_id: became.ids.deal ?? null,
    made: became.made,
  };
  for (const name of Object.keys(set)) if (set[name] === lead[name]) delete set[name];
  const draft = { position: 0, id, before: lead, stored: found.stored, set, custom: {} };
  await save(ctx, tx, shapes.leads, [{ ...draft, prefix: '', issues: [] }], 'converted');
  await tellParts(ctx, tx, id, became.ids, 'lead_converted');
  return outcomeOf(ctx, tx, shapes, { ...lead, ...set }, true);
}

async function becomeAll(
  ctx: Ctx,
  tx: Tx,
  shapes: Shapes,
  lead: Values,
  wanted: Wanted,
): Promise<Became> {
  const from = becomes(lead, shapes);
  const made: string[] = [];
  const make = async (part: Part, values: Values) => {
    made.push(part);
    return makeOne(ctx, tx, shapes, part, values);
  };
  refuseBoth(wanted);
  const account =
    wanted.account_id !== undefined
      ? await choose(ctx, tx, shapes, 'account', wanted.account_id)
      : wanted.account === null || (!wanted.account && !from.account)
        ? null
        : await make('account', over(from.account, wanted.account));
  const contact =
    wanted.contact_id !== undefined
      ? await choose(ctx, tx, shapes, 'contact', wanted.contact_id)
      : wanted.contact === null || (!wanted.contact && !from.contact)
        ? null
        : await make('contact', { ...belongsTo(account), ...over(from.contact, wanted.contact) });
  if (account === null && contact === null)
    throw invalid([
      {
        path: 'account',
        code: 'required',
        message: 'A lead becomes an account, a contact or both.',
      },
    ]);
  const deal = wanted.deal
    ? await make('deal', { ...belongsTo(account), ...over(from.deal, wanted.deal) })
    : null;
  if (deal !== null && contact !== null) await tie(ctx, tx, shapes, deal, contact);
  const ids = {
    ...(account ? { account } : {}),
    ...(contact ? { contact } : {}),
    ...(deal ? { deal } : {}),
  };
  return { ids, made };
}

/** What was asked for over what the lead says, custom fields one by one. */
const over = (said: Values | null, asked: Values | null | undefined): Values =>
  isRecord(said?.custom) && isRecord(asked?.custom)
    ? { ...said, ...asked, custom: { ...said.custom, ...asked.custom } }
    : { ...said, ...asked };

const isRecord = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const belongsTo = (account_id: string | null): Values => (account_id ? { account_id } : {});

function refuseBoth(wanted: Wanted): void {
  const issues = (['account', 'contact'] as const).flatMap((part): Issue[] =>
    wanted[part] && wanted[`${part}_id`] !== undefined
      ? [{ path: part, code: 'repeated', message: `Choose one ${part} or make a new one.` }]
      : [],
  );
  if (issues.length > 0) throw invalid(issues);
}

/** A record that is there, kept from being deleted until this is done. */
async function choose(
  ctx: Ctx,
  tx: Tx,
  shapes: Shapes,
  part: 'account' | 'contact',
  id: string,
): Promise<string> {
  const shape = shapes[part];
  mustHave(ctx.principal, `${shape.object.name}:read`);
  if (!(await lockRecords(tx, shape, ctx.scope.company_id, [id], 'live')).has(id))
    throw invalid([
      { path: `${part}_id`, code: 'not_found', message: 'This record does not exist.' },
    ]);
  return id;
}

async function makeOne(
  ctx: Ctx,
  tx: Tx,
  shapes: Shapes,
  part: Part | 'link',
  values: Values,
): Promise<string> {
  const shape = shapes[part];
  mustHave(ctx.principal, `${shape.object.name}:create`);
  const { written } = await createRecords(ctx, tx, shape, [values], {
    prefix: () => `${part}.`,
  });
  const [one] = written;
  if (!one) throw new Error('a write of one record answers one record');
  return one.id;
}

/** The contact of the lead is the first of the deal's people. */
async function tie(ctx: Ctx, tx: Tx, shapes: Shapes, deal_id: string, contact_id: string) {
  await makeOne(ctx, tx, shapes, 'link', { deal_id, contact_id, is_primary: true });
}

/** Notes in the history of each record where it came from, so that it leads to the lead. */
export async function tellParts(
  ctx: Ctx,
  tx: Tx,
  lead_id: string,
  ids: Partial<Record<Part, string>>,
  verb: 'lead_converted' | 'lead_unconverted',
): Promise<void> {
  const at = ctx.app.clock.now().toISOString();
  const events = Object.entries(ids).map(([part, record_id]) => ({
    name: `${part}.${verb}`,
    object: `${part}s`,
    record_id,
    after: { lead_id },
    at,
  }));
  await recordEvents(tx, actorOf(ctx), events);
}
