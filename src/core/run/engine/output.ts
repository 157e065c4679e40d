import type { Field, FieldKind } from '../../shape/field';
import type { Compiled, Inverse, Relation } from './compile';
import { instant, output } from './kinds';
import { escaped, maskedOutput, titleSource, titleSql } from './masks';

/** Which fields of a record an answer holds, and which related records come with it. */
export interface Selection {
  /** Field names, `custom.<key>` included; null for all. */
  readonly fields: ReadonlySet<string> | null;
  readonly include: ReadonlyMap<string, Selection>;
}

/** Records of a to-many include. */
const mostRelated = 5;
/** Not part of an included record. */
const bulky: ReadonlySet<FieldKind> = new Set([
  'long_text',
  'emails',
  'phones',
  'addresses',
  'links',
]);

/** The select list that gives one record its JSON keys; `alias` is its table, aliases of related records build on it. */
export function recordColumns(
  compiled: Compiled,
  { fields, include }: Selection,
  alias: string,
): string {
  const has = (name: string): boolean => fields === null || fields.has(name);
  const parts = [`${alias}.id`];
  for (const [name, field] of compiled.fields) {
    if (has(name)) parts.push(`${valueSql(compiled, alias, name, field)} as ${name}`);
  }
  if (has('deleted_at')) parts.push(`${instant(`${alias}.deleted_at`)} as deleted_at`);
  const keys = [...compiled.custom.keys()].filter(
    (key) => has('custom') || fields?.has(`custom.${key}`),
  );
  if (has('custom') || keys.length > 0) parts.push(`${customSql(compiled, keys, alias)} as custom`);
  for (const [name, selection] of include)
    parts.push(`${relatedSql(compiled, name, selection, alias)} as ${name}`);
  return parts.join(', ');
}

function valueSql(compiled: Compiled, alias: string, name: string, field: Field): string {
  if (compiled.rights.size === 0) return output(alias, name, field);
  if (compiled.rights.get(name) === 'masked')
    return escaped(maskedOutput(`${alias}.${name}`, field.kind));
  return name === 'title' && titleSource(compiled)
    ? escaped(`nullif(${titleSql(compiled, alias)}, '')`)
    : output(alias, name, field);
}

/** Live custom values only: what a removed field left behind stays inside. */
function customSql(compiled: Compiled, keys: readonly string[], alias: string): string {
  if (keys.length === 0) return `'{}'::jsonb`;
  const masked = (key: string): boolean => compiled.rights.get(`custom.${key}`) === 'masked';
  const chunks: string[] = [];
  for (let i = 0; i < keys.length; i += 50) {
    const pairs = keys.slice(i, i + 50).map((key) => {
      const value = `${alias}.custom -> '${key}'`;
      const kind = compiled.custom.get(key)?.field.kind;
      if (kind && masked(key))
        return `'${key}', ${maskedOutput(`(${alias}.custom ->> '${key}')`, kind)}`;
      const empty = kind === 'boolean' ? 'false' : kind === 'multi_choice' ? '[]' : null;
      return `'${key}', ${empty === null ? value : `coalesce(${value}, '${empty}'::jsonb)`}`;
    });
    chunks.push(`jsonb_build_object(${pairs.join(', ')})`);
  }
  return keys.some(masked) ? escaped(`(${chunks.join(' || ')})`) : chunks.join(' || ');
}

function relatedSql(compiled: Compiled, name: string, selection: Selection, alias: string): string {
  const relation = compiled.relations.get(name);
  if (relation)
    return relation.target === null
      ? memberSql(relation, alias)
      : oneSql(compiled.related(relation.target), relation, selection, alias);
  const inverse = compiled.inverses.get(name);
  if (!inverse) throw new Error(`${compiled.name} has no relation ${name}`);
  return manySql(compiled.related(inverse.target), inverse, selection, alias);
}

const memberSql = ({ name, column }: Relation, alias: string): string => {
  const at = `${alias}_${name}`;
  return `(select row_to_json(m) from (select ${at}.user_id as id, ${at}.name as title, ${at}.email, nullif(${at}.avatar_url, '') as avatar_url
    from members ${at} where ${at}.company_id = $1 and ${at}.user_id = ${alias}.${column}) m)`;
};

function oneSql(
  target: Compiled,
  { name, column }: Relation,
  selection: Selection,
  alias: string,
): string {
  const at = `${alias}_${name}`;
  return `(select row_to_json(m) from (select ${recordColumns(target, scalars(target, selection), at)}
    from ${target.name} ${at} where ${at}.company_id = $1 and ${at}.id = ${alias}.${column} and ${at}.deleted_at is null) m)`;
}

/** Newest first; ids are made in the order of time, and the index on the reference ends in them. */
function manySql(
  target: Compiled,
  { name, column }: Inverse,
  selection: Selection,
  alias: string,
): string {
  const at = `${alias}_${name}`;
  return `(select coalesce(json_agg(m), '[]'::json) from (select ${recordColumns(target, scalars(target, selection), at)}
    from ${target.name} ${at} where ${at}.company_id = $1 and ${at}.${column} = ${alias}.id and ${at}.deleted_at is null
    order by ${at}.id desc limit ${mostRelated}) m)`;
}

/** An included record carries its scalar fields, unless the mask names some. */
function scalars(target: Compiled, { fields, include }: Selection): Selection {
  if (fields) return { fields: new Set([...fields, 'title']), include };
  const names = [...target.fields].filter(([, { kind }]) => !bulky.has(kind)).map(([name]) => name);
  return { fields: new Set(names), include };
}
