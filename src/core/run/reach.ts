import type { Scope, Tx } from '@/platform/db/types';
import { AppError } from '../shape/errors';
import type { ObjectDefinition } from '../shape/object';
import {
  isOwned,
  nearer,
  type Reaching,
  type ReachingVerb,
  seenThrough,
  type WaysWithMany,
} from '../shape/reach';
import type { Ctx, Principal, Registry, Values } from './context';

/** Company, user and what they see, for the database door. */
export const scopeOf = (
  principal: Principal,
  user_id: string | null = principal.user.id,
): Scope => ({
  company_id: principal.company.id,
  user_id,
  sees: seesOf(principal.user.id, principal.reach),
});

/** What the policies of the database read (db/secure.sql); empty when every record is seen. */
export function seesOf(user_id: string, reaching: Reaching | null): string {
  if (reaching === null) return '';
  const { objects, people, teams, hides_private } = reaching;
  const reach = Object.fromEntries(
    Object.entries(objects).flatMap(([name, { read }]) => (read ? [[name, read]] : [])),
  );
  if (Object.keys(reach).length === 0 && !hides_private) return '';
  const shared = [user_id, ...teams];
  const named = Object.fromEntries(Object.values(reach).map((far) => [far, people[far]]));
  return JSON.stringify({ reach, ...named, shared, ...(hides_private ? { hides_private } : {}) });
}

/**
 * Runs `work` in an open transaction with every record of the company and every field in sight and in reach: for what follows
 * from a change that was allowed. The context it gets is to be used for all of it.
 */
export async function seeingAll<T>(ctx: Ctx, tx: Tx, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  const { principal, scope } = ctx;
  if (principal.reach === null && principal.fields === null) return work(ctx);
  const { sees = '' } = scope;
  const look = (text: string): void => {
    if (sees === '') return;
    const set = "select set_config('ambit.sees', $1, true)";
    tx.later({ name: 'ambit_sees', text: set, values: [text] });
  };
  look('');
  const all = {
    ...ctx,
    principal: { ...principal, reach: null, fields: null },
    scope: { ...scope, sees: '' },
  };
  const result = await work(all);
  look(sees);
  return result;
}

/**
 * The context for what is done with many records at once: an export reads, an import and a bulk change write no farther than
 * that right goes as well.
 */
export function narrowed(ctx: Ctx, way: WaysWithMany): Ctx {
  const { principal, scope } = ctx;
  if (principal.reach === null) return ctx;
  const verbs = way === 'export' ? (['read'] as const) : (['create', 'update', 'delete'] as const);
  const objects = Object.fromEntries(
    Object.entries(principal.reach.objects).map(([name, rights]) => {
      const far = rights[way];
      const near = verbs.map((verb) => [verb, far && nearer(rights[verb] ?? 'all', far)] as const);
      return [name, far ? { ...rights, ...Object.fromEntries(near) } : rights];
    }),
  );
  const reach: Reaching = { ...principal.reach, objects };
  const sees = seesOf(principal.user.id, reach);
  return { ...ctx, principal: { ...principal, reach }, scope: { ...scope, sees } };
}

/**
 * Throws 403 when a right does not go as far as one of these records, which the caller sees: by their owner, by a share that
 * allows changing, and for parts by what they belong to.
 */
export async function mustReach(
  ctx: Ctx,
  tx: Tx,
  object: ObjectDefinition,
  verb: ReachingVerb,
  records: readonly Values[],
): Promise<void> {
  const beyond = await beyondReach(ctx, tx, object, verb, records);
  if (beyond.length > 0) throw new AppError('forbidden', refusalOf(verb));
}

/** What a person is told who has a right, but not for this record. */
export const refusalOf = (verb: ReachingVerb): string =>
  verb === 'create'
    ? 'Your role does not allow to make this for somebody else.'
    : 'Your role does not allow this with records of others.';

/** Those of `records`, which the caller sees, that their right does not reach. */
export async function beyondReach(
  ctx: Ctx,
  tx: Tx,
  object: ObjectDefinition,
  verb: ReachingVerb,
  records: readonly Values[],
): Promise<readonly Values[]> {
  const { reach } = ctx.principal;
  return reach === null || records.length === 0
    ? []
    : beyond(ctx, tx, reach, object, verb, records);
}

