import { z } from 'zod';
import type { Field, FieldKind } from './field';
import { allFields, type ObjectDefinition, relationName } from './object';

const labelled = (value: z.ZodType) =>
  z.strictObject({ label: z.string().max(60).nullish(), value, primary: z.boolean().optional() });

const address = z.strictObject({
  street: z.string().max(500).nullish(),
  city: z.string().max(120).nullish(),
  state: z.string().max(120).nullish(),
  postal_code: z.string().max(30).nullish(),
  country: z.string().max(100).nullish().describe('ISO 3166 alpha-2 code or a name'),
});

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const partialDay = z.string().regex(/^(\d{4}|-)-\d{2}-\d{2}$/);
const number = (field: Field) => bounded(z.number(), field);

function bounded(schema: z.ZodNumber, { min, max }: Field): z.ZodNumber {
  const from = min === undefined ? schema : schema.min(min);
  return max === undefined ? from : from.max(max);
}

const values = (field: Field) =>
  z.enum((field.choices ?? []).map(({ value }) => value) as [string, ...string[]]);

/** What may be sent for each kind. */
const inputOf: Readonly<Record<FieldKind, (field: Field) => z.ZodType>> = {
  text: (field) => z.string().max(field.max ?? 255),
  long_text: (field) => z.string().max(field.max ?? 20_000),
  email: () => z.email().max(254),
  phone: () => z.string().max(60),
  url: () => z.string().max(2048),
  integer: (field) => bounded(z.int(), field),
  decimal: number,
  percent: number,
  money: () => z.union([z.string().regex(/^[+-]?\d{1,17}(\.\d{1,4})?$/), z.number()]),
  boolean: () => z.boolean(),
  date: () => day,
  partial_date: () => partialDay,
  datetime: () => z.iso.datetime({ offset: true }),
  choice: values,
  multi_choice: (field) => z.array(values(field)).max(field.max ?? 100),
  tags: (field) => z.array(z.string().min(1).max(100)).max(field.max ?? 50),
  ref: () => z.uuid(),
  user: () => z.union([z.uuid(), z.literal('me')]),
  address: () => address,
  emails: (field) => z.array(labelled(z.email())).max(field.max ?? 20),
  phones: (field) =>
    z
      .array(labelled(z.string().max(60)).extend({ extension: z.string().max(11).nullish() }))
      .max(field.max ?? 20),
  addresses: (field) =>
    z
      .array(
        address.extend({ label: z.string().max(60).nullish(), primary: z.boolean().optional() }),
      )
      .max(field.max ?? 20),
  links: (field) => z.array(labelled(z.string().max(2048))).max(field.max ?? 20),
};

/** What is answered, where it differs from what may be sent. */
const outputOf: Partial<Record<FieldKind, (field: Field) => z.ZodType>> = {
  email: () => z.string(),
  url: () => z.string(),
  money: () => z.string(),
  integer: () => z.int(),
  decimal: () => z.number(),
  percent: () => z.number(),
  choice: () => z.string(),
  multi_choice: () => z.array(z.string()),
  user: () => z.uuid(),
  datetime: () => z.iso.datetime(),
  address: () => z.record(z.string(), z.string()),
  emails: () => z.array(z.looseObject({ label: z.string().nullable(), value: z.string() })),
  phones: () => z.array(z.looseObject({ label: z.string().nullable(), value: z.string() })),
  links: () => z.array(z.looseObject({ label: z.string().nullable(), value: z.string() })),
  addresses: () => z.array(z.looseObject({ label: z.string().nullable() })),
};

const neverNull: ReadonlySet<FieldKind> = new Set([
  'boolean',
  'multi_choice',
  'tags',
  'emails',
  'phones',
  'addresses',
  'links',
]);
const custom = z.record(z.string(), z.unknown()).describe('Values of custom fields by key');

function bodyOf(object: ObjectDefinition, create: boolean) {
  const shape: Record<string, z.ZodType> = {};
  for (const [name, field] of Object.entries(object.fields)) {
    if (field.readonly) continue;
    const schema = inputOf[field.kind](field);
    shape[name] =
      create && field.required && field.default === undefined
        ? schema
        : field.required
          ? schema.optional()
          : schema.nullable().optional();
  }
  return z.strictObject({ ...shape, custom: custom.optional() });
}

/** The body that creates a record. */
export const createSchema = (object: ObjectDefinition) => bodyOf(object, true);

/** The body that changes one: changed keys only, `version` being the one its author saw. */
export const patchSchema = (object: ObjectDefinition) =>
  bodyOf(object, false).extend({ version: z.int().min(1).optional() });

/** A record as answered. Included relations come on top; `fields` leaves some out. */
export function recordSchema(object: ObjectDefinition) {
  const shape: Record<string, z.ZodType> = {};
  for (const [name, field] of Object.entries(allFields(object))) {
    const schema = (outputOf[field.kind] ?? inputOf[field.kind])(field);
    shape[name] = neverNull.has(field.kind) ? schema : schema.nullable();
    // `created_by` leads to no record of its own name.
    if ((field.kind === 'ref' || field.kind === 'user') && relationName(name) !== name) {
      shape[relationName(name)] = z.looseObject({ id: z.uuid() }).nullable().optional();
    }
  }
  return z.looseObject({
    id: z.uuid(),
    title: z.string(),
    ...shape,
    custom,
    deleted_at: z.iso.datetime().nullable(),
  });
}

/**
 * A body that the documents describe exactly and the engine checks: the engine knows the company's own fields and
 * reports every problem at once, in one vocabulary.
 */
export const checkedByEngine = (schema: z.ZodType): z.ZodUnknown => {
  const { $schema: _, ...described } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
  });
  return z.unknown().meta(described);
};
