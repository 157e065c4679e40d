import type { Issue } from '@/core/shape/errors';
import type { ObjectDefinition } from '@/core/shape/object';
import type { Related } from '../editors/editor';
import { type Entry, isEditable, patchOf, valueAt } from '../model/entries';
import { emptyValue, isEmpty } from '../values/empty';

/** What is typed into a create form so far. */
export interface Draft {
  readonly values: Readonly<Record<string, unknown>>;
  readonly related: Readonly<Record<string, Related | null>>;
}

/** The values a new record starts with: the defaults of its fields, then what the address asks for. */
export function firstDraft(
  entries: readonly Entry[],
  given: Readonly<Record<string, string>>,
  me: Related,
): Draft {
  const values: Record<string, unknown> = {};
  const related: Record<string, Related> = {};
  for (const { path, field } of entries) {
    const asked = given[path];
    if (asked !== undefined) values[path] = fromAddress(field.kind, asked);
    else if (field.kind === 'user' && field.default === 'me') {
      values[path] = me.id;
      related[path] = me;
    } else if (field.default !== undefined && field.default !== 'now') values[path] = field.default;
  }
  return { values, related };
}

/** What an address says in letters. */
const fromAddress = (kind: string, text: string): unknown =>
  kind === 'boolean' ? text === 'true' : kind === 'integer' ? Number(text) : text;

/** Whether anything was typed beyond what the form started with. */
export const isTouched = (draft: Draft, first: Draft): boolean =>
  JSON.stringify(draft.values) !== JSON.stringify(first.values);

/** The body of the create call: filled values only. */
export function bodyOf(entries: readonly Entry[], draft: Draft): Record<string, unknown> {
  const filled = entries.flatMap(({ path }) =>
    isEmpty(draft.values[path]) ? [] : [[path, draft.values[path]] as const],
  );
  return patchOf(Object.fromEntries(filled));
}

/** Fields to show at once: those asked for, else the quick ones and those that must be given; and any that has an error. */
export function quickEntries(
  object: ObjectDefinition,
  entries: readonly Entry[],
  errors: Readonly<Record<string, string>>,
  shown?: readonly string[],
): Entry[] {
  const asked = new Set(object.require_one_of ?? []);
  return entries.filter(
    (entry) =>
      isEditable(entry) &&
      ((shown
        ? shown.includes(entry.path)
        : entry.field.quick || entry.field.required || asked.has(entry.path)) ||
        errors[entry.path] !== undefined),
  );
}

/** The draft as a record, for editors that need its currency or the names of what it refers to. */
export function asRecord(draft: Draft): Record<string, unknown> {
  const relations = Object.entries(draft.related).map(([path, related]) => [
    path.replace(/_id$/, ''),
    related,
  ]);
  return { ...draft.values, ...Object.fromEntries(relations) };
}

/**
 * With all fields on the form a labelled list stands for the scalar that mirrors its primary entry, and begins with what
 * was typed there.
 */
export function withLists(
  entries: readonly Entry[],
  draft: Draft,
): { entries: Entry[]; draft: Draft } {
  const lists = entries.filter((entry) => ['emails', 'phones'].includes(entry.field.kind));
  const values = { ...draft.values };
  for (const { path, field } of lists) {
    const scalar = field.primary_field ? values[field.primary_field] : undefined;
    if (isEmpty(scalar) || !field.primary_field) continue;
    values[path] = [{ label: null, value: scalar, primary: true }];
    delete values[field.primary_field];
  }
  const mirrored = new Set(lists.map((entry) => entry.field.primary_field));
  const kept = entries.filter(
    (entry) => !mirrored.has(entry.path) && entry.field.kind !== 'addresses',
  );
  return { entries: kept, draft: { ...draft, values } };
}

/** The value an editor shows. */
export const draftValue = (draft: Draft, entry: Entry): unknown =>
  draft.values[entry.path] ?? valueAt(draft.values, entry.path) ?? emptyValue(entry.field);

/** Fields of which one must be filled and none is; null when all is well. */
export function missingOf(object: ObjectDefinition, draft: Draft): readonly string[] | null {
  const names = object.require_one_of ?? [];
  const lists = Object.entries(object.fields).filter(([, field]) => field.primary_field);
  const isFilled = (name: string) =>
    !isEmpty(draft.values[name]) ||
    lists.some(([list, field]) => field.primary_field === name && !isEmpty(draft.values[list]));
  return names.length > 0 && !names.some(isFilled) ? names : null;
}

/** API issues by the path of the field they belong to: `emails.0.value` stands beside `emails`. */
export function errorsByPath(
  entries: readonly Entry[],
  issues: readonly Issue[],
  text: (issue: Issue) => string,
): { fields: Record<string, string>; other: string[] } {
  const fields: Record<string, string> = {};
  const other: string[] = [];
  for (const issue of issues) {
    const entry = entries.find(
      (one) => issue.path === one.path || issue.path.startsWith(`${one.path}.`),
    );
    if (entry) fields[entry.path] ??= text(issue);
    else other.push(text(issue));
  }
  return { fields, other };
}
