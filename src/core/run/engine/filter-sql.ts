import type { Issue } from '../../shape/errors';
import { type FilterScalar, operatorsOf } from '../../shape/filter';
import type { Ctx } from '../context';
import type { Compiled, Relation } from './compile';
import { conditionSql } from './condition';
import type { FilterNode } from './filter-parse';
import type { Parameters } from './parameters';
import { type Path, PathError, resolvePath } from './path';
import { Problem } from './values/problem';

/**
 * A filter as an SQL condition on the table `alias`. Values become parameters, names come from the
 * definitions. Mistakes are added to `issues`, named after where the condition was written.
 * @param unions `or` nodes to be written as a union of ids, see `chooseUnions`
 */
export function whereSql(
  ctx: Ctx,
  compiled: Compiled,
  filter: FilterNode,
  parameters: Parameters,
  issues: Issue[],
  alias = 't',
  unions: ReadonlySet<FilterNode> = none,
): string {
  if ('and' in filter) return joined(filter.and, ' and ', 'true');
  if (unions.has(filter))
    return `(${alias}.id in (${unionSql(ctx, compiled, filter, parameters, issues)}))`;
  if ('or' in filter) return joined(filter.or, ' or ', 'false');
  try {
    return pathSql(ctx, resolvePath(ctx, compiled, filter.field), filter, parameters, alias);
  } catch (error) {
    if (!(error instanceof PathError || error instanceof Problem)) throw error;
    issues.push({ path: filter.at, code: error.code, message: error.message });
    return 'false';
  }

  function joined(nodes: readonly FilterNode[], by: string, none: string): string {
    if (nodes.length === 0) return none;
    return `(${nodes.map((node) => whereSql(ctx, compiled, node, parameters, issues, alias, unions)).join(by)})`;
  }
}

const none: ReadonlySet<FilterNode> = new Set();

/** The ids of live records that meet any part of an `or`, each part found in its own way. */
export function unionSql(
  ctx: Ctx,
  compiled: Compiled,
  filter: FilterNode,
  parameters: Parameters,
  issues: Issue[],
): string {
  const parts = 'or' in filter ? filter.or : [filter];
  return parts
    .map((part, i) => {
      const alias = `u${i}`;
      const where = whereSql(ctx, compiled, part, parameters, issues, alias);
      return `select ${alias}.id from ${compiled.name} ${alias} where ${alias}.company_id = $1 and ${alias}.deleted_at is null and ${where}`;
    })
    .join(' union all ');
}

type Condition = Extract<FilterNode, { readonly at: string }>;

/** Operators that hold where the value is missing, as the opposite of one that needs it. */
const opposites = { ne: 'eq', nin: 'in', empty: 'not_empty' } as const;

function pathSql(
  ctx: Ctx,
  path: Path,
  { op, value }: Condition,
  parameters: Parameters,
  alias: string,
): string {
  const { leaf } = path;
  if (!operatorsOf[leaf.field.kind]?.includes(op)) {
    throw new PathError('unknown_operator', `${path.text} cannot be asked ${op}.`);
  }
  const values =
    value === undefined
      ? []
      : Array.isArray(value)
        ? (value as readonly FilterScalar[])
        : [value as FilterScalar];
  const direct = path.hops.length === 0 && !leaf.custom_id;
  if (direct) return conditionSql(ctx, leaf, op, values, parameters, alias);
  const missing =
    leaf.custom_id && leaf.field.kind === 'boolean'
      ? booleanMissing(op, values)
      : asksMissing(op, values);
  if (!missing)
    return existsSql(path, parameters, alias, (inner) =>
      conditionSql(ctx, leaf, op, values, parameters, inner),
    );
  const [positive, rest] = missing;
  return `not ${existsSql(path, parameters, alias, (inner) => conditionSql(ctx, leaf, positive, rest, parameters, inner))}`;
}

type Test = readonly [Condition['op'], readonly FilterScalar[]];

/**
 * Over a reference or a custom field there may be no value at all. For a condition that such a
 * record meets, the test whose opposite it is; null for a condition that needs a value.
 */
function asksMissing(op: Condition['op'], values: readonly FilterScalar[]): Test | null {
  const none = values.includes(null);
  if (op === 'eq') return none ? ['not_empty', []] : null;
  if (op === 'in') {
    if (!none) return null;
    return ['nin', values];
  }
  if (op === 'ne' && none) return null;
  if (op === 'nin' && none) return null;
  return op === 'ne' || op === 'nin' || op === 'empty' ? [opposites[op], values] : null;
}

/** A custom yes-or-no without a value counts as no. */
function booleanMissing(op: Condition['op'], values: readonly FilterScalar[]): Test | null {
  const yes = values[0] === true || values[0] === 'true';
  const no = values[0] === false || values[0] === 'false';
  if (!yes && !no) return null;
  if (op === 'eq') return no ? ['eq', [true]] : null;
  return yes ? ['eq', [true]] : null;
}

/** `exists (...)` over the references of a path and, for a custom field, its values. */
function existsSql(
  path: Path,
  parameters: Parameters,
  alias: string,
  test: (inner: string) => string,
): string {
  const tables: string[] = [];
  const conditions: string[] = [];
  let at = alias;
  for (const relation of path.hops) {
    const next = `${alias}_${tables.length + 1}`;
    tables.push(`${tableOf(relation)} ${next}`);
    conditions.push(joinOf(relation, at, next));
    at = next;
  }
  if (path.leaf.custom_id) {
    const next = `${alias}_v`;
    tables.push(`field_values ${next}`);
    conditions.push(valuesOf(parameters.add(path.leaf.custom_id, 'uuid'), at, next));
    at = next;
  }
  return `exists (select from ${tables.join(', ')} where ${[...conditions, test(at)].join(' and ')})`;
}

/** The condition that joins a record's values of one custom field; `field` is its id as SQL. */
export const valuesOf = (field: string, from: string, to: string): string =>
  `${to}.company_id = $1 and ${to}.field_id = ${field} and ${to}.record_id = ${from}.id`;

/** The table a reference leads to. */
export const tableOf = (relation: Relation): string => relation.target ?? 'members';

/** The condition that joins the referenced, live record. */
export const joinOf = (relation: Relation, from: string, to: string): string =>
  relation.target === null
    ? `${to}.company_id = $1 and ${to}.user_id = ${from}.${relation.column}`
    : `${to}.company_id = $1 and ${to}.id = ${from}.${relation.column} and ${to}.deleted_at is null`;
