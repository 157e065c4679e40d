import { parse } from 'scim2-parse-filter';
import { ScimError } from './protocol';

/** The one comparison a filter may make: an attribute equal to a text. Null without a filter. Throws 400 for others. */
export function equalityIn(
  filter: string | undefined,
): { attribute: string; value: string } | null {
  if (filter === undefined || filter.trim() === '') return null;
  let node: ReturnType<typeof parse>;
  try {
    node = parse(filter);
  } catch {
    throw new ScimError(400, 'This filter cannot be read.', 'invalidFilter');
  }
  if (node.op !== 'eq' || typeof node.compValue !== 'string')
    throw new ScimError(400, 'Filters compare one attribute by eq.', 'invalidFilter');
  const attribute = node.attrPath.replace(/^urn:[\w:.]+:(?=\w+(\.\w+)?$)/i, '');
  return { attribute, value: node.compValue };
}