/** The same by id, for records of which nothing else is known. Those that are not seen are in neither list. */
export async function idsBeyondReach(
  ctx: Ctx,
  tx: Tx,
  object: ObjectDefinition,
  verb: ReachingVerb,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ctx.principal.reach === null) return new Set();
  const { rows } = await tx.run<Values>({
    text: `select ${columnsFor(object)} from ${object.name} where company_id = $1 and id = any($2::uuid[])`,
    values: [ctx.scope.company_id, ids],
  });
  const found = await beyondReach(ctx, tx, object, verb, rows);
  return new Set(found.map(({ id }) => String(id)));
}

/** Whether somebody reads every record of an object, also of what its records belong to. */
export function readsAll(
  { reach }: Pick<Principal, 'reach'>,
  objects: Registry['objects'],
  object: ObjectDefinition,
): boolean {
  if (reach === null) return true;
  if (isOwned(object)) return reach.objects[object.name]?.read === undefined;
  return seenThrough(object).every((link) => {
    const whole = objects.get(object.fields[link]?.target ?? '');
    return whole === undefined || readsAll({ reach }, objects, whole);
  });
}

async function beyond(
  ctx: Ctx,
  tx: Tx,
  reach: Reaching,
  object: ObjectDefinition,
  verb: ReachingVerb,
  records: readonly Values[],
): Promise<readonly Values[]> {
  if (!isOwned(object)) return partsBeyond(ctx, tx, reach, object, verb, records);
  const far = reach.objects[object.name]?.[verb];
  if (far === undefined) return [];
  const people = new Set(reach.people[far]);
  const others = records.filter(({ owner_id }) => !people.has(String(owner_id)));
  if (others.length === 0 || verb !== 'update') return others;
  const { rows } = await tx.run<{ record_id: string }>({
    name: 'changeable_shares',
    text: `select record_id from record_shares where company_id = $1 and object = $2 and record_id = any($3::uuid[])
      and grantee_id = any($4::uuid[]) and access = 'change'`,
    values: [
      ctx.scope.company_id,
      object.name,
      others.map(({ id }) => id),
      [ctx.principal.user.id, ...reach.teams],
    ],
  });
  const shared = new Set(rows.map(({ record_id }) => record_id));
  return others.filter(({ id }) => !shared.has(String(id)));
}

/** Parts are made and changed by whoever may change one of their wholes; what somebody made they may change again. */
async function partsBeyond(
  ctx: Ctx,
  tx: Tx,
  reach: Reaching,
  object: ObjectDefinition,
  verb: ReachingVerb,
  records: readonly Values[],
): Promise<readonly Values[]> {
  const { objects } = ctx.app.registry;
  let left = records;
  for (const link of seenThrough(object)) {
    const whole = objects.get(object.fields[link]?.target ?? '');
    if (!whole) continue;
    const ids = [
      ...new Set(left.flatMap(({ [link]: id }) => (typeof id === 'string' ? [id] : []))),
    ];
    if (ids.length === 0) continue;
    const { rows } = await tx.run<Values & { id: string }>({
      text: `select ${columnsFor(whole)} from ${whole.name} where company_id = $1 and id = any($2::uuid[])`,
      values: [ctx.scope.company_id, ids],
    });
    const far = await beyond(ctx, tx, reach, whole, 'update', rows);
    const others = new Set(far.map(({ id }) => id));
    const reached = new Set(rows.map(({ id }) => id).filter((id) => !others.has(id)));
    left = left.filter(({ [link]: id }) => !reached.has(String(id)));
  }
  if (seenThrough(object).length === 0) return [];
  const mine = ({ owner_id }: Values) => verb !== 'create' && owner_id === ctx.principal.user.id;
  return left.filter((record) => !mine(record));
}

const columnsFor = (object: ObjectDefinition): string =>
  ['id', ...('owner_id' in object.fields ? ['owner_id'] : []), ...seenThrough(object)].join(', ');
