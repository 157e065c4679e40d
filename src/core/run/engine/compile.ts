import { asField, type CustomField } from '../../shape/custom-field';
import { type Field, text } from '../../shape/field';
import type { FieldRight, FieldRights } from '../../shape/field-rights';
import { type ObjectDefinition, relationName, systemFields } from '../../shape/object';
import type { Registry } from '../module';
import { companyFields, fieldsVersion, type Reader } from './custom-fields';
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

/** A definition together with one company's custom fields, as somebody sees them. Read-only, shared by all requests. */
export interface Compiled extends Definition {
  /** Live custom fields by key. */
  readonly custom: ReadonlyMap<string, { readonly definition: CustomField; readonly field: Field }>;
  /** Differs whenever the custom fields do; keys what is derived from this. */
  readonly revision: string;
  /** Another object of the same company, as the same person sees it. */
  related(object: string): Compiled;
  /** The same with every field; itself, where all of them are seen. */
  readonly whole: Compiled;
  /** What is not seen or written whole, by name; custom fields as `custom.<key>`. Those that are hidden are nowhere else. */
  readonly rights: ReadonlyMap<string, FieldRight>;
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

/**
 * What reading an object of the caller's company needs: with the fields they see and no others. Kept per version of the
 * company's custom fields, and per rights on fields.
 */
export async function compile(ctx: Reader, objectName: string): Promise<Compiled> {
  const { objects } = ctx.app.registry;
  const { company, fields: rights } = ctx.principal;
  const fields_version = fieldsVersion(ctx);
  let cache = compiled.get(objects);
  if (!cache) {
    cache = new Recent(500);
    compiled.set(objects, cache);
  }
  const revision = `${company.id} ${fields_version}`;
  const whole = () =>
    cache.getOr(revision, async () => {
      const fields = await companyFields(ctx);
      return fields.size === 0 ? withoutCustom(objects) : compileAll(objects, fields, revision);
    });
  const all =
    rights === null
      ? await whole()
      : await cache.getOr(`${revision} ${textOf(rights)}`, async () =>
          seenOf(await whole(), rights),
        );
  const found = all.get(objectName);
  if (!found) throw new Error(`there is no object ${objectName}`);
  return found;
}

const texts = new WeakMap<FieldRights, string>();

function textOf(rights: FieldRights): string {
  let text = texts.get(rights);
  if (text === undefined) texts.set(rights, (text = JSON.stringify(rights)));
  return text;
}

const none: ReadonlyMap<string, FieldRight> = new Map();

function compileAll(
  objects: Registry['objects'],
  custom: ReadonlyMap<string, readonly CustomField[]>,
  revision: string,
): ReadonlyMap<string, Compiled> {
  const all = new Map<string, Compiled>();
  const related = relatedIn(all);
  for (const definition of definitionsOf(objects).values()) {
    const own = (custom.get(definition.name) ?? []).map(
      (field) => [field.key, { definition: field, field: asField(field) }] as const,
    );
    const rest = { custom: new Map(own), revision, related, rights: none };
    const one: Compiled = {
      ...definition,
      ...rest,
      get whole() {
        return one;
      },
    };
    all.set(definition.name, one);
  }
  return all;
}

const relatedIn =
  (all: ReadonlyMap<string, Compiled>) =>
  (name: string): Compiled => {
    const found = all.get(name);
    if (!found) throw new Error(`there is no object ${name}`);
    return found;
  };

/** What somebody with these rights sees of everything: what is hidden is left out, and what refers by it. */
function seenOf(
  whole: ReadonlyMap<string, Compiled>,
  rights: FieldRights,
): ReadonlyMap<string, Compiled> {
  const all = new Map<string, Compiled>();
  const related = relatedIn(all);
  const hides = (object: string, field: string) => rights[object]?.[field] === 'hidden';
  const kept = <V>(map: ReadonlyMap<string, V>, test: (name: string, value: V) => boolean) =>
    new Map([...map].filter(([name, value]) => test(name, value)));
  for (const [name, one] of whole) {
    all.set(name, {
      ...one,
      whole: one,
      rights: new Map(Object.entries(rights[name] ?? {})),
      revision: `${one.revision} ${textOf(rights)}`,
      related,
      fields: kept(one.fields, (field) => !hides(name, field)),
      relations: kept(one.relations, (_, { column }) => !hides(name, column)),
      inverses: kept(one.inverses, (_, { target, column }) => !hides(target, column)),
      custom: kept(one.custom, (key) => !hides(name, `custom.${key}`)),
    });
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
