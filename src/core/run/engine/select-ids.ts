import type { Statement } from '@/platform/db/types';
import type { Issue } from '../../shape/errors';
import type { Ctx } from '../context';
import { pattern } from './condition';
import type { FilterNode } from './filter-parse';
import { whereSql } from './filter-sql';
import { Parameters } from './parameters';
import { patternsOf } from './search';
import { foundInSeen, searchesUnseen } from './search-seen';
import { seenSql } from './seen-sql';
import type { WriteShape } from './write-shape';

/** Which live records are meant: those that match the filter and contain every word. */
export interface Matching {
  readonly filter: FilterNode | null;
  readonly words: readonly string[];
}

/** SQL conditions on `t` for the live records that are meant. Mistakes in the filter are added to `issues`. */
export function conditionsOf(
  ctx: Ctx,
  shape: WriteShape,
  { filter, words }: Matching,
  parameters: Parameters,
  issues: Issue[],
): string[] {
  const conditions = [
    't.company_id = $1',
    't.deleted_at is null',
    ...seenSql(ctx, shape.seen, parameters),
  ];
  if (filter) conditions.push(whereSql(ctx, shape.seen, filter, parameters, issues));
  if (words.length > 0 && searchesUnseen(shape.seen))
    conditions.push(foundInSeen(shape.seen, parameters.add(patternsOf(words), 'text[]'), 't'));
  for (const word of words) {
    conditions.push(
      `exists (select from search_documents d where d.company_id = $1 and d.object = '${shape.object.name}' ` +
        `and d.record_id = t.id and d.body like ${parameters.add(pattern(word))})`,
    );
  }
  return conditions;
}

/**
 * The statement that gives the ids of the next records that match, in the order of ids, locked: at most `limit`,
 * beyond `after`. Mistakes in the filter are added to `issues`.
 */
export function selectIds(
  ctx: Ctx,
  shape: WriteShape,
  matching: Matching,
  after: string | null,
  limit: number,
  issues: Issue[],
): Statement {
  const parameters = new Parameters(ctx.scope.company_id);
  const conditions = conditionsOf(ctx, shape, matching, parameters, issues);
  if (after !== null) conditions.push(`t.id > ${parameters.add(after, 'uuid')}`);
  const text = `select t.id from ${shape.object.name} t where ${conditions.join(' and ')} order by t.id limit ${limit} for no key update of t`;
  return { text, values: parameters.values };
}

/** The statement that counts what matches, as `total`. */
export function countIds(
  ctx: Ctx,
  shape: WriteShape,
  matching: Matching,
  issues: Issue[],
): Statement {
  const parameters = new Parameters(ctx.scope.company_id);
  const conditions = conditionsOf(ctx, shape, matching, parameters, issues);
  const text = `select count(*)::int as total from ${shape.object.name} t where ${conditions.join(' and ')}`;
  return { text, values: parameters.values };
}
