/**
 * Kinds of fields and the builders that objects are written with. Client-safe plain data:
 * the table column, validation, filters, forms and documents are derived from it elsewhere.
 */

/** A text shown to people, in every language that ships complete. */
export interface Label {
  readonly en: string;
  readonly tr: string;
}

export type FieldKind =
  | 'text'
  | 'long_text'
  | 'email'
  | 'phone'
  | 'url'
  | 'integer'
  | 'decimal'
  | 'percent'
  | 'money'
  | 'boolean'
  | 'date'
  | 'partial_date'
  | 'datetime'
  | 'choice'
  | 'multi_choice'
  | 'tags'
  | 'ref'
  | 'user'
  | 'address'
  | 'emails'
  | 'phones'
  | 'addresses'
  | 'links';

/** One value of a `choice` or `multi_choice` field. `color` names a chip colour of the theme. */
export interface Choice {
  readonly value: string;
  readonly label: Label;
  readonly color?: ChipColor;
  /** Other spellings met in files of other products, compared without case, spaces and underscores. */
  readonly aliases?: readonly string[];
}

export type ChipColor = 'grey' | 'blue' | 'green' | 'amber' | 'red' | 'violet' | 'teal' | 'pink';

/** A postal address. Every part is free text; `country` is an ISO 3166 alpha-2 code when it could be recognised. */
export interface Address {
  street?: string;
  city?: string;
  state?: string;
  postal_code?: string;
  country?: string;
}

/** One entry of a labelled list, for example `{ label: "work", value: "a@b.example", primary: true }`. */
export interface LabelledValue {
  label: string | null;
  value: string;
  primary?: boolean;
  /** Phones only: the extension, digits. */
  extension?: string;
}

export interface LabelledAddress extends Address {
  label: string | null;
  primary?: boolean;
}

export interface FieldOptions {
  /** Must be given on create and can never be emptied. */
  readonly required?: boolean;
  /** No two live records of a company may share it (compared as stored). */
  readonly unique?: boolean;
  /** Most characters (text kinds), entries (lists) or the largest number. */
  readonly max?: number;
  readonly min?: number;
  /** Has an index of its own: the lists people sort and filter by all day. */
  readonly indexed?: boolean;
  /** Another text field or time of the object that orders records with the same value (or reference) here; the index holds both. */
  readonly then_by?: string;
  /** Part of the record's search text. */
  readonly searchable?: boolean;
  /** Personal data: masked in logs, part of a privacy export and erasure. */
  readonly personal?: boolean;
  /** Set by the system or by commands; sending it is an error. */
  readonly readonly?: boolean;
  /** Header names of other products that mean this field (import). */
  readonly aliases?: readonly string[];
  /** Section of the form and record page. */
  readonly group?: string;
  /** Position among the columns a list shows at first; absent = hidden at first. */
  readonly column?: number;
  /** Somebody is shown a mask of it: neither filtered nor sorted by, nor written. Set for one reader, in no definition. */
  readonly masked?: boolean;
  /** Kept for programs: no list, form or page shows it. */
  readonly hidden?: boolean;
  /** Shown in the short create form. */
  readonly quick?: boolean;
  /** A change asks for more than the value: pages and cells show it, and a button or board changes it. */
  readonly asks?: boolean;
  /** user: whoever wrote the record, which its rules fill in (`keepAuthors`): screens show it and offer no editor. */
  readonly author?: boolean;
  /** Follows from something that is told by itself, so a change of nothing else is no news. */
  readonly quiet?: boolean;
  /** Rules, boards or the rights on records are made of it: a role cannot hide it. */
  readonly needed?: boolean;
  /** Rules fill it in from these fields of other objects, `contacts.address`: whoever does not see one of them does not see this. */
  readonly copy_of?: readonly string[];
  /** Tells of something that an undo does not take back, so an undo leaves it as it is. */
  readonly kept_by_undo?: boolean;
  /** date, datetime: something has to be done by then, so the owner is told when it comes. */
  readonly due?: boolean;
  /** ref: what refers to a record is made by a button of its own there, not with an empty form. */
  readonly by_command?: boolean;
  /** text, long_text, tags: how it is written, for screens: a rule of RFC 5545, lines of `[ ] text` and `[x] text`, mail addresses of people, Markdown. */
  readonly format?: 'recurrence' | 'checklist' | 'attendees' | 'markdown';
  /** Value on create when none is given; `me` on a user field is the acting user, `now` on a datetime the moment. */
  readonly default?: string | number | boolean;
}

/**
 * A field of an object. `Value` is the type the API speaks (null = empty).
 * Kind-specific options are flat so that a field stays one line.
 */
