import type { Ctx } from '../context';
import type { Compiled } from './compile';
import type { FilterNode } from './filter-parse';
import { unionSql } from './filter-sql';
import type { ListQuery } from './list-query';
import { Parameters } from './parameters';

/** A union is worth it as long as it stays small: rows it is expected to give, and the planner's cost of it. */
const mostRows = 20_000;
const mostCost = 60_000;

/**
 * Chooses the `or` nodes that are better written as a union of ids. An `or` over references or custom
 * fields can only be checked row by row; when its parts are rare that reads the whole list, while each
 * part alone would follow an index. The planner knows how rare they are, so it is asked.
 */
export async function chooseUnions(
  ctx: Ctx,
  compiled: Compiled,
  { filter, bin }: Pick<ListQuery, 'filter' | 'bin'>,
): Promise<ReadonlySet<FilterNode>> {
  const chosen = new Set<FilterNode>();
  if (bin || !filter) return chosen;
  for (const candidate of candidatesIn(filter)) {
    if (await isSmall(ctx, compiled, candidate)) chosen.add(candidate);
  }
  return chosen;
}

/** Every `or` that all rows must meet and that looks beyond the record's own columns. */
function candidatesIn(filter: FilterNode): FilterNode[] {
  if ('and' in filter) return filter.and.flatMap(candidatesIn);
  return 'or' in filter && filter.or.length > 1 && looksBeyond(filter) ? [filter] : [];
}

function looksBeyond(filter: FilterNode): boolean {
  if ('and' in filter) return filter.and.some(looksBeyond);
  return 'or' in filter ? filter.or.some(looksBeyond) : filter.field.includes('.');
}

async function isSmall(ctx: Ctx, compiled: Compiled, filter: FilterNode): Promise<boolean> {
  const parameters = new Parameters(ctx.principal.company.id);
  const text = `explain (format json) ${unionSql(ctx, compiled, filter, parameters, [])}`;
  const { rows } = await ctx.app.db.read<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>(
    ctx.scope,
    { text, values: parameters.values },
    { signal: ctx.signal },
  );
  const plan = rows[0]?.['QUERY PLAN'][0]?.Plan;
  return plan !== undefined && plan['Plan Rows'] <= mostRows && plan['Total Cost'] <= mostCost;
}

interface Plan {
  readonly 'Plan Rows': number;
  readonly 'Total Cost': number;
}
