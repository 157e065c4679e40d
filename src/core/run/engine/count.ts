import type { Ctx } from '../context';
import type { Compiled } from './compile';
import type { Parameters } from './parameters';

/** `bounded`: exact up to `exactUpTo`, an estimate beyond. */
export type Count = 'exact' | 'bounded';

const exactUpTo = 10_000;

/** A scalar subquery that counts the rows of a list; no further than needed when bounded. */
export function countSql(compiled: Compiled, conditions: string, count: Count): string {
  const rows = `select from ${compiled.name} t where ${conditions}`;
  return `select count(*) from (${count === 'exact' ? rows : `${rows} limit ${exactUpTo + 1}`}) counted`;
}

/** The total to show for what `countSql` gave: the planner's estimate when counting stopped at the bound. */
export async function countRows(
  ctx: Ctx,
  compiled: Compiled,
  conditions: string,
  parameters: Parameters,
  count: Count,
  counted: number,
): Promise<{ rows: number; exact: boolean }> {
  if (count === 'exact' || counted <= exactUpTo) return { rows: counted, exact: true };
  const used = parameters.values.slice(
    0,
    Math.max(1, ...[...conditions.matchAll(/\$(\d+)/g)].map((match) => Number(match[1]))),
  );
  const { rows } = await ctx.app.db.read<{
    'QUERY PLAN': readonly { readonly Plan: { readonly 'Plan Rows': number } }[];
  }>(ctx.scope, {
    text: `explain (format json) select from ${compiled.name} t where ${conditions}`,
    values: used,
  });
  const planned = rows[0]?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? counted;
  return { rows: Math.max(Math.round(planned), counted), exact: false };
}
