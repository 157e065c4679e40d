import type { ObjectDefinition } from '../../shape/object';
import type { Ctx } from '../context';
import { readsAll } from '../reach';
import type { Compiled } from './compile';
import type { ListQuery } from './list-query';
import { Parameters } from './parameters';
import { Recent } from './recent';

/** The records of somebody who sees some only, in SQL: the ids of their owners, and those of what is shared. */
export interface Seen {
  readonly owners: string;
  readonly shared: string;
}

/** Whose records somebody sees. Null where all are seen, and where they are seen through others: those are left to the policy. */
function ownersSeen(ctx: Ctx, object: ObjectDefinition): readonly string[] | null {
  const { reach } = ctx.principal;
  const far = reach?.objects[object.name]?.read;
  return reach && far && ctx.scope.sees && !object.seen_with ? reach.people[far] : null;
}

/** Null where the policy of the table is the only one to say it. */
export function seenOf(ctx: Ctx, { object }: Compiled, parameters: Parameters): Seen | null {
  const people = ownersSeen(ctx, object);
  if (!people) return null;
  const { user, reach } = ctx.principal;
  const to = parameters.add([user.id, ...(reach?.teams ?? [])], 'uuid[]');
  return {
    owners: parameters.add(people, 'uuid[]'),
    shared: `(select array(select s.record_id from record_shares s
      where s.company_id = $1 and s.object = '${object.name}' and s.grantee_id = any(${to})))::uuid[]`,
  };
}

/**
 * What the policy of the table says anyway (db/secure.sql), for somebody who sees some records only, in a way that an index on
 * the owner serves.
 */
export function seenSql(ctx: Ctx, compiled: Compiled, parameters: Parameters): string[] {
  const seen = seenOf(ctx, compiled, parameters);
  return seen ? [`(t.owner_id = any(${seen.owners}) or t.id = any(${seen.shared}))`] : [];
}

/**
 * How a page of all that somebody sees is found, where one plan fits everybody who finds theirs so and can be kept: along the index of
 * its order, the policy leaving out what is not seen, or owner by owner. Null where it has to be planned.
 */
export type Way = 'order' | 'owners' | null;

/** More owners than this are not looked up one by one. */
const mostOwners = 32;

/** Chooses the way by what is read until the page is full: as many as the page holds of each owner, or whatever lies between its records. */
export async function wayOf(ctx: Ctx, compiled: Compiled, query: ListQuery): Promise<Way> {
  const { filter, words, count, page, bin, sort } = query;
  if (filter || words.length > 0) return null;
  const owners = ownersSeen(ctx, compiled.object);
  if (!owners) {
    return readsAll(ctx.principal, ctx.app.registry.objects, compiled.object) ? 'order' : null;
  }
  const [first, ...others] = sort;
  const indexed = first && compiled.fields.get(first.path.text)?.indexed === true;
  if (!indexed || bin || count !== null || page !== null) return null;
  if (owners.length * (await shareOf(ctx, compiled, owners)) >= 1) return 'order';
  const byTime = first.path.text === 'created_at' && others.length === 0;
  return byTime && owners.length <= mostOwners ? 'owners' : null;
}

/** How long the statistics are not asked again, ms. */
const keptFor = 600_000;
const shares = new Recent<Promise<number>>(500);

/** How many of the records of an object are those of these owners, from 0 to 1, by what PostgreSQL expects. */
async function shareOf(ctx: Ctx, { name }: Compiled, owners: readonly string[]): Promise<number> {
  if (owners.length < 2) return 0; // only one who owns all would not be found as well by their own
  const { company_id, user_id } = ctx.scope;
  const key = [company_id, name, Math.floor(performance.now() / keptFor), ...owners].join();
  return shares.getOr(key, async () => {
    const expected = async (theirs: boolean): Promise<number> => {
      const parameters = new Parameters(company_id);
      const of = theirs ? ` and owner_id = any(${parameters.add(owners, 'uuid[]')})` : '';
      const { rows } = await ctx.app.db.read<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(
        { company_id, user_id },
        {
          text: `explain (format json) select from ${name} where company_id = $1 and deleted_at is null${of}`,
          values: parameters.values,
        },
      );
      return rows[0]?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0;
    };
    const [some, all] = await Promise.all([expected(true), expected(false)]);
    return some / Math.max(all, 1);
  });
}
