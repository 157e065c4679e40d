import type { Ctx } from '../context';
import type { Compiled } from './compile';
import { pattern } from './condition';
import type { Cursor } from './cursor';
import type { FilterNode } from './filter-parse';
import { fold } from './fold';
import type { ListQuery } from './list-query';
import type { Parameters } from './parameters';
import { foundInSeen, searchesUnseen } from './search-seen';

/** Records a rare search is taken to have at most: then their ids are the condition. */
const rare = 2000;

/**
 * A list's conditions with its search added: that a record's text has every word. Asks the search
 * functions first, because no condition of ours can use a text index: they give the ids of the next
 * page in the usual order, or all ids when there are few. Otherwise the words are common, and the
 * records are checked one by one in the order of the list until the page is full.
 */
export async function narrow(
  ctx: Ctx,
  compiled: Compiled,
  query: ListQuery,
  cursor: Cursor | null,
  conditions: string,
  parameters: Parameters,
): Promise<string> {
  if (query.words.length === 0) return conditions;
  if (searchesUnseen(compiled)) {
    const patterns = patternsOf(query.words);
    const ids = query.bin ? null : await hitsOf(ctx, compiled, patterns);
    const hits = ids ? ` and t.id = any(${parameters.add(ids, 'uuid[]')})` : '';
    return `${conditions}${hits} and ${foundInSeen(compiled, parameters.add(patterns, 'text[]'), 't')}`;
  }
  const ids = await idsOf(ctx, compiled, query, cursor);
  return `${conditions} and ${ids ? `t.id = any(${parameters.add(ids, 'uuid[]')})` : matchSql(compiled, query.words, parameters)}`;
}

/**
 * A list's conditions, limited to the records whose search text holds what a filter says a searchable field contains,
 * when they are few: no index serves `contains` itself. The text of such a field is one line of the search text.
 */
export async function narrowByText(
  ctx: Ctx,
  compiled: Compiled,
  { filter, bin, words }: ListQuery,
  conditions: string,
  parameters: Parameters,
): Promise<string> {
  const texts = bin || words.length > 0 || !filter ? [] : containedTexts(compiled, filter);
  if (texts.length === 0) return conditions;
  const ids = await hitsOf(ctx, compiled, patternsOf(texts));
  return ids ? `${conditions} and t.id = any(${parameters.add(ids, 'uuid[]')})` : conditions;
}

/** Folded texts that every record must contain, the longest first. */
function containedTexts(compiled: Compiled, filter: FilterNode): string[] {
  if ('and' in filter)
    return filter.and
      .flatMap((node) => containedTexts(compiled, node))
      .sort((a, b) => b.length - a.length);
  if ('or' in filter || filter.op !== 'contains' || typeof filter.value !== 'string') return [];
  const field = compiled.object.fields[filter.field];
  // Of the other kinds the search text is not what the filter compares.
  return field?.kind === 'text' && field.searchable ? [fold(filter.value)] : [];
}

/** The patterns the search functions take, the longest word first. */
export const patternsOf = (words: readonly string[]): string[] => words.map(pattern);

async function idsOf(
  ctx: Ctx,
  compiled: Compiled,
  query: ListQuery,
  cursor: Cursor | null,
): Promise<readonly string[] | null> {
  if (query.bin) return null;
  const patterns = patternsOf(query.words);
  // Of its page, somebody who does not see every record would miss some.
  if (isPlain(query, cursor) && !ctx.scope.sees) {
    const { rows } = await ctx.app.db.read<{ ids: string[] }>(
      ctx.scope,
      {
        name: 'search_newest',
        text: 'select search_newest($1, $2, $3, $4, $5) as ids',
        values: [
          compiled.name,
          patterns,
          cursor?.keys[0] ?? 'infinity',
          cursor?.keys[1] ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff',
          query.limit + 1,
        ],
      },
      { signal: ctx.signal },
    );
    return rows[0]?.ids ?? [];
  }
  return hitsOf(ctx, compiled, patterns);
}

/** Ids of all records that match; null when they are many or the index cannot tell. */
async function hitsOf(
  ctx: Ctx,
  compiled: Compiled,
  patterns: readonly string[],
): Promise<readonly string[] | null> {
  const { rows } = await ctx.app.db.read<{ ids: string[]; complete: boolean }>(
    ctx.scope,
    {
      name: 'search_hits',
      text: 'select ids, complete from search_hits($1, $2, $3)',
      values: [compiled.name, patterns, rare],
    },
    { signal: ctx.signal },
  );
  return rows[0]?.complete ? rows[0].ids : null;
}

/** Whether the list is the newest records that match, going on from the cursor. */
function isPlain({ sort, filter, page, count }: ListQuery, cursor: Cursor | null): boolean {
  const [first, second] = sort;
  return (
    first?.path.text === 'created_at' &&
    first.descending &&
    !second &&
    !filter &&
    page === null &&
    count === null &&
    !cursor?.back
  );
}

/** True for the record `t` whose text has every word. */
function matchSql(compiled: Compiled, words: readonly string[], parameters: Parameters): string {
  const like = words.map((word) => `d.body like ${parameters.add(pattern(word))}`).join(' and ');
  // Not `exists`: that may be planned as a join which reads every text of the object for every record.
  return `coalesce((select ${like} from search_documents d
    where d.company_id = $1 and d.object = '${compiled.name}' and d.record_id = t.id), false)`;
}
