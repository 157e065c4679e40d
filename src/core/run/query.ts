import { badQuery, type Issue } from '../shape/errors';
import { isText } from './body';

const maxParameters = 200;

/**
 * Query parameters by name. `search` is what follows the question mark.
 * Throws 400 for a repeated name, too many of them and text that cannot be stored.
 */
export function parseQuery(search: string): Record<string, string> {
  const values: Record<string, string> = {};
  if (search === '') return values;
  const issues: Issue[] = [];
  let count = 0;
  for (const [name, value] of new URLSearchParams(search)) {
    if (++count > maxParameters)
      throw badQuery([
        { path: '', code: 'too_many', message: `At most ${maxParameters} parameters.` },
      ]);
    if (!isText(name) || !isText(value)) {
      issues.push({
        path: isText(name) ? name : '',
        code: 'invalid_text',
        message: 'This text holds characters that are not allowed.',
      });
    } else if (name === '__proto__' || Object.hasOwn(values, name)) {
      issues.push({ path: name, code: 'repeated', message: 'Give this parameter once.' });
    } else {
      values[name] = value;
    }
  }
  if (issues.length > 0) throw badQuery(issues);
  return values;
}