export interface Field<Value = unknown> extends FieldOptions {
  readonly kind: FieldKind;
  readonly label: Label;
  /** choice, multi_choice */
  readonly choices?: readonly Choice[];
  /** ref: the object it points at; the relation is named after the field without `_id`. */
  readonly target?: string;
  /** ref: name of the to-many relation seen from the target (`include=contacts` on accounts). */
  readonly inverse?: string;
  /** ref: what screens call that relation; absent = the plural of the referring object. */
  readonly inverse_label?: Label;
  /** ref to the same object: a chain must not come back to its start. */
  readonly acyclic?: boolean;
  /** decimal: digits after the point kept in the database (1 to 6). */
  readonly scale?: number;
  /**
   * money: the amount is in the currency of its record, and this field holds it in the company's, as the object's rules
   * keep it. Lists filter and sort by that one.
   */
  readonly base?: string;
  /** money: the amount is in the currency of its record, and nobody asks what it is worth in the company's. */
  readonly own_currency?: boolean;
  /** emails, phones, addresses: the scalar field that mirrors the primary entry. */
  readonly primary_field?: string;
  /** Type carrier, never set. */
  readonly value_type?: Value;
}

type Options = FieldOptions;
type Text = string | null;

const build =
  <Value>(kind: FieldKind) =>
  (label: Label, options: Options = {}): Field<Value> => ({ kind, label, ...options });

/** One line of text, at most 255 characters unless `max` says otherwise. Sorts and filters case- and accent-blind. */
export const text = build<Text>('text');
/** Text with line breaks, at most 20,000 characters. Not sortable. */
export const longText = build<Text>('long_text');
/** A mail address, stored in lower case. */
export const email = build<Text>('email');
/** A phone number, stored as E.164 when its country is known. */
export const phone = build<Text>('phone');
/** An http(s) address. */
export const url = build<Text>('url');
export const integer = build<number | null>('integer');
/** A number with two digits after the point, 12.5 meaning 12.5 %. */
export const percent = build<number | null>('percent');
/** An exact amount, as a decimal string, in the currency of the company; with `base` or `own_currency` in the record's own. */
export const money = (
  label: Label,
  options: Options & { base?: string; own_currency?: boolean } = {},
): Field<Text> => ({
  kind: 'money',
  label,
  ...options,
});

/** Whether an amount is in the currency that its record names. */
export const inOwnCurrency = ({ base, own_currency }: Field): boolean =>
  base !== undefined || own_currency === true;

/** Yes or no; never empty, false unless `default` says otherwise. */
export const boolean = build<boolean>('boolean');
/** Whether only the owner of a record and whom it is shared with see it (db/secure.sql), and who may see private ones. */
export const privacy = (group: string) =>
  boolean(
    { en: 'Private', tr: 'Gizli' },
    { group, aliases: ['Private', 'IsPrivate', 'Is private', 'Gizli'] },
  );
/** A calendar day, `YYYY-MM-DD`. */
export const date = build<Text>('date');
/** A day whose year may be unknown: `YYYY-MM-DD` or `--MM-DD`. */
export const partialDate = build<Text>('partial_date');
/** An instant, ISO 8601 in UTC with milliseconds. */
export const datetime = build<Text>('datetime');
export const tags = build<string[]>('tags');
/** A member of the company, by user id. */
export const user = build<Text>('user');
export const address = build<Address | null>('address');

/** An exact decimal with `scale` digits after the point. */
export const decimal = (
  label: Label,
  options: Options & { scale: number },
): Field<number | null> => ({
  kind: 'decimal',
  label,
  ...options,
});

/** One of a fixed list of values. */
export const choice = (
  label: Label,
  options: Options & { choices: readonly Choice[] },
): Field<Text> => ({ kind: 'choice', label, ...options });

/** Any number of a fixed list of values. */
export const multiChoice = (
  label: Label,
  options: Options & { choices: readonly Choice[] },
): Field<string[]> => ({ kind: 'multi_choice', label, ...options });

/** A reference to a record of another object. The field name must end in `_id`. */
export const ref = (
  label: Label,
  options: Options & {
    target: string;
    inverse: string;
    inverse_label?: Label;
    acyclic?: boolean;
    by_command?: boolean;
  },
): Field<Text> => ({ kind: 'ref', label, ...options });

/** Labelled mail addresses; the primary one is mirrored in `primary_field`. */
export const emails = (
  label: Label,
  options: Options & { primary_field: string },
): Field<LabelledValue[]> => ({ kind: 'emails', label, ...options });

/** Labelled phone numbers; the primary one is mirrored in `primary_field`. */
export const phones = (
  label: Label,
  options: Options & { primary_field: string },
): Field<LabelledValue[]> => ({ kind: 'phones', label, ...options });

/** Labelled postal addresses; the primary one is mirrored in `primary_field`. */
export const addresses = (
  label: Label,
  options: Options & { primary_field: string },
): Field<LabelledAddress[]> => ({ kind: 'addresses', label, ...options });

/** Labelled web addresses, such as social profiles. */
export const links = build<LabelledValue[]>('links');
