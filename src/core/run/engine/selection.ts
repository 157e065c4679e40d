import { customKey } from '../../shape/custom-field';
import type { Issue } from '../../shape/errors';
import type { Ctx } from '../context';
import type { Compiled } from './compile';
import type { Selection } from './output';
import { mayRead } from './path';
import { Recent } from './recent';

const mostIncludes = 10;
const deepestInclude = 3;
const mostFields = 500;

interface Draft {
  fields: Set<string> | null;
  readonly include: Map<string, Draft>;
}

const draft = (): Draft => ({ fields: null, include: new Map() });

interface Read {
  readonly selection: Selection;
  /** Objects whose records come along. */
  readonly targets: ReadonlySet<string>;
}

const known = new WeakMap<Compiled, Recent<Read>>();

/**
 * Reads `include=owner,account,account.owner` and `fields=first_name,account.name,custom.score`. A mask keeps what it names and
 * the id; of an included record it keeps all unless it names some of that record too. The same text
 * gives the same selection, so that what is derived from it can be kept.
 * Mistakes are added to `issues`; 403 for objects the caller may not read.
 */
export function readSelection(
  ctx: Ctx,
  compiled: Compiled,
  include: string | null,
  fields: string | null,
  issues: Issue[],
): Selection {
  let cache = known.get(compiled);
  if (!cache) {
    cache = new Recent(100);
    known.set(compiled, cache);
  }
  const found: Issue[] = [];
  const make = () => parse(compiled, include, fields, found);
  const { selection, targets } = cache.getOr(`${include ?? ''} ${fields ?? '*'}`, make);
  issues.push(...found);
  if (found.length > 0) cache.forget(`${include ?? ''} ${fields ?? '*'}`);
  for (const target of targets) mayRead(ctx, target);
  return selection;
}

function parse(
  compiled: Compiled,
  include: string | null,
  fields: string | null,
  issues: Issue[],
): Read {
  const root = draft();
  const targets = new Set<string>();
  const paths = split(include);
  const names = split(fields);
  const fail = (path: string, code: string, message: string) =>
    issues.push({ path, code, message });
  if (paths.length > mostIncludes)
    fail('include', 'too_many', `At most ${mostIncludes} relations.`);
  if (names.length > mostFields) fail('fields', 'too_many', `At most ${mostFields} fields.`);
  if (issues.length > 0) return { selection: root, targets };
  for (const path of paths) {
    if (addInclude(compiled, root, path.split('.'), targets)) continue;
    fail('include', 'unknown_relation', `There is no relation ${path.slice(0, 100)}.`);
  }
  if (fields !== null) root.fields = new Set();
  for (const name of names) {
    if (addField(compiled, root, name)) continue;
    fail(
      'fields',
      'unknown_field',
      `There is no field ${name.slice(0, 100)}, or its record is not included.`,
    );
  }
  return { selection: root, targets };
}

const split = (text: string | null): string[] =>
  text === null || text === '' ? [] : text.split(',').map((part) => part.trim());

function addInclude(
  compiled: Compiled,
  into: Draft,
  path: readonly string[],
  targets: Set<string>,
): boolean {
  const [name = '', ...rest] = path;
  if (path.length > deepestInclude) return false;
  const relation = compiled.relations.get(name) ?? compiled.inverses.get(name);
  if (!relation) return false;
  if (relation.target) targets.add(relation.target);
  const inner = into.include.get(name) ?? draft();
  into.include.set(name, inner);
  if (rest.length === 0) return true;
  return (
    relation.target !== null && addInclude(compiled.related(relation.target), inner, rest, targets)
  );
}

function addField(compiled: Compiled, into: Draft, name: string): boolean {
  const dot = name.indexOf('.');
  if (dot > 0 && customKey(name) === null) {
    const relation = name.slice(0, dot);
    const inner = into.include.get(relation);
    const target = (compiled.relations.get(relation) ?? compiled.inverses.get(relation))?.target;
    if (!inner || !target) return false;
    inner.fields ??= new Set();
    return addField(compiled.related(target), inner, name.slice(dot + 1));
  }
  const there =
    compiled.fields.has(name) ||
    into.include.has(name) || // a relation that comes along anyway
    ['id', 'deleted_at', 'custom'].includes(name) ||
    compiled.custom.has(customKey(name) ?? '');
  if (there && !into.include.has(name)) into.fields?.add(name);
  return there;
}
