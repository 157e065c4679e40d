import type { Address, Field, LabelledAddress, LabelledValue } from '../../shape/field';
import type { ObjectDefinition } from '../../shape/object';
import type { Values } from './hooks';
import { onePrimary } from './values/lists';

type Entry = (LabelledValue | LabelledAddress) & { primary?: boolean };

/** A list field and the scalar that shows its primary entry. */
export interface Mirror {
  readonly list: string;
  readonly scalar: string;
  readonly addresses: boolean;
}

/** The mirrors of an object's fields. */
export const mirrorsOf = (object: ObjectDefinition): Mirror[] =>
  Object.entries(object.fields).flatMap(([list, field]: [string, Field]) =>
    field.primary_field
      ? [{ list, scalar: field.primary_field, addresses: field.kind === 'addresses' }]
      : [],
  );

/**
 * Keeps scalar and list one: a given list sets the scalar to its primary entry; a given scalar replaces the value of
 * the primary entry, or becomes the first one; emptied, it takes the primary entry away and the next moves up.
 * When both are given the scalar says which entry is primary. `extensions` of phones go into the list. Changes `set`.
 */
export function applyMirrors(
  mirrors: readonly Mirror[],
  set: Values,
  before: Values | null,
  extensions: Readonly<Record<string, string>> = {},
): void {
  for (const { list, scalar, addresses } of mirrors) {
    const listGiven = list in set;
    if (!listGiven && !(scalar in set)) continue;
    const entries = ((listGiven ? set[list] : before?.[list]) ?? []) as Entry[];
    const next = scalar in set ? withPrimary(entries, set[scalar], addresses, listGiven) : entries;
    const primary = next.find((entry) => entry.primary);
    const extension = extensions[scalar];
    if (primary && extension) (primary as LabelledValue).extension = extension;
    set[list] = next;
    set[scalar] = primary ? entryValue(primary, addresses) : null;
  }
}

function withPrimary(
  entries: Entry[],
  value: unknown,
  addresses: boolean,
  listGiven: boolean,
): Entry[] {
  const same = (entry: Entry) => key(entryValue(entry, addresses)) === key(value);
  if (value === null)
    return listGiven ? entries : onePrimary(entries.filter((entry) => !entry.primary));
  if (entries.some(same))
    return onePrimary(entries.map((entry) => ({ ...entry, primary: same(entry) })));
  const parts = addresses ? (value as Address) : { value: value as string };
  const old = listGiven ? undefined : entries.find((entry) => entry.primary);
  const fresh = { label: old?.label ?? null, ...parts, primary: true } as Entry;
  if (old) return entries.map((entry) => (entry === old ? fresh : entry));
  return onePrimary([fresh, ...entries.map((entry) => ({ ...entry, primary: false }))]);
}

function entryValue(entry: Entry, addresses: boolean): unknown {
  if (!addresses) return (entry as LabelledValue).value;
  const { label: _label, primary: _primary, ...address } = entry as LabelledAddress;
  return address;
}

/** Comparable text of a value, whatever the order of an address's parts. */
const key = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : String(value);
