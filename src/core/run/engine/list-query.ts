import { badQuery, type Issue } from '../../shape/errors';
import { filterLimits } from '../../shape/filter';
import type { Ctx } from '../context';
import type { Compiled } from './compile';
import { type FilterNode, isFilterParameter, readFilterParameters } from './filter-parse';
import type { Selection } from './output';
import { searchWords } from './search-words';
import { readSelection } from './selection';
import { readSort, type SortItem } from './sort';

export const defaultLimit = 50;
export const mostLimit = 200;
/** Pages further down are slow for everybody; cursors go on. */
const mostRows = 1_000_000;

/** What a list was asked for, checked. */
export interface ListQuery {
  readonly limit: number;
  /** Page mode when set. */
  readonly page: number | null;
  /** As given; what it means depends on the rest. */
  readonly cursor: string | null;
  readonly sort: readonly SortItem[];
  readonly filter: FilterNode | null;
  /** Folded words, all of which a record must contain. */
  readonly words: readonly string[];
  readonly bin: boolean;
  readonly count: 'exact' | 'estimate' | null;
  readonly selection: Selection;
  /** Tells this list from every other one: what a cursor is bound to. */
  readonly binding: string;
}

const known = new Set([
  'limit',
  'page',
  'cursor',
  'sort',
  'q',
  'filter',
  'include',
  'fields',
  'count',
  'deleted',
]);

/** Reads the query parameters of a list. Throws 400 with every mistake named after its parameter. */
export function readListQuery(ctx: Ctx, compiled: Compiled, params: URLSearchParams): ListQuery {
  const issues: Issue[] = [];
  const fail = (path: string, code: string, message: string) =>
    issues.push({ path, code, message });
  const filters: [string, string][] = [];
  const seen = new Set<string>();
  for (const [name, value] of params) {
    const label = name.slice(0, 200);
    if (seen.has(name)) fail(label, 'repeated', 'Give this parameter once.');
    else if (isFilterParameter(name)) filters.push([name, value]);
    else if (!known.has(name)) fail(label, 'unknown_parameter', `There is no parameter ${label}.`);
    seen.add(name);
  }
  const limit = count(params.get('limit'), 'limit', mostLimit, issues) ?? defaultLimit;
  const page = count(params.get('page'), 'page', Math.floor(mostRows / limit), issues);
  const cursor = params.get('cursor');
  if (page !== null && cursor !== null)
    fail('cursor', 'exclusive', 'Give page or cursor, not both.');
  const bin = choice(params.get('deleted'), 'deleted', ['true', 'false'], issues) === 'true';
  const sortText = params.get('sort') ?? (bin ? '-deleted_at' : '-created_at');
  const sort = readSort(ctx, compiled, sortText, bin, issues);
  const filter = readFilterParameters(filters, issues);
  const q = params.get('q') ?? '';
  if (q.length > filterLimits.text)
    fail('q', 'too_long', `At most ${filterLimits.text} characters.`);
  if (!isStorable(q)) fail('q', 'invalid_text', 'This text holds characters that are not allowed.');
  const words = searchWords(q);
  const selection = readSelection(
    ctx,
    compiled,
    params.get('include'),
    params.get('fields'),
    issues,
  );
  const asked = choice(params.get('count'), 'count', ['exact', 'estimate'], issues);
  if (issues.length > 0) throw badQuery(issues);
  const binding = JSON.stringify([
    ctx.principal.company.id,
    compiled.name,
    sortText,
    // However the caller orders them, they say the same.
    [...filters].sort(),
    words,
    bin,
  ]);
  return {
    limit,
    page,
    cursor,
    sort,
    filter,
    words,
    bin,
    count: asked as ListQuery['count'],
    selection,
    binding,
  };
}

/** What PostgreSQL can hold in a text. */
const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed();

function count(text: string | null, name: string, most: number, issues: Issue[]): number | null {
  if (text === null) return null;
  const number = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= most) return number;
  issues.push({
    path: name,
    code: 'out_of_range',
    message: `${name} must be a number from 1 to ${most}.`,
  });
  return null;
}

function choice(
  text: string | null,
  name: string,
  values: readonly string[],
  issues: Issue[],
): string | null {
  if (text === null || values.includes(text)) return text;
  issues.push({
    path: name,
    code: 'invalid_choice',
    message: `${name} must be ${values.join(' or ')}.`,
  });
  return null;
}
