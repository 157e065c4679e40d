import type { CustomField } from './custom-field';
import type { Field, FieldKind } from './field';
import type { ObjectDefinition } from './object';

/**
 * What a role says of a field less than all: it is not there, it is shown as a mask, or it is shown and not written. From the
 * narrowest to the widest. Client-safe.
 */
export const fieldRights = ['hidden', 'masked', 'read_only'] as const;
export type FieldRight = (typeof fieldRights)[number];

/** By object and field, `custom.<key>` included; what is absent is seen and written. */
export type FieldRights = Readonly<Record<string, Readonly<Record<string, FieldRight>>>>;

/** The wider of two; undefined stands for all. */
export const wider = (
  one: FieldRight | undefined,
  other: FieldRight | undefined,
): FieldRight | undefined =>
  one === undefined || other === undefined
    ? undefined
    : fieldRights.indexOf(one) >= fieldRights.indexOf(other)
      ? one
      : other;

/** What a mask leaves something of. A choice or a yes is what it is, so it can be hidden and not masked. */
const maskable: ReadonlySet<FieldKind> = new Set([
  ...(['text', 'long_text', 'email', 'phone', 'url', 'partial_date'] as const),
  ...(['integer', 'decimal', 'percent', 'money', 'date', 'datetime', 'address'] as const),
]);

/** Objects whose fields rights can be given on. What everybody reads to work at all has none, nor what only ties two records. */
export const hasFieldRights = ({ configuration, joins }: ObjectDefinition): boolean =>
  !configuration && !joins;

/**
 * The rights that a role can give on a field instead of all. None where the field is another one in other words: a list follows
 * its scalar. What names a record, what it belongs to, whose it is and what the rules of the house are made of is always seen, and
 * what a record cannot be made without is always written.
 */
export function rightsOn(object: ObjectDefinition, name: string): readonly FieldRight[] {
  const field = object.fields[name];
  if (!field || !hasFieldRights(object)) return [];
  if (field.hidden || field.primary_field) return [];
  const read_only: readonly FieldRight[] = field.readonly || field.required ? [] : ['read_only'];
  return structural(object, name, field) ? read_only : [...covering(field.kind), ...read_only];
}

/** The same of a field that the company added. */
export const rightsOnCustom = ({ kind, required }: CustomField): readonly FieldRight[] => [
  ...covering(kind),
  ...(required ? [] : (['read_only'] as const)),
];

const covering = (kind: FieldKind): readonly FieldRight[] =>
  maskable.has(kind) ? ['hidden', 'masked'] : ['hidden'];

function structural(object: ObjectDefinition, name: string, field: Field): boolean {
  const { title, locked_by, calendar } = object;
  const places = Object.values(calendar ?? {}).map((one) =>
    typeof one === 'string' ? one : one.field,
  );
  return (
    field.kind === 'ref' ||
    field.required === true ||
    field.needed === true ||
    [...title, 'owner_id', 'currency', locked_by, ...places].includes(name)
  );
}

/**
 * Rights on fields with those on what says the same in other words: lists, amounts in another currency, and what rules copy or work
 * out elsewhere of what is not seen.
 */
export function withKin(
  rights: FieldRights | undefined,
  objects: Iterable<ObjectDefinition>,
): FieldRights {
  if (!rights || Object.keys(rights).length === 0) return {};
  const all: Record<string, Record<string, FieldRight>> = {};
  /** Whether it narrowed anything. */
  const note = (object: string, field: string, right: FieldRight | undefined): boolean => {
    if (right === undefined) return false;
    const known = all[object]?.[field];
    if (known && fieldRights.indexOf(known) <= fieldRights.indexOf(right)) return false;
    all[object] = { ...all[object], [field]: right };
    return true;
  };
  for (const [object, fields] of Object.entries(rights))
    for (const [field, right] of Object.entries(fields)) note(object, field, right);
  const kin = [...objects].flatMap(({ name, fields }) =>
    Object.entries(fields).flatMap(([field, { kind, base, primary_field, copy_of = [] }]) => [
      ...(base ? [() => note(name, base, all[name]?.[field])] : []),
      ...(primary_field ? [() => note(name, field, all[name]?.[primary_field])] : []),
      ...copy_of.map((path) => () => note(name, field, coverOf(kind, rightAt(all, path)))),
    ]),
  );
  // Copies are made of copies.
  while (kin.map((follow) => follow()).includes(true));
  return all;
}

const rightAt = (rights: FieldRights, path: string): FieldRight | undefined => {
  const [object = '', field = ''] = path.split('.');
  return rights[object]?.[field];
};

/** A copy of what cannot be written is somebody's own. */
const coverOf = (kind: FieldKind, right: FieldRight | undefined): FieldRight | undefined =>
  right === 'read_only' ? undefined : right === 'masked' && !maskable.has(kind) ? 'hidden' : right;
