import type { Compiled } from './compile';
import { recordColumns } from './output';

const expressions = new WeakMap<Compiled, Map<string, string>>();
const everything = { fields: null, include: new Map() };

/**
 * SQL of a whole record as the API shows it without `include`: one JSON value per row of `alias`, which must have
 * all columns of the object's table.
 */
export function recordJson(compiled: Compiled, alias: string): string {
  let known = expressions.get(compiled);
  if (!known) expressions.set(compiled, (known = new Map()));
  let text = known.get(alias);
  if (!text) {
    text = `(select row_to_json(j) from (select ${recordColumns(compiled, everything, alias)}) j)`;
    known.set(alias, text);
  }
  return text;
}
