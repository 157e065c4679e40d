import type { CustomField } from '../../shape/custom-field';
import { type Field, inOwnCurrency } from '../../shape/field';
import { type ObjectDefinition, systemFields } from '../../shape/object';
import type { Compiled } from './compile';
import { type Mirror, mirrorsOf } from './mirror';
import { emptyOf, type Normalise, normaliserOf } from './normalise';

export interface WritableField {
  readonly name: string;
  readonly field: Field;
  readonly normalise: Normalise;
  /** The API's value of an empty field. */
  readonly empty: unknown;
}

export interface WritableCustomField extends WritableField {
  readonly custom: CustomField;
}

/** Everything writing needs of an object and a company's custom fields, compiled once per version of them. */
export interface WriteShape {
  readonly object: ObjectDefinition;
  /** The same for reading, with every field: rules go by all of them. */
  readonly compiled: Compiled;
  /** What the writer sees of a record. */
  readonly seen: Compiled;
  readonly fields: ReadonlyMap<string, WritableField>;
  readonly custom: ReadonlyMap<string, WritableCustomField>;
  /** Keys that exist but cannot be sent. */
  readonly readonly: ReadonlySet<string>;
  readonly mirrors: readonly Mirror[];
  /** References and users, with the table they point at. */
  readonly references: readonly {
    readonly name: string;
    readonly target: string;
    readonly acyclic: boolean;
  }[];
  readonly unique: readonly string[];
  readonly searchable: readonly string[];
  readonly hasMoney: boolean;
  /** Fields an undo leaves alone: amounts of other fields in the currency of the company, and those that say so. */
  readonly kept: ReadonlySet<string>;
  /** Some of its amounts are in the currency that the record names. */
  readonly anyCurrency: boolean;
}

const system = new Set([
  ...Object.keys(systemFields),
  'id',
  'company_id',
  'deleted_at',
  'title',
  'title_key',
]);
const shapes = new WeakMap<Compiled, WriteShape>();

/** What writing needs, from what reading needs. */
export function writeShapeOf(compiled: Compiled): WriteShape {
  let shape = shapes.get(compiled);
  if (!shape) {
    const { whole } = compiled;
    shape = whole === compiled ? derive(compiled) : { ...writeShapeOf(whole), seen: compiled };
    shapes.set(compiled, shape);
  }
  return shape;
}

function derive(compiled: Compiled): WriteShape {
  const { object } = compiled;
  const entries = Object.entries(object.fields);
  const names = (test: (field: Field) => unknown) =>
    entries.filter(([, field]) => test(field)).map(([name]) => name);
  const writable = entries
    .filter(([, field]) => !field.readonly)
    .map(([name, field]) => writableField(name, field));
  return {
    object,
    compiled,
    seen: compiled,
    fields: new Map(writable.map((field) => [field.name, field])),
    custom: new Map(
      [...compiled.custom].map(([key, { definition, field }]) => [
        key,
        { ...writableField(key, field), custom: definition },
      ]),
    ),
    readonly: new Set([...system, ...names((field) => field.readonly)]),
    mirrors: mirrorsOf(object),
    references: entries
      .filter(([, { kind }]) => kind === 'ref' || kind === 'user')
      .map(([name, { target, acyclic }]) => ({
        name,
        target: target ?? 'members',
        acyclic: acyclic === true,
      })),
    unique: names((field) => field.unique),
    searchable: names((field) => field.searchable),
    hasMoney: entries.some(([, { kind }]) => kind === 'money'),
    kept: new Set([
      ...entries.flatMap(([, { base }]) => base ?? []),
      ...names((field) => field.kept_by_undo),
    ]),
    anyCurrency: entries.some(([, field]) => inOwnCurrency(field)),
  };
}

const writableField = (name: string, field: Field): WritableField => ({
  name,
  field,
  normalise: normaliserOf(field),
  empty: field.kind === 'boolean' ? (field.default ?? false) : emptyOf(field.kind),
});
