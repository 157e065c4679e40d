import { fold } from '@/core/run/engine/fold';
import { encode } from '@/core/run/engine/kinds';
import { mirrorRows } from '@/core/run/engine/mirror-values';
import type { Module } from '@/core/run/module';
import type { CustomField, CustomKind } from '@/core/shape/custom-field';
import { asField } from '@/core/shape/custom-field';
import type { ObjectDefinition } from '@/core/shape/object';
import { newId } from '@/platform/ids';
import type { TestCompany } from './company';
import { startDatabase } from './database';

type Values = Readonly<Record<string, unknown>>;

/** Puts a record into the tables as the write side would, values as the API speaks them. Returns its id. */
export async function insertRecord(
  { company, user }: Pick<TestCompany, 'company' | 'user'>,
  object: ObjectDefinition,
  values: Values,
  custom: readonly { readonly field: CustomField; readonly value: unknown }[] = [],
): Promise<string> {
  const { admin } = await startDatabase();
  const { id = newId(), title = 'Untitled', deleted_at = null, ...rest } = values;
  const now = new Date().toISOString();
  const row: Record<string, unknown> = {
    company_id: company.id,
    id,
    title,
    title_key: fold(String(title)),
    created_at: now,
    updated_at: now,
    created_by: user.id,
    deleted_at,
    custom: JSON.stringify(
      Object.fromEntries(custom.map(({ field, value }) => [field.key, value])),
    ),
  };
  for (const [name, value] of Object.entries(rest)) {
    const field = object.fields[name];
    Object.assign(row, field ? encode(name, field, value, company) : { [name]: value });
  }
  const columns = Object.keys(row);
  await admin.query(
    `insert into ${object.name} (${columns.join(', ')}) values (${columns.map((_, i) => `$${i + 1}`).join(', ')})`,
    Object.values(row),
  );
  const text = Object.entries(object.fields)
    .filter(([name, field]) => field.searchable && values[name])
    .map(([name]) => fold(JSON.stringify(values[name]), 2000));
  await admin.query(
    'insert into search_documents (company_id, object, record_id, title_key, body, created_at, deleted) values ($1, $2, $3, $4, $5, $6, $7)',
    [
      company.id,
      object.name,
      id,
      row.title_key,
      [row.title_key, ...text].join('\n'),
      row.created_at,
      deleted_at !== null,
    ],
  );
  for (const { field, value } of custom) await insertValue(company, field, String(id), value);
  return String(id);
}

async function insertValue(
  company: TestCompany['company'],
  field: CustomField,
  record: string,
  value: unknown,
): Promise<void> {
  if (!field.filterable) return;
  const { admin } = await startDatabase();
  for (const row of mirrorRows(field.id, record, asField(field), value, company)) {
    const filled = Object.entries(row).filter(([, one]) => one !== null);
    const columns = filled.map(([name]) => name).join(', ');
    await admin.query(
      `insert into field_values (company_id, ${columns}) values ($1, ${filled.map((_, i) => `$${i + 2}`).join(', ')})`,
      [company.id, ...filled.map(([, one]) => one)],
    );
  }
}

/** Adds a custom field to a company, filterable unless said otherwise. */
export async function insertField(
  { company }: Pick<TestCompany, 'company'>,
  object: string,
  key: string,
  kind: CustomKind,
  given: Partial<Pick<CustomField, 'filterable' | 'choices'>> = {},
): Promise<CustomField> {
  const { admin } = await startDatabase();
  const field: CustomField = {
    id: newId(),
    object,
    key,
    label: key,
    kind,
    required: false,
    filterable: true,
    choices: [],
    position: 0,
    ...given,
  };
  await admin.query(
    'insert into custom_fields (company_id, id, object, key, label, kind, filterable, choices) values ($1, $2, $3, $4, $4, $5, $6, $7)',
    [company.id, field.id, object, key, kind, field.filterable, JSON.stringify(field.choices)],
  );
  return field;
}

/** Modules with objects alone, for tests below the API. */
export const objectsOnly = (...objects: ObjectDefinition[]): Module[] => [
  { name: 'objects', objects: objects.map((definition) => ({ definition })) },
];
