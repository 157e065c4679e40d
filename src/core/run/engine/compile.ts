import { asField, type CustomField } from '../../shape/custom-field';
import { type Field, text } from '../../shape/field';
import { type ObjectDefinition, relationName, systemFields } from '../../shape/object';
import type { Ctx } from '../context';
import type { Registry } from '../module';
import { companyFields, fieldsVersion } from './custom-fields';
import { Recent } from './recent';

/** A way from a record to one other: `account` through `account_id`, `owner` through `owner_id`. */
export interface Relation {
  readonly name: string;
  /** Column of this object that holds the other's id. */
  readonly column: string;
  /** Object name; null for members. */
  readonly target: string | null;
}

/** A way to many: `contacts` of an account, `reports` of a contact. */
export interface Inverse {
  readonly name: string;
  readonly target: string;
  /** Column of the target that holds this record's id. */
  readonly column: string;
}

/** What reading an object needs to know, without any company's own fields. Shared by all companies. */
export interface Definition {
  readonly object: ObjectDefinition;
  readonly name: string;
  /** By API name: title, the object's own fields, the system's. */
  readonly fields: ReadonlyMap<string, Field>;
  readonly relations: ReadonlyMap<string, Relation>;
  readonly inverses: ReadonlyMap<string, Inverse>;
}

/** A definition together with one company's custom fields. Read-only, shared by all requests. */
export interface Compiled extends Definition {
  /** Live custom fields by key. */
  readonly custom: ReadonlyMap<string, { readonly definition: CustomField; readonly field: Field }>;
  /** Differs whenever the custom fields do; keys what is derived from this. */
  readonly revision: string;
  /** Another object of the same company. */
  related(object: string): Compiled;
}

const title = text({ en: 'Title', tr: 'Başlık' }, { readonly: true });

function definitionOf(object: ObjectDefinition, objects: Registry['objects']): Definition {
  const relations = new Map<string, Relation>();
  for (const [column, { kind, target }] of Object.entries(object.fields)) {
    if (kind !== 'ref' && kind !== 'user') continue;
    const name = relationName(column);
    relations.set(name, { name, column, target: kind === 'ref' ? (target ?? null) : null });
  }
  const inverses = new Map<string, Inverse>();
  for (const other of objects.values()) {
    for (const [column, { target, inverse: name }] of Object.entries(other.fields)) {
      if (target === object.name && name) inverses.set(name, { name, target: other.name, column });
    }
  }
  const fields = new Map<string, Field>([
    ['title', title],
    ...Object.entries(object.fields),
    ...Object.entries(systemFields),
  ]);
  return { object, name: object.name, fields, relations, inverses };
}

const definitions = new WeakMap<Registry['objects'], ReadonlyMap<string, Definition>>();

function definitionsOf(objects: Registry['objects']): ReadonlyMap<string, Definition> {
  let known = definitions.get(objects);
  if (!known) {
    known = new Map(
      [...objects.values()].map((object) => [object.name, definitionOf(object, objects)]),
    );
    definitions.set(objects, known);
  }
  return known;
}

const compiled = new WeakMap<Registry['objects'], Recent<Promise<ReadonlyMap<string, Compiled>>>>();

/** What reading an object of the caller's company needs. Kept per version of the company's custom fields. */
export async function compile(ctx: Ctx, objectName: string): Promise<Compiled> {
  const { objects } = ctx.app.registry;
  const { id } = ctx.principal.company;
  const fields_version = fieldsVersion(ctx);
  let cache = compiled.get(objects);
  if (!cache) {
    cache = new Recent(500);
    compiled.set(objects, cache);
  }
  const all = await cache.getOr(`${id} ${fields_version}`, async () => {
    const fields = await companyFields(ctx);
    return fields.size === 0
      ? withoutCustom(objects)
      : compileAll(objects, fields, `${id} ${fields_version}`);
  });
  const found = all.get(objectName);
  if (!found) throw new Error(`there is no object ${objectName}`);
  return found;
}

function compileAll(
  objects: Registry['objects'],
  custom: ReadonlyMap<string, readonly CustomField[]>,
  revision: string,
): ReadonlyMap<string, Compiled> {
  const all = new Map<string, Compiled>();
  const related = (name: string): Compiled => {
    const found = all.get(name);
    if (!found) throw new Error(`there is no object ${name}`);
    return found;
  };
  for (const definition of definitionsOf(objects).values()) {
    const own = (custom.get(definition.name) ?? []).map(
      (field) => [field.key, { definition: field, field: asField(field) }] as const,
    );
    all.set(definition.name, { ...definition, custom: new Map(own), revision, related });
  }
  return all;
}

const plain = new WeakMap<Registry['objects'], ReadonlyMap<string, Compiled>>();

/** Companies that added no fields share one compilation. */
function withoutCustom(objects: Registry['objects']): ReadonlyMap<string, Compiled> {
  let known = plain.get(objects);
  if (!known) {
    known = compileAll(objects, new Map(), '');
    plain.set(objects, known);
  }
  return known;
}
