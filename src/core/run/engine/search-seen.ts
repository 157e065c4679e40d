import type { Compiled } from './compile';
import { keyColumn } from './kinds';
import { titleSource, titleSql } from './masks';

/** Whether the search text of an object says something of a record that somebody does not see. */
export const searchesUnseen = (compiled: Compiled): boolean =>
  titleSource(compiled) !== null ||
  [...compiled.rights].some(
    ([name, right]) => right !== 'read_only' && compiled.whole.fields.get(name)?.searchable,
  );

const lines = new Set(['text', 'email', 'phone', 'url']);

/**
 * SQL of whether each of some patterns is found in what somebody sees of the record `alias`: in its title or one of its searchable
 * fields of one line, which is where a column holds what the search text does. A hit by anything else is none for them.
 * @param patterns SQL of an array of texts for LIKE
 */
export function foundInSeen(compiled: Compiled, patterns: string, alias: string): string {
  const columns = [...compiled.fields]
    .filter(
      ([name, { kind, searchable }]) =>
        searchable && lines.has(kind) && compiled.rights.get(name) !== 'masked',
    )
    .map(([name, field]) => `${alias}.${keyColumn(name, field)}`);
  const found = [titleSql(compiled, alias, 'title_key'), ...columns].map(
    (column) => `${column} like word`,
  );
  return `(select coalesce(bool_and(${found.join(' or ')}), true) from unnest(${patterns}) word)`;
}
