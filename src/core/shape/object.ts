import { datetime, type Field, inOwnCurrency, integer, type Label, user } from './field';
import { reservedWords } from './reserved-words';

/** The definition of a kind of record. Everything about it is derived from this one value. */
export interface ObjectDefinition<Fields extends Record<string, Field> = Record<string, Field>> {
  /** Plural, snake_case: table name, path segment and permission prefix. */
  readonly name: string;
  /** Singular, snake_case: event prefix (`contact.created`). */
  readonly singular: string;
  readonly label: Label;
  readonly label_plural: Label;
  /** lucide icon name. */
  readonly icon: string;
  /** Second key of the `g` shortcut that opens its list. */
  readonly shortcut: string;
  /** Fields joined by a space make the title; the first non-empty one of `title_fallback` stands in. */
  readonly title: readonly string[];
  readonly title_fallback?: readonly string[];
  /** At least one of these must be filled at any time. */
  readonly require_one_of?: readonly string[];
  /** How the company works rather than what it works on: everybody reads it, the right `configuration:manage` changes it, the sidebar leaves it out. */
  readonly configuration?: boolean;
  /** Files can bring its records in (`src/features/imports`); else nobody has the right `import`. */
  readonly importable?: boolean;
  /** It only ties two records together, by these two references: seen from one it is shown as the other. */
  readonly joins?: readonly [string, string];
  /** Once this field has a value, people change nothing any more; screens offer no editor. */
  readonly locked_by?: string;
  /**
   * It is only a part of what one of these references names (lines of a deal, comments): rights and notifications are those
   * of the whole, and it is shown and changed there.
   */
  readonly part_of?: readonly string[];
  /** Whoever sees what one of these references names sees the record too, whoever owns it. Parts are seen with the whole anyway. */
  readonly seen_with?: readonly string[];
  /** Its records have a time and stand on the calendar (`src/features/calendar`); these fields say where. */
  readonly calendar?: CalendarPlace;
  /** Form sections in order, by the `group` of the fields. */
  readonly groups: Readonly<Record<string, Label>>;
  readonly fields: Fields;
}

/** Names of the fields that place a record on the calendar; it is its `owner_id` who has it. */
export interface CalendarPlace {
  /** datetime */
  readonly start: string;
  /** datetime; or `minutes`, an integer */
  readonly end?: string;
  readonly minutes?: string;
  /** boolean: the days from start on, which is the first moment of one. */
  readonly all_day?: string;
  /** A rule of RFC 5545 by which it comes again once it is done. */
  readonly recurrence?: string;
  /** Which of them; all unless given. */
  readonly only?: { readonly field: string; readonly values: readonly string[] };
  /** When it is over and done with. */
  readonly done?: { readonly field: string; readonly value: string };
}

/** Columns of every record, after the object's own fields. All read-only. */
export const systemFields = {
  created_at: datetime(
    { en: 'Created', tr: 'Oluşturulma' },
    { readonly: true, indexed: true, column: 90 },
  ),
  created_by: user({ en: 'Created by', tr: 'Oluşturan' }, { readonly: true }),
  updated_at: datetime(
    { en: 'Last changed', tr: 'Son değişiklik' },
    { readonly: true, indexed: true },
  ),
  updated_by: user({ en: 'Changed by', tr: 'Değiştiren' }, { readonly: true }),
  version: integer({ en: 'Version', tr: 'Sürüm' }, { readonly: true }),
} satisfies Record<string, Field>;

type ValuesOf<Fields extends Record<string, Field>> = {
  [K in keyof Fields]: Fields[K] extends Field<infer Value> ? Value : never;
};

/** A record as the API returns it without `include`, `custom` keyed by custom field. */
export type RecordOf<O extends ObjectDefinition> = ValuesOf<O['fields']> & {
  id: string;
  title: string;
  version: number;
  created_at: string;
  created_by: string | null;
  updated_at: string;
  updated_by: string | null;
  deleted_at: string | null;
  custom: Record<string, unknown>;
};

/** Declares an object. Checks what the types cannot: names, references and list mirrors. Throws on a wrong definition. */
export function defineObject<Fields extends Record<string, Field>>(
  definition: ObjectDefinition<Fields>,
): ObjectDefinition<Fields> {
  const { title, title_fallback = [], require_one_of = [] } = definition;
  for (const name of [
    ...title,
    ...title_fallback,
    ...require_one_of,
    ...(definition.joins ?? []),
    ...(definition.locked_by ? [definition.locked_by] : []),
    ...(definition.part_of ?? []),
    ...(definition.seen_with ?? []),
    ...placeFields(definition.calendar),
  ]) {
    if (!(name in definition.fields)) throw new Error(`${definition.name}: unknown field ${name}`);
  }
  for (const [name, field] of Object.entries(definition.fields)) {
    const fail = (why: string): never => {
      throw new Error(`${definition.name}.${name}: ${why}`);
    };
    if (!/^[a-z][a-z0-9_]{0,40}$/.test(name))
      fail('field names are snake_case, at most 41 characters');
    const isTitle = name === 'title' && title.join() === name && field.kind === 'text';
    if (name in systemFields || (reserved.has(name) && !isTitle))
      fail('this name is taken by the system');
    if (reservedWords.has(name)) fail('this name is a word of SQL');
    if (field.kind === 'ref' && !name.endsWith('_id')) fail('a reference ends in _id');
    if (field.primary_field && !(field.primary_field in definition.fields))
      fail('unknown primary_field');
    const base = field.base === undefined ? null : definition.fields[field.base];
    if (base !== null && (base?.kind !== 'money' || !base.readonly || base.base !== undefined))
      fail('base names a read-only amount in the currency of the company');
    if (inOwnCurrency(field) && definition.fields.currency?.kind !== 'text')
      fail('the field currency says what the amount is in');
    if (field.group && !(field.group in definition.groups)) fail(`unknown group ${field.group}`);
  }
  return definition;
}

const placeFields = (place: CalendarPlace | undefined): string[] =>
  place
    ? [
        'owner_id',
        ...Object.values(place).map((one) => (typeof one === 'string' ? one : one.field)),
      ]
    : [];

const reserved = new Set([
  'id',
  'title',
  'company_id',
  'deleted_at',
  'custom',
  'search',
  'owner',
  'include',
]);

/** All fields a list can show, filter and sort by: the object's own, then the system's. */
export function allFields(object: Pick<ObjectDefinition, 'fields'>): Record<string, Field> {
  return { ...object.fields, ...systemFields };
}

/** Whether a change of these fields is worth telling: not when all of them follow from something told by itself. */
export const isNews = (
  { fields }: Pick<ObjectDefinition, 'fields'>,
  changed: readonly string[],
): boolean => changed.length === 0 || changed.some((name) => !fields[name]?.quiet);

/** `account_id` -> `account`: the name of the included record. */
export const relationName = (field: string): string => field.replace(/_id$/, '');
