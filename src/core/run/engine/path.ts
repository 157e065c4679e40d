import { countryField } from '../../shape/countries';
import { AppError } from '../../shape/errors';
import { email, type Field, ref, text } from '../../shape/field';
import { filterLimits } from '../../shape/filter';
import type { Ctx } from '../context';
import type { Compiled, Relation } from './compile';
import { type ColumnType, columnType, keyColumn } from './kinds';
import { titleSource, titleSql } from './masks';

/** Where the values of a field are: a column of the record, the side table of custom fields, or the member. */
export interface Leaf {
  readonly field: Field;
  /** Column that is compared and sorted by; never NULL unless `nullable`. */
  readonly column: string;
  /** Column that is empty where the field is; the same unless given. */
  readonly filled?: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** Instead of the column where somebody does not see all that it says; `alias` is the record's table. */
  readonly seen?: (alias: string) => string;
  /** A part of a value, which can be asked but gives no order. */
  readonly part?: true;
  /** Set for custom fields: values are rows of `field_values`. */
  readonly custom_id?: string;
}

/** A dotted path taken apart: references to follow, then the field at its end. */
export interface Path {
  readonly text: string;
  readonly hops: readonly Relation[];
  readonly leaf: Leaf;
}

/** A path that leads nowhere; `code` and `message` go into the issue. */
export class PathError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const id = ref({ en: 'Id', tr: 'Kimlik' }, { target: '', inverse: '' });

/** What can be asked of a member through `owner.name`. */
const memberLeaves: Readonly<Record<string, Leaf>> = {
  name: {
    field: text({ en: 'Name', tr: 'Ad' }),
    column: 'title_key',
    type: 'key',
    nullable: false,
  },
  email: {
    field: email({ en: 'E-mail', tr: 'E-posta' }),
    column: 'email',
    type: 'key',
    nullable: false,
  },
};

/**
 * Looks a path up in the definitions: `status`, `account.industry`, `custom.score`, `owner.name`, `address.country`.
 * Nothing of the text itself ever reaches SQL. Throws `PathError`, or 403 for an object the caller may not read.
 */
export function resolvePath(ctx: Ctx, compiled: Compiled, path: string): Path {
  const parts = path.split('.');
  const hops: Relation[] = [];
  let at: Compiled | null = compiled;
  while (parts.length > 1 && !(at !== null && parts.length === 2 && isPair(at, parts))) {
    const name: string = parts.shift() ?? '';
    const relation: Relation | undefined = at?.relations.get(name);
    if (!relation) throw unknown(path);
    if (hops.length === filterLimits.hops)
      throw new PathError('too_deep', `${path} follows more than ${filterLimits.hops} references.`);
    if (relation.target) mayRead(ctx, relation.target);
    hops.push(relation);
    at = relation.target && at ? at.related(relation.target) : null;
  }
  return { text: path, hops, leaf: leafOf(at, parts, path) };
}

/** Whether two names are one field: a custom one, or the country of an address. */
const isPair = ({ fields }: Compiled, [first = '', second]: readonly string[]): boolean =>
  first === 'custom' || (second === 'country' && fields.get(first)?.kind === 'address');

function leafOf(at: Compiled | null, parts: readonly string[], path: string): Leaf {
  const name = parts.at(-1) ?? '';
  const [first = ''] = parts;
  if (at?.rights.get(first === 'custom' ? parts.join('.') : first) === 'masked')
    throw new PathError('not_filterable', `${path} is masked for your role.`);
  if (at === null) {
    if (!Object.hasOwn(memberLeaves, name)) throw unknown(path);
    return memberLeaves[name] as Leaf;
  }
  if (parts.length === 2 && first !== 'custom')
    return {
      field: countryField(),
      column: first,
      type: 'text',
      nullable: true,
      seen: (alias) => `(${alias}.${first} ->> 'country')`,
      part: true,
    };
  if (parts.length === 2) {
    const custom = at.custom.get(name);
    if (!custom) throw unknown(path);
    if (!custom.definition.filterable)
      throw new PathError('not_filterable', `${path} is not marked as filterable.`);
    return customLeaf(custom.definition.id, custom.field);
  }
  if (name === 'id') return { field: id, column: 'id', type: 'uuid', nullable: true };
  const field = at.fields.get(name);
  if (!field) throw unknown(path);
  const type = columnType(field.kind);
  const nullable = type === 'uuid' || field.kind === 'address';
  return {
    field,
    column: keyColumn(name, field),
    ...(field.base ? { filled: name } : {}),
    type: field.kind === 'text' ? 'key' : type,
    nullable,
    ...(name === 'title' && titleSource(at)
      ? { seen: (alias: string) => titleSql(at, alias, 'title_key') }
      : {}),
  };
}

/** SQL of what is compared and sorted by. */
export const columnOf = ({ seen, column }: Leaf, alias: string): string =>
  seen?.(alias) ?? `${alias}.${column}`;

const unknown = (path: string): PathError =>
  new PathError('unknown_field', `There is no field ${path.slice(0, 100)}.`);

/** The column of `field_values` that holds the values of a kind of custom field. */
export function sideColumn(field: Field): 'text_value' | 'number_value' | 'time_value' {
  const type = columnType(field.kind);
  if (type === 'int8' || type === 'bool') return 'number_value';
  return type === 'date' || type === 'timestamptz' ? 'time_value' : 'text_value';
}

const sideTypes = { text_value: 'key', number_value: 'int8', time_value: 'timestamptz' } as const;

function customLeaf(custom_id: string, field: Field): Leaf {
  const column = sideColumn(field);
  return { field, column, type: sideTypes[column], nullable: false, custom_id };
}

/** Refuses paths and includes that lead to records the caller has no right to read. */
export function mayRead(ctx: Ctx, object: string): void {
  if (!ctx.principal.permissions.has(`${object}:read`)) {
    throw new AppError('forbidden', 'You may not read this.');
  }
}
