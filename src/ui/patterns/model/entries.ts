import { asField, type CustomField, customKey } from '@/core/shape/custom-field';
import type { Field } from '@/core/shape/field';
import { isSortable } from '@/core/shape/filter';
import { allFields, type ObjectDefinition, relationName } from '@/core/shape/object';
import type { RecordData } from '@/ui/data/types';

/** A field as screens address it: `status`, `custom.score` or, through a reference, `account.industry`. */
export interface Entry {
  /** What the API calls it in filter, sort and answers. */
  readonly path: string;
  readonly field: Field;
  /** Key inside `custom`, for a company's own field. */
  readonly custom?: string;
  /** The reference it is read through, one level. */
  readonly through?: { readonly name: string; readonly label: Field['label'] };
}

/** Built-in fields in their written order, then the company's own, then the system's. */
export function entriesOf(object: ObjectDefinition, custom: readonly CustomField[] = []): Entry[] {
  const own = Object.entries(object.fields)
    .filter(([, field]) => !field.hidden)
    .map(([path, field]) => ({ path, field }));
  const extra = [...custom]
    .sort((a, b) => a.position - b.position)
    .map((one) => ({ path: `custom.${one.key}`, field: asField(one), custom: one.key }));
  const system = Object.entries(allFields(object))
    .filter(([path]) => !(path in object.fields) && path !== 'version')
    .map(([path, field]) => ({ path, field }));
  return [...own, ...extra, ...system];
}

/**
 * The sort path of a field, or null when a list cannot be ordered by it. A reference sorts by the title it shows,
 * a person by name, a custom field when it is filterable.
 */
export function sortPath(entry: Entry, custom: readonly CustomField[]): string | null {
  if (entry.field.masked) return null;
  if (entry.custom) {
    const own = custom.find((one) => one.key === entry.custom);
    return own?.filterable && isSortable(entry.field.kind) ? entry.path : null;
  }
  if (entry.field.kind === 'ref') return `${relationName(entry.path)}.title`;
  if (entry.field.kind === 'user')
    return entry.path.endsWith('_id') ? `${relationName(entry.path)}.name` : null;
  return isSortable(entry.field.kind) ? entry.path : null;
}

/** The value at a path; null when absent. */
export function valueAt(record: Readonly<Record<string, unknown>>, path: string): unknown {
  let value: unknown = record;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null) return null;
    value = (value as Record<string, unknown>)[part];
  }
  return value ?? null;
}

/** The record with one value replaced, everything else shared. */
export function withValue<R extends object>(record: R, path: string, value: unknown): R {
  const key = customKey(path);
  if (key === null) return { ...record, [path]: value };
  const custom = (record as { custom?: object }).custom;
  return { ...record, custom: { ...custom, [key]: value } };
}

/** The body of a PATCH for changed paths: custom values go under `custom`. */
export function patchOf(changes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(changes)) {
    const key = customKey(path);
    if (key === null) body[path] = value;
    else body.custom = { ...(body.custom as object | undefined), [key]: value };
  }
  return body;
}

/** Whether people may type into it. */
export const isEditable = (entry: Entry): boolean =>
  !entry.field.readonly && !entry.field.author && !entry.through;

/** Whether they may do so where it is shown, with nothing else asked. */
export const isEditableInPlace = (entry: Entry): boolean => isEditable(entry) && !entry.field.asks;

/** Whether nobody edits the record any more: it is in the bin, or what its object is locked by has happened. */
export const isLocked = ({ locked_by }: ObjectDefinition, record: RecordData): boolean =>
  record.deleted_at !== null || (locked_by !== undefined && record[locked_by] != null);

/** Relations whose titles these fields need, for `include`. Authors of records are no relation; members are known anyway. */
export const includesOf = (entries: readonly Entry[]): string[] =>
  entries
    .filter((entry) => !entry.custom && entry.path.endsWith('_id'))
    .filter((entry) => entry.field.kind === 'ref' || entry.field.kind === 'user')
    .map((entry) => relationName(entry.path));
