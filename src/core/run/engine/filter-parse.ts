import type { Issue } from '../../shape/errors';
import {
  type FilterScalar,
  type FilterValue,
  filterLimits,
  type Operator,
  operators,
} from '../../shape/filter';

/** A filter as parsed, every part knowing where it came from so that mistakes can be named. */
export type FilterNode =
  | { readonly and: readonly FilterNode[] }
  | { readonly or: readonly FilterNode[] }
  | {
      readonly at: string;
      readonly field: string;
      readonly op: Operator;
      readonly value?: FilterValue;
    };

interface Reading {
  readonly issues: Issue[];
  nodes: number;
}

const isOperator = (text: string): text is Operator =>
  (operators as readonly string[]).includes(text);
const lists: ReadonlySet<Operator> = new Set(['in', 'nin', 'between']);
const bare: ReadonlySet<Operator> = new Set(['empty', 'not_empty']);

/**
 * Reads the JSON form, `{"and": [{"field": "status", "op": "eq", "value": "lead"}, {"or": [...]}]}`.
 * `{}` asks for nothing and fits all. Mistakes are added to `issues` with paths below `at`; null when there is any.
 */
export function readFilter(input: unknown, at: string, issues: Issue[]): FilterNode | null {
  const before = issues.length;
  const node = isEmpty(input) ? { and: [] } : readNode(input, at, 1, { issues, nodes: 0 });
  return issues.length > before ? null : node;
}

const isEmpty = (input: unknown): boolean =>
  typeof input === 'object' &&
  input !== null &&
  !Array.isArray(input) &&
  Object.keys(input).length === 0;

function readNode(input: unknown, at: string, depth: number, reading: Reading): FilterNode | null {
  const fail = (code: string, message: string, path = at): null => {
    reading.issues.push({ path, code, message });
    return null;
  };
  reading.nodes += 1;
  if (reading.nodes === filterLimits.nodes + 1)
    return fail('too_many', `A filter has at most ${filterLimits.nodes} parts.`);
  if (reading.nodes > filterLimits.nodes) return null;
  if (depth > filterLimits.depth)
    return fail('too_deep', `A filter is at most ${filterLimits.depth} levels deep.`);
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return fail(
      'invalid_filter',
      'A filter is {"field", "op", "value"}, {"and": [...]} or {"or": [...]}.',
    );
  }
  const keys = Object.keys(input);
  const given = input as Readonly<Record<string, unknown>>;
  for (const join of ['and', 'or'] as const) {
    if (!Object.hasOwn(given, join)) continue;
    if (keys.length > 1) return fail('unknown_key', `Beside ${join} nothing else can stand.`);
    const children = given[join];
    if (!Array.isArray(children))
      return fail('invalid_type', 'This must be a list of filters.', `${at}.${join}`);
    const nodes = children
      .map((child, i) => readNode(child, `${at}.${join}.${i}`, depth + 1, reading))
      .filter((node) => node !== null);
    return join === 'and' ? { and: nodes } : { or: nodes };
  }
  const extra = keys.find((key) => key !== 'field' && key !== 'op' && key !== 'value');
  if (extra !== undefined)
    return fail(
      'unknown_key',
      'A condition has only field, op and value.',
      `${at}.${extra.slice(0, 100)}`,
    );
  if (typeof given.field !== 'string') return fail('required', 'Name the field.', `${at}.field`);
  if (typeof given.op !== 'string' || !isOperator(given.op)) {
    return fail(
      'unknown_operator',
      `The operator must be one of ${operators.join(', ')}.`,
      `${at}.op`,
    );
  }
  const condition = { at, field: given.field, op: given.op };
  if (bare.has(given.op)) {
    return Object.hasOwn(given, 'value') && given.value !== null && given.value !== true
      ? fail('unknown_key', `${given.op} takes no value.`, `${at}.value`)
      : condition;
  }
  const wrong = checkValue(given.op, given.value);
  return wrong
    ? fail(wrong[0], wrong[1], `${at}.value`)
    : { ...condition, value: given.value as FilterValue };
}

/** Code and message of what is wrong with the value of an operator, or null. */
function checkValue(op: Operator, value: unknown): readonly [string, string] | null {
  if (!lists.has(op)) return checkScalar(value);
  if (!Array.isArray(value)) return ['invalid_type', `${op} takes a list.`];
  if (op === 'between' && value.length !== 2)
    return ['invalid_type', 'between takes two values, from and to.'];
  if (value.length === 0) return ['required', `${op} needs at least one value.`];
  if (value.length > filterLimits.values)
    return ['too_many', `At most ${filterLimits.values} values.`];
  for (const one of value) {
    const wrong = checkScalar(one);
    if (wrong) return wrong;
  }
  return null;
}

function checkScalar(value: unknown): readonly [string, string] | null {
  if (typeof value === 'string') {
    return value.length > filterLimits.text
      ? ['too_long', `At most ${filterLimits.text} characters.`]
      : null;
  }
  if (value === null || typeof value === 'boolean') return null;
  if (typeof value === 'number' && Number.isFinite(value)) return null;
  return value === undefined
    ? ['required', 'Give a value.']
    : ['invalid_type', 'A value is a text, a number, true, false or null.'];
}

const parameter = /^filter\[([a-z0-9_.]{1,200})\](?:\[([a-z_]{1,20})\])?$/;

/** Whether a query parameter belongs to the filter. */
export const isFilterParameter = (name: string): boolean =>
  name === 'filter' || name.startsWith('filter[');

/** Reads `filter=<JSON>`, `filter[status]=lead` and `filter[amount][gte]=1000`; all of them must hold. */
export function readFilterParameters(
  parameters: Iterable<readonly [string, string]>,
  issues: Issue[],
): FilterNode | null {
  const nodes: (FilterNode | null)[] = [];
  for (const [name, value] of parameters) {
    if (nodes.length === filterLimits.nodes) {
      issues.push({
        path: name,
        code: 'too_many',
        message: `A filter has at most ${filterLimits.nodes} parts.`,
      });
      break;
    }
    nodes.push(name === 'filter' ? readJson(value, issues) : readParameter(name, value, issues));
  }
  const read = nodes.filter((node) => node !== null);
  return read.length > 1 ? { and: read } : (read[0] ?? null);
}

function readJson(text: string, issues: Issue[]): FilterNode | null {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    issues.push({ path: 'filter', code: 'invalid_json', message: 'This is not JSON.' });
    return null;
  }
  return readFilter(input, 'filter', issues);
}

function readParameter(name: string, text: string, issues: Issue[]): FilterNode | null {
  const match = parameter.exec(name);
  const [, field = '', op = 'eq'] = match ?? [];
  const fail = (code: string, message: string): null => {
    issues.push({ path: name.slice(0, 200), code, message });
    return null;
  };
  if (!match)
    return fail(
      'unknown_parameter',
      'A filter parameter looks like filter[field] or filter[field][operator].',
    );
  if (!isOperator(op))
    return fail('unknown_operator', `The operator must be one of ${operators.join(', ')}.`);
  if (bare.has(op)) {
    if (!['', '1', 'true', '0', 'false'].includes(text))
      return fail('invalid_type', 'This must be true or false.');
    const asked = text !== '0' && text !== 'false';
    return { at: name, field, op: asked === (op === 'empty') ? 'empty' : 'not_empty' };
  }
  const value: FilterScalar | string[] = lists.has(op) ? text.split(',') : text;
  const wrong = checkValue(op, value);
  return wrong ? fail(wrong[0], wrong[1]) : { at: name, field, op, value };
}
